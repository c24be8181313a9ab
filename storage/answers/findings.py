"""What is published of one theme: how many said it, of how many; never more than was published."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.answers import publications
from storage.answers.publications import PUBLIC, PUBLISHED, Publication

EVERY_QUESTION, REGISTERED = "*", "registered"


@dataclass(frozen=True)
class Finding:
    """One theme of one publication: "25 of 95"."""

    publication: Publication
    theme: str
    said: int
    base: int

    @property
    def id(self) -> str:
        return self.publication.id


def of_publication(conn: Connection, one: Publication) -> Iterable[Finding]:
    """Every theme that one publication shows, of registered young people."""
    for table in publications.tables_of(conn, one.id):
        if table.question == EVERY_QUESTION and table.lane == REGISTERED and not table.breakdown:
            for theme, row in table.cells["themes"].items():
                if row["total"] is not None:
                    base = row.get("everyone") or table.base or 0
                    yield Finding(one, theme, row["total"], base)


def for_everybody(conn: Connection, wanted: Iterable[tuple[str, str]]) -> dict[str, Finding]:
    """(publication, theme) -> by theme: what everybody may read, of what is published still."""
    found: dict[str, Finding] = {}
    for publication_id, theme in wanted:
        one = publications.find(conn, publication_id)
        if one is not None and one.audience == PUBLIC and one.state == PUBLISHED:
            found |= {
                f"{publication_id} {theme}": finding
                for finding in of_publication(conn, one)
                if finding.theme == theme
            }
    return found
