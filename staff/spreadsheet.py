"""CSV that a spreadsheet shows and never runs (OWASP ASVS 5.0, 1.2.10)."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

_FORMULA = frozenset("=+-@|%")
_CONTROL = frozenset("\t\r\n\0")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The file's text. It starts with a byte order mark: without it Excel misreads UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe(cell) for cell in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def safe(cell: object) -> object:
    """A cell that cannot be taken for a formula: text that could be gets an apostrophe in front.

    Full-width and other look-alikes count too, and so does what only spaces or invisible
    characters stand before.
    """
    if not isinstance(cell, str):
        return "" if cell is None else cell
    if cell[:1] in _CONTROL and cell:
        return f"'{cell}"
    visible = _visible(cell)
    if visible and unicodedata.normalize("NFKC", visible)[:1] in _FORMULA | {"\u2212"}:
        return f"'{cell}"
    return cell


def _visible(text: str) -> str:
    """The first characters that show."""
    for i, letter in enumerate(text):
        if unicodedata.category(letter)[0] not in "ZC":
            return text[i : i + 1]
    return ""
