"""Reads SQLite's write-ahead log as a thief would: which pages each commit wrote."""

import struct
from pathlib import Path

_HEADER, _FRAME = 32, 24


def commits(log: Path) -> list[bytes]:
    """The bytes of each commit, oldest first; a page that was written twice counts twice."""
    data = log.read_bytes() if log.exists() else b""
    if len(data) < _HEADER:
        return []
    page = struct.unpack(">I", data[8:12])[0]
    found, pending = [], b""
    for start in range(_HEADER, len(data) - _FRAME - page + 1, _FRAME + page):
        salt = data[start + 8 : start + 16]
        if salt != data[16:24]:
            break  # left over from before the log began anew
        pending += data[start + _FRAME : start + _FRAME + page]
        if struct.unpack(">I", data[start + 4 : start + 8])[0]:  # the last frame of a commit
            found.append(pending)
            pending = b""
    return found


def newly_written(log: Path, words: list[str]) -> list[set[str]]:
    """Which words each commit brought that no commit before it had."""
    known: set[str] = set()
    groups = []
    for one in commits(log):
        new = {said for said in words if said not in known and said.encode() in one}
        known |= new
        if new:
            groups.append(new)
    return groups
