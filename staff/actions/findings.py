"""Published findings that actions answer: which theme, how many said it, and what has no answer."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from storage.answers import publications
from storage.answers.findings import Finding, of_publication
from storage.answers.publications import AUDIENCES
from storage.office.actions import Action


def published(
    conn: Connection, audiences: Sequence[str] = AUDIENCES
) -> dict[tuple[str, str], Finding]:
    """(publication, theme) -> finding, the latest period first."""
    return {
        (one.id, finding.theme): finding
        for one in publications.listing(conn, audiences=audiences)
        for finding in of_publication(conn, one)
    }


def unanswered(
    findings: Mapping[tuple[str, str], Finding], actions: Iterable[Action], active: Iterable[str]
) -> list[Finding]:
    """Themes of the latest published period that no action answers, what most said first."""
    periods = [one.publication.period for one in findings.values()]
    latest = max(periods, default="")
    answered = {one.theme for one in actions if (one.period or latest) >= latest}
    open_ones: dict[str, Finding] = {}
    for one in findings.values():
        if one.publication.period == latest and one.theme not in answered and one.theme in active:
            known = open_ones.get(one.theme)
            if known is None or _nearer(one, known):
                open_ones[one.theme] = one
    return sorted(open_ones.values(), key=lambda one: (-one.said, one.theme))


def _nearer(one: Finding, known: Finding) -> bool:
    """Prefer what everybody may see."""
    order = {audience: at for at, audience in enumerate(AUDIENCES)}
    return order[one.publication.audience] > order[known.publication.audience]
