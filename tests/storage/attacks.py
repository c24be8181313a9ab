"""What somebody tries who has stolen the databases: dumps, bytes of files, hidden orders."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import text

from storage.crypto import Unreadable, Vault, open_with
from storage.database import Database
from storage.rooms import Rooms


def dump(database: Database) -> list[dict[str, object]]:
    """Every row of every table, as a backup would have them."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if not database.sqlite:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    rows: list[dict[str, object]] = []
    with database.read() as conn:
        for name in conn.execute(text(names)).scalars().all():
            found = conn.execute(text(f'SELECT * FROM "{name}"')).mappings()  # noqa: S608
            rows += [{f"{name}.{column}": value for column, value in row.items()} for row in found]
    return rows


def dump_everything(rooms: Rooms) -> list[dict[str, object]]:
    """The dumps of all three databases."""
    return [row for _, database, _ in rooms._all() for row in dump(database)]


def values(rows: Iterable[dict[str, object]]) -> set[bytes]:
    """Every value, as bytes."""
    return {
        value if isinstance(value, bytes) else str(value).encode()
        for row in rows
        for value in row.values()
        if value is not None
    }


def all_that_opens(rooms: Rooms, vault: Vault) -> str:
    """Every value of every table of every database, as it is and opened with each key we hold."""
    found = values(dump_everything(rooms))
    opened = {one for one in (_opened(vault.open, value) for value in found) if one}
    with_keys = {
        one
        for key in opened
        for value in found
        if (one := _opened(partial(open_with, key.encode()), value))
    }
    raw = (value.decode("utf-8", "replace") for value in found)
    return "\n".join((*raw, *opened, *with_keys))


def _opened(opening: Callable[[bytes], str], value: bytes) -> str | None:
    try:
        return opening(value)
    except (Unreadable, ValueError):
        return None


def forms(words: str | bytes) -> list[bytes]:
    """The forms in which words could lie in a file."""
    raw = words.encode() if isinstance(words, str) else words
    found = [raw, raw.hex().encode(), raw.hex().upper().encode()]
    # Base64 of a text within other text depends on where it begins: three ways, inner part only.
    for lead in range(3):
        found.append(base64.b64encode(b"\0" * lead + raw + b"\0" * 2)[8:-8])
    if isinstance(words, str):
        found += [words.encode("utf-16-le"), words.encode("utf-16-be"), quote(words).encode()]
    return [form for form in found if len(form) >= 8]


def files_with(folder: Path, words: Iterable[str | bytes]) -> set[str]:
    """The names of the files in a folder in which any of the words lie, in any form."""
    wanted = [form for one in words for form in forms(one)]
    data = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    return {name for name, found in data.items() if any(form in found for form in wanted)}


def numbers_found(rows: list[dict[str, object]], candidates: Iterable[str]) -> set[str]:
    """Brute force: every candidate number, plain and hashed, with every short value as the salt."""
    known = values(rows)
    digests = known | {value.lower() for value in known}
    salts = sorted(value for value in known if 4 <= len(value) <= 64)[:40]
    found, everything = set(), b"\n".join(known)
    for number in candidates:
        for form in (number, number.lstrip("+"), "0" + number[3:]):
            if digests & set(_hashes(form.encode(), salts)) or form.encode() in everything:
                found.add(number)
    return found


def _hashes(number: bytes, salts: Sequence[bytes]) -> Iterable[bytes]:
    for algorithm in ("sha256", "sha1", "md5"):
        yield from _both(hashlib.new(algorithm, number, usedforsecurity=False).digest())
        for salt in salts:
            for mixed in (salt + number, number + salt):
                yield from _both(hashlib.new(algorithm, mixed, usedforsecurity=False).digest())
    for salt in salts:
        yield from _both(hmac.digest(salt, number, "sha256"))


def _both(digest: bytes) -> tuple[bytes, bytes]:
    return digest, digest.hex().encode()


def looks_like_a_time(value: object) -> bool:
    """A date, a clock time, or a number of seconds since 1970."""
    return bool(re.search(r"\d{4}-\d{2}-\d{2}|\b\d{2}:\d{2}\b|\b1[5-9]\d{8}\b", str(value)))


def physical_order(database: Database) -> list[str]:
    """The answers' texts as they lie: by the row's place on PostgreSQL, by the scan on SQLite."""
    query = "SELECT text FROM answer NOT INDEXED"
    if not database.sqlite:
        query = "SELECT text FROM answer ORDER BY ctid"
    with database.read() as conn:
        return [str(one) for one in conn.execute(text(query)).scalars()]


def order_in_file(path: Path, words: Iterable[str]) -> list[str]:
    """The texts by the place of their bytes in the file: within a page, the order of writing."""
    data = path.read_bytes()
    return sorted(words, key=lambda one: data.index(one.encode()))


def rank_correlation(order: Sequence[int]) -> float:
    """Spearman's: 1 when the numbers 0…n-1 stand in order, about 0 when shuffled."""
    count = len(order)
    apart = sum((place - value) ** 2 for place, value in enumerate(order))
    return 1 - 6 * apart / (count * (count**2 - 1))


def neighbours_alike(order: Sequence[str]) -> float:
    """The share of neighbours that are equal: high when what belongs together stands together."""
    return sum(a == b for a, b in zip(order, order[1:], strict=False)) / max(1, len(order) - 1)
