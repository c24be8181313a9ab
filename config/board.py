"""The dates of the board that hears what young people said, as a county sets them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.marked import read


@dataclass(frozen=True)
class Board:
    """Its name and the days on which it sits."""

    name: str = "The board"
    dates: tuple[date, ...] = ()


def load_board(county_dir: Path) -> Board:
    """Read board.yaml; a county without one has no dates on its calendar."""
    if not (county_dir / "board.yaml").is_file():
        return Board()
    item = read(county_dir / "board.yaml")
    item.only("name", "dates")
    try:
        dates = sorted(date.fromisoformat(day) for day in item.texts("dates"))
    except ValueError:
        raise item.error("a date is written 2026-12-10", "dates") from None
    return Board(item.text("name", "The board"), tuple(dates))
