"""Reads what a report is made of: publications, and what the office keeps; never an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from babel import Locale
from sqlalchemy import Connection

from collation.frame import from_json
from collation.reports import done
from collation.reports.material import Asked, Material, Meeting, Names, Quarter, Texts
from collation.reports.model import Quoted, Quotes
from collation.reports.periods import Period
from collation.reports.slots import ANNUAL, BOARD
from config.board import load_board
from config.data import County
from config.frame import load_frame
from config.meanings import load_meanings
from storage.answers import publications
from storage.answers.publications import BOARD as FOR_BOARD
from storage.answers.publications import INSIDE, PUBLIC, Publication
from storage.office import campaigns, frames, populations
from storage.times import london_day, quarter

AUDIENCES: Mapping[str, tuple[str, ...]] = {BOARD: (FOR_BOARD, PUBLIC), ANNUAL: (FOR_BOARD, PUBLIC)}
"""What the Board gets is public: only publications that are protected for it. Inside, the nearest
one there is."""

_INSIDE = (INSIDE, FOR_BOARD, PUBLIC)
_ATTRIBUTES = ("age", "place", "status")


@dataclass(frozen=True)
class Around:
    """The county as a report names it. `questions`: how each question reads."""

    county: County
    county_dir: Path
    questions: Mapping[str, str]
    base: str = ""
    """Where the service is found: what links to the log begin with."""


def audiences(kind: str) -> tuple[str, ...]:
    """For whom the publications are that a kind of report may use, the best first."""
    return AUDIENCES.get(kind, _INSIDE)


def gather(
    answers: Connection, office: Connection, around: Around, kind: str, period: Period,
    now: datetime, *, texts: Texts | None = None, meeting: Meeting | None = None,
) -> Material:  # fmt: skip
    """All of it, of this moment."""
    wanted = (period.before, *period.quarters)
    found = quarters(answers, kind, wanted)
    rules, for_board = around.county.release, kind in AUDIENCES
    year, today = int(period.last[:4]), london_day(now)
    return Material(
        kind=kind,
        period=period,
        county=around.county.name,
        board=load_board(around.county_dir).name,
        languages=tuple(map(_language, around.county.languages_on)),
        k=max(rules.k_public, rules.k_inside) if for_board else rules.k_inside,
        today=today,
        names=_names(office, around),
        quarters=found,
        people={each: tuple(populations.of(office, each, year)) for each in _ATTRIBUTES},
        asked=_asked(office, period),
        deeds=done.deeds(office, period, today, around.base, public=for_board),
        waiting=done.waiting(office, today),
        events=done.events(office, period, around.base, public=for_board),
        agenda=done.agenda(office, meeting) if for_board else (),
        meeting=meeting,
        texts=texts or Texts(),
    )


def quarters(conn: Connection, kind: str, periods: Sequence[str]) -> dict[str, Quarter]:
    """What is published of each quarter, for the nearest audience that this report may show."""
    listed = publications.listing(conn, audiences=audiences(kind))
    found = {}
    for period in periods:
        best = _best([one for one in listed if one.period == period], audiences(kind))
        if best:
            found[period] = Quarter(
                period, best.id, tuple(publications.tables_of(conn, best.id)),
                tuple(publications.quotes_of(conn, best.id)), best.published_on or "",
            )  # fmt: skip
    return found


def quotes(conn: Connection, kind: str, which: Sequence[str]) -> Quotes:
    """The words of some publications, as they stand there now."""
    shown = {one.id for one in publications.listing(conn, audiences=audiences(kind))}
    return {
        (one, quote.number): Quoted(quote.text, quote.kind == "quote")
        for one in which
        if one in shown
        for quote in publications.quotes_of(conn, one)
    }


def published(conn: Connection, kind: str) -> list[str]:
    """The quarters of which a report of this kind could say something, the newest first."""
    listed = publications.listing(conn, audiences=audiences(kind))
    return sorted({one.period for one in listed}, reverse=True)


def anything_published(conn: Connection, kind: str, period: Period) -> bool:
    """Whether a report of this period would have anything in it."""
    return not {*period.quarters}.isdisjoint(published(conn, kind))


def _best(some: Sequence[Publication], order: Sequence[str]) -> Publication | None:
    """Of the nearest audience the one that was published last."""
    nearest = min((order.index(one.audience) for one in some), default=None)
    if nearest is None:
        return None
    alike = [one for one in some if one.audience == order[nearest]]
    return max(alike, key=lambda one: (one.published_on or "", one.id))


def _names(office: Connection, around: Around) -> Names:
    known = frames.newest(office)
    frame = from_json(known.frame) if known else load_frame(around.county_dir)
    county = around.county
    values = {one.id: one.name for one in county.places}
    values |= {one.id: one.name for one in county.statuses}
    return Names(
        {one.id: one.label for one in frame.themes}, around.questions, values,
        load_meanings(around.county_dir),
    )  # fmt: skip


def _asked(office: Connection, period: Period) -> tuple[Asked, ...]:
    """The check-ins that began in the period and are closed: what was asked is the county's own."""
    found = [
        Asked(one.title, london_day(one.starts_at), one.asked)
        for one in campaigns.listing(office, states=("closed",))
        if one.kind == "prompt" and quarter(one.starts_at) in period.quarters and one.asked
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.title)))


def _language(code: str) -> str:
    return str(Locale.parse(code).get_display_name("en_GB"))
