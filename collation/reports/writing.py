"""Drafts as people work on them: what is written, what is wrong with it, what is left, final."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from collation.reports import gathering, kept, typed_table
from collation.reports.forms import NothingPublished, build
from collation.reports.gathering import AUDIENCES, Around
from collation.reports.material import Meeting, Texts
from collation.reports.model import FINAL, Gap, Paragraph, Quotes, Report, Words
from collation.reports.periods import period_of
from collation.reports.slips import WRONG, Slip, apart, slips
from collation.reports.slots import CHOICE, SLOTS, TABLE, slot
from storage.database import Database
from storage.office import calendar, reports
from storage.office.reports import Kept, Written

MOST_LETTERS = 20_000


class NotDone(Exception):
    """It was not saved or not finished; the words are for whoever asked, line by line."""

    def __init__(self, *why: str) -> None:
        super().__init__(" ".join(why))
        self.why = why


@dataclass(frozen=True)
class Opened:
    """A report with all that a person sees of it. `report` is None where nothing is published."""

    kept: Kept
    report: Report | None
    quotes: Quotes
    written: Mapping[str, Written]
    slips: Mapping[str, tuple[Slip, ...]]
    why: str = ""
    withdrawn: bool = False

    def left(self) -> list[str]:
        """What keeps it from being final, one line each."""
        if self.report is None:
            return [self.why]
        named = {one.id: one.name for one in SLOTS[self.kept.kind]}
        gaps = [f"To fill: {gap.name}" for gap in self.report.left()]
        wrong = [
            f"In “{named[which].format(county='the county')}”: {one}"
            for which, found in self.slips.items()
            for one in found
        ]
        return [*gaps, *wrong]


def open_report(
    answers: Connection, office: Connection, around: Around, one: Kept, now: datetime
) -> Opened:
    """The report as it stands: computed while it is a draft, as it was kept once it is final."""
    written = reports.written(office, one.id)
    if one.state == FINAL:
        report = kept.from_json(reports.frozen(office, one.id) or "{}")
        which = sorted({each.publication for each in report.blocks if isinstance(each, Words)})
        quotes = gathering.quotes(answers, one.kind, which)
        return Opened(one, report, quotes, written, {}, withdrawn=bool(_gone(report, quotes)))
    material = gathering.gather(
        answers, office, around, one.kind, period_of(one.kind, one.period), now,
        texts=_texts(one.kind, written), meeting=_meeting(office, one),
    )  # fmt: skip
    found = slips_of(one.kind, written, around)
    try:
        report = build(material)
    except NothingPublished as nothing:
        return Opened(one, None, {}, written, found, str(nothing))
    which = [each.publication for each in material.quarters.values()]
    return Opened(one, report, gathering.quotes(answers, one.kind, which), written, found)


def save(
    conn: Connection, one: Kept, which: str, text: str, by: str, now: datetime, *,
    stands: bool = False,
) -> None:  # fmt: skip
    """Keep what was typed. A table that does not sum is refused with its cells, and not kept."""
    place = slot(one.kind, which)
    text = "\n".join(line.rstrip() for line in text.replace("\r", "").split("\n")).strip()
    if place is None:
        raise NotDone("There is no such place in this report.")
    if len(text) > MOST_LETTERS:
        raise NotDone(f"This is too long: at most {MOST_LETTERS:,} letters.")
    if place.kind == CHOICE and text and text not in place.options:
        raise NotDone(f"Choose {' or '.join(place.options)}.")
    if place.kind == TABLE and text:
        try:
            text = typed_table.read(text).lines()
        except typed_table.NotATable as wrong:
            raise NotDone(*wrong.wrong) from wrong
    if not reports.write(conn, one.id, which, text, by, now, digest(text) if stands else ""):
        raise NotDone("This report is final. Open it again before you change it.")


def finish(
    answers: Database, office: Database, around: Around, report_id: str, by: str, now: datetime
) -> None:
    """Final from now on, as it stands. NotDone with all that is left to do."""
    with answers.read() as said, office.write() as conn:
        one = reports.hold(conn, report_id)
        if one is None or one.state == FINAL:
            raise NotDone("There is no such draft.")
        opened = open_report(said, conn, around, one, now)
        if left := opened.left():
            raise NotDone(*left)
        assert opened.report is not None  # noqa: S101 - else there is something left
        whole = kept.to_json(replace(opened.report, state=FINAL))
        reports.finish(conn, report_id, whole, by, now)


def proposals(report: Report) -> dict[str, str]:
    """What stands below each gap, to be taken over and put into one's own words."""
    found: dict[str, list[str]] = {}
    gap = ""
    for block in report.blocks:
        if isinstance(block, Gap):
            gap = block.slot
        elif gap and isinstance(block, Paragraph):
            found.setdefault(gap, []).append(block.text)
        else:
            gap = ""
    return {slot: "\n".join(lines) for slot, lines in found.items()}


def slips_of(
    kind: str, written: Mapping[str, Written], around: Around
) -> dict[str, tuple[Slip, ...]]:
    """What is wrong or to be looked at in each place; what somebody said is right is left out."""
    rules = around.county.release
    k = rules.k_public if kind in AUDIENCES else rules.k_inside
    words = {one.slot: one.text for one in written.values() if _is_text(kind, one.slot)}
    found = {which: slips(text, k) for which, text in words.items()}
    for which, slip in apart(words, _tables(kind, written)):
        found[which].append(slip)
    left = {which: _left(some, written[which]) for which, some in found.items()}
    return {which: some for which, some in left.items() if some}


def _left(some: Sequence[Slip], written: Written) -> tuple[Slip, ...]:
    stands = written.stands == digest(written.text)
    return tuple(one for one in some if one.severity == WRONG or not stands)


def _is_text(kind: str, which: str) -> bool:
    place = slot(kind, which)
    return place is not None and place.kind not in (TABLE, CHOICE)


def _texts(kind: str, written: Mapping[str, Written]) -> Texts:
    words = {one.slot: one.text for one in written.values() if one.text}
    return Texts(words, _tables(kind, written))


def _tables(kind: str, written: Mapping[str, Written]) -> dict[str, typed_table.Typed]:
    places = (one.id for one in SLOTS[kind] if one.kind == TABLE)
    return {
        each: typed_table.read(written[each].text)
        for each in places
        if each in written and written[each].text
    }


def _meeting(office: Connection, one: Kept) -> Meeting | None:
    day = calendar.find(office, one.meeting_id) if one.meeting_id else None
    return Meeting(day.title, day.day, day.cohort) if day else None


def _gone(report: Report, quotes: Quotes) -> list[Words]:
    """Words in a final report that are not published any more."""
    return [
        each
        for each in report.blocks
        if isinstance(each, Words) and (each.publication, each.number) not in quotes
    ]


def digest(text: str) -> str:
    """Which very words somebody saw."""
    return hashlib.sha256(text.encode()).hexdigest()
