"""Tables of tab-separated text, with a first line that names the columns."""

import csv
import io
from pathlib import Path

from config.marked import DataError, text_of


def rows_of(path: Path, *columns: str) -> list[dict[str, str]]:
    """The rows by column; an error that names the file where one of `columns` is missing."""
    table = io.StringIO(text_of(path), newline="")
    rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    for column in columns:
        if rows and column not in rows[0]:
            raise DataError(path.name, 1, f"there is no column '{column}'")
    return rows
