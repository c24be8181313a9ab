"""How many young people the county looks after, as of a quarter: against them reach is read."""

from sqlalchemy import Connection

from collation.reach import Figures
from storage.disclosure_guard import ATTRIBUTES
from storage.office import populations


def figures(conn: Connection, quarter: str) -> dict[str, Figures]:
    """By attribute, where somebody has entered them."""
    found = {by: populations.of(conn, by, int(quarter[:4])) for by in ATTRIBUTES}
    return {
        by: Figures({one.value: one.people for one in some}, f"{some[0].source}, {some[0].year}")
        for by, some in found.items()
        if some
    }
