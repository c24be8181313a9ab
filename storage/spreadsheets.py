"""Reads a file that staff send, CSV or XLSX, into rows of text; nothing is written to a disk."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS = 20_000
MOST_BYTES = 5 * 1024 * 1024
_MOST_UNPACKED = 80 * 1024 * 1024
_MOST_COLUMNS = 40
LINE = "row in your file"
WHAT = "what to do"
"""The two columns that a file of rows to correct has beside its own."""


class Unusable(Exception):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Row:
    """One row, with the number that a spreadsheet shows beside it."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A file's columns and rows."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def named(self, row: Row) -> dict[str, str]:
        """The row's cells by column; cells that are missing at its end are empty."""
        return dict(zip(self.header, row.cells, strict=False))


def read(
    content: bytes, wanted: Sequence[str], needed: Sequence[str], most: int = MOST_ROWS
) -> Sheet:
    """The first sheet of a file. Columns may stand in any order; unknown ones are refused."""
    if len(content) > MOST_BYTES:
        raise Unusable(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Split it.")
    rows = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    return _sheet(rows, wanted, needed, most)


def _sheet(
    rows: Iterable[tuple[int, tuple[str, ...]]], wanted: Sequence[str], needed: Sequence[str],
    most: int,
) -> Sheet:  # fmt: skip
    found = ((line, cells) for line, cells in rows if any(cells))
    first = next(found, None)
    if first is None:
        raise Unusable("The file is empty. Its first row must name the columns.")
    header = tuple(_column(cell) for cell in first[1])
    _check_header(header, wanted, needed)
    kept = []
    for line, cells in found:
        kept.append(_numbered(header, line, cells))
        if len(kept) > most:
            raise Unusable(f"The file has more than {most:,} rows. Split it.")
    if not kept:
        raise Unusable("The file names its columns, but has no rows under them.")
    return Sheet(header, tuple(kept))


def _column(cell: str) -> str:
    plain = " ".join(cell.casefold().split())
    return plain if plain in (LINE, WHAT) else plain.replace(" ", "_").replace("-", "_")


def _check_header(header: tuple[str, ...], wanted: Sequence[str], needed: Sequence[str]) -> None:
    known = f"Columns are: {', '.join(wanted)}."
    if missing := [one for one in needed if one not in header]:
        names = ", ".join(missing)
        raise Unusable(f"The first row must name the columns; missing: {names}. {known}")
    strange = [at for at, one in enumerate(header, 1) if one and one not in (*wanted, LINE, WHAT)]
    if strange:  # by place: the first row may hold a person's data
        places = ", ".join(str(at) for at in strange)
        raise Unusable(f"We do not take what is in column {places}: leave it out. {known}")
    if len(named := [one for one in header if one]) != len(set(named)):
        raise Unusable("Two columns have the same name. Leave one of them out.")


def _numbered(header: tuple[str, ...], line: int, cells: tuple[str, ...]) -> Row:
    """Rows that were given back to be corrected keep the number that they had."""
    if LINE in header:
        at = header.index(LINE)
        told = cells[at] if at < len(cells) else ""
        line = int(told) if told.isdecimal() and len(told) < 8 else line
    return Row(line, cells)


def _csv(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        line = 1
        for cells in reader:
            yield line, tuple(_plain(cell) for cell in cells[:_MOST_COLUMNS])
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unusable(
            f"Row {reader.line_num} cannot be read: a quotation mark may be missing."
        ) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unusable("This is neither a CSV file (UTF-8) nor an Excel file (.xlsx). Save it as one.")


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("+", "=", "-", "@") else cell


def _xlsx(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MOST_UNPACKED:
                raise Unusable("This Excel file is too large. Save the sheet as CSV.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_col=_MOST_COLUMNS)
        for line, cells in enumerate(rows, 1):
            yield line, tuple(_text(cell) for cell in cells)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise Unusable("This Excel file cannot be read. Save the sheet as CSV.") from error


def _text(cell: Any) -> str:
    """A cell as a person sees it: no `.0`, no `None`, days and times as text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return _plain(str(cell))
