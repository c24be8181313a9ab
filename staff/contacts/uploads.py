"""Files that staff send: larger than a form may be, and never on a disk of ours in clear."""

import io
from typing import IO

from flask import Request, request

from storage.spreadsheets import MOST_BYTES, Unusable

_ROOM = MOST_BYTES + 64 * 1024
_IN_HAND = 512 * 1024  # what the form's reader may hold of a file at a time
_NAMES = 16


class InMemoryRequest(Request):
    """Keeps what is uploaded in memory: the usual way writes numbers to the temporary folder."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def let_larger_in(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form: this blueprint's pages take a file."""
    if request.method == "POST":
        request.max_content_length = _ROOM
        request.max_form_memory_size = _IN_HAND
        request.max_form_parts = _NAMES


def content() -> bytes:
    """The file that was sent. Raises `Unusable` where there is none."""
    sent = request.files.get("file")
    found = sent.read(MOST_BYTES + 1) if sent is not None else b""
    if not found:
        raise Unusable("Choose a file first.")
    return found
