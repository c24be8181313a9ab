"""From checked counts to protected tables, to drafts, to what is published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from collation import themes_count
from collation.figures import figures
from collation.reach import Figures, most_heard
from config.data import ReleaseRules
from storage.answers import publications
from storage.answers.codings import in_turn
from storage.answers.publications import INSIDE, PublishedTable
from storage.database import Database
from storage.disclosure import percent
from storage.disclosure_guard import ATTRIBUTES, Earlier, Proposed, Refused, guard
from storage.disclosure_said import Blanks, Exact, Safe
from storage.times import quarter as quarter_of

REGISTERED = "registered"
"""The only lane whose answers say a place, an age or a status."""

EVERY_QUESTION = "*"

APART = ("log.carers", "log.observed")
"""What adults said: published as tables of their own, and never among what young people said."""


@dataclass(frozen=True)
class Sort:
    """What is to be published: of which quarter, for whom, with which code frame."""

    period: str
    audience: str
    rules: ReleaseRules
    version: int = 0
    merged: Mapping[str, str] | None = None
    figures: Mapping[str, Figures] = field(default_factory=dict)

    @property
    def levels(self) -> tuple[int, ...]:
        """The audience's thresholds, the lowest first: who sees less never sees something else."""
        inside, public = self.rules.k_inside, self.rules.k_public
        return (inside,) if self.audience == INSIDE else tuple(sorted({inside, public}))


class NotYet(Exception):
    """It cannot be published (yet); the words are for the officer."""


def tables(
    conn: Connection, sort: Sort, now: datetime, questions: Sequence[str] | None = None
) -> list[PublishedTable]:
    """The protected tables of a quarter: of each question, by lane and for each attribute; and
    over all questions.

    Raises `themes_count.Unchecked` where a count would be shown that nobody has checked.
    """
    made = []
    for question, lane in themes_count.units(conn, sort.period):
        if questions is None or question in questions:
            made += _of_one(conn, sort, question, lane, now)
    return [*made, *_over_all(made, sort), *_reach(made, sort)]


def draft(
    answers: Database, sort: Sort, title: str, now: datetime, by: str | None = None,
    questions: Sequence[str] | None = None,
) -> str | None:  # fmt: skip
    """A new draft; its id, or None where there is one with the same name."""
    with answers.write() as conn:
        in_turn(conn)
        made = tables(conn, sort, now, questions)
        name = f"{sort.period}-{sort.audience}"
        taken = {one.id for one in publications.listing(conn, states=_ALL_STATES)}
        free = (f"{name}-{number}" for number in range(1, len(taken) + 2))
        which = next(one for one in free if one not in taken) if by else name
        done = publications.draft(conn, which, title, sort.audience, sort.period, made, now, by=by)
    return which if done else None


def publish(
    answers: Database, publication_id: str, sort: Sort, by: str, now: datetime
) -> list[PublishedTable]:
    """Publish a draft, with its tables as they are now and after all that was published since.

    Raises `Unchecked`, or `NotYet` when it is no draft or nothing of it may go out.
    """
    with answers.write() as conn:
        in_turn(conn)
        known = publications.find(conn, publication_id)
        if known is None or (known.period, known.audience) != (sort.period, sort.audience):
            raise NotYet("There is no such draft.")
        drafted = publications.tables_of(conn, publication_id)
        questions = sorted({one.question for one in drafted} - {EVERY_QUESTION})
        made = tables(conn, sort, now, questions)
        if not made:
            raise NotYet("Nothing in it is large enough to be published.")
        publications.put_tables(conn, publication_id, made)
        if not publications.publish(conn, publication_id, by, now):
            raise NotYet("It is not a draft any more.")
    return made


def draft_what_is_checked(
    answers: Database, office: Database, rules: ReleaseRules, version: int,
    merged: Mapping[str, str], now: datetime,
) -> list[str]:  # fmt: skip
    """Draft every quarter that is over, wholly checked, and has no publication yet."""
    with answers.read() as conn:
        there = {one.period for one in publications.listing(conn, states=_ALL_STATES)}
        periods = [one for one in themes_count.quarters(conn) if one < quarter_of(now)]
    drafted = []
    for period in (one for one in periods if one not in there):
        with office.read() as conn:
            sort = Sort(period, INSIDE, rules, version, merged, figures(conn, period))
        try:
            drafted.append(draft(answers, sort, f"What young people said, {period}", now))
        except themes_count.Unchecked:
            continue  # the officer is not through with it
    return [one for one in drafted if one]


_ALL_STATES = ("draft", "published", "withdrawn")


def _of_one(
    conn: Connection, sort: Sort, question: str, lane: str, now: datetime
) -> list[PublishedTable]:
    """The tables of one question in one lane."""
    themes_count.require_checked(conn, sort.period, question)
    published = publications.published_before(conn, sort.period, question=question, lane=lane)
    before = [earlier(one) for one in published]
    made = []
    for by in ("", *(ATTRIBUTES if lane == REGISTERED else ())):
        exact = themes_count.exact(conn, sort.period, question, lane, by)
        if by and not any(exact.values):
            continue  # nothing is known of anybody
        proposed = Proposed(
            (sort.period,),
            (question,),
            (lane,),
            (by,) if by else (),
            exact,
            sort.levels,
            closed=sort.period < quarter_of(now),
            merged=sort.merged or {},
        )
        safe = guard(proposed, before)
        if isinstance(safe, Refused):
            if not before:
                raise NotYet(safe.why)
            continue
        if safe.total is not None and (not by or any(one is not None for one in safe.base)):
            made.append(_published(sort, question, lane, by, safe))
    return made


def _published(sort: Sort, question: str, lane: str, by: str, safe: Safe) -> PublishedTable:
    shown = safe.rounded()
    return PublishedTable(
        name=" ".join(filter(None, (question, lane, by))),
        quarter=sort.period,
        lane=lane,
        question=question,
        breakdown=by,
        definition=_definition(sort, question, lane, by),
        cells={
            "values": list(shown.values),
            "everyone": list(shown.base),
            "total": shown.total,
            "themes": {
                one.theme: {
                    "said": list(one.said),
                    "total": one.total,
                    "percent": [percent(a, b) for a, b in zip(one.said, shown.base, strict=True)],
                    "of_all": percent(one.total, shown.total),
                }
                for one in shown.lines
                if one.total is not None  # absent: nobody or a few, and nobody knows which
            },
        },
        base=shown.total,
        exact=safe.exact.json(),
    )


def earlier(one: PublishedTable) -> Earlier:
    """A published table as the guard wants it."""
    values = one.cells["values"]
    blanks = Blanks(
        frozenset(v for v, n in zip(values, one.cells["everyone"], strict=True) if n is None),
        frozenset(
            (theme, value)
            for theme, row in one.cells["themes"].items()
            for value, number in zip(values, row["said"], strict=True)
            if number is None
        ),
    )
    exact = Exact.read(one.exact or {"values": values, "base": [0] * len(values), "said": {}})
    return Earlier(one.breakdown, exact, blanks, max(one.definition["levels"]))


def _over_all(made: Iterable[PublishedTable], sort: Sort) -> list[PublishedTable]:
    """Each theme in the question where most said it: people are never added up over questions.

    It is made from what the other tables show, so it tells nothing more.
    """
    by_lane: dict[str, dict[str, dict[str, Any]]] = {}
    bases: dict[str, list[int]] = {}
    for one in made:
        if one.breakdown or one.question in APART:
            continue
        bases.setdefault(one.lane, []).append(one.base or 0)
        themes = by_lane.setdefault(one.lane, {})
        for theme, row in one.cells["themes"].items():
            known = themes.get(theme)
            if known is None or known["total"] < row["total"]:
                themes[theme] = {**row, "everyone": one.base, "question": one.question}
    return [
        PublishedTable(
            name=f"themes {lane}",
            quarter=sort.period,
            lane=lane,
            question=EVERY_QUESTION,
            breakdown="",
            definition=_definition(sort, EVERY_QUESTION, lane, ""),
            cells={"values": [""], "everyone": [max(bases[lane])], "total": max(bases[lane]),
                   "themes": themes},
            base=max(bases[lane]),
        )
        for lane, themes in sorted(by_lane.items())
    ]  # fmt: skip


def _reach(made: Sequence[PublishedTable], sort: Sort) -> Iterator[PublishedTable]:
    """Who was heard, against how many young people there are: from what the other tables show,
    so it tells nothing more about anybody."""
    for by, known in sorted(sort.figures.items()):
        heard = most_heard(
            (one.cells["values"], one.cells["everyone"]) for one in made if one.breakdown == by
        )
        values = sorted(known.people)
        if not heard.keys() & known.people.keys():
            continue
        yield PublishedTable(
            name=f"heard {REGISTERED} {by}",
            quarter=sort.period,
            lane=REGISTERED,
            question=EVERY_QUESTION,
            breakdown=by,
            definition={
                **_definition(sort, EVERY_QUESTION, REGISTERED, by),
                "source": known.source,
            },
            cells={
                "values": values,
                "everyone": [heard.get(value) for value in values],
                "total": None,
                "themes": {},
                "people": [known.people[value] for value in values],
                "source": known.source,
            },
            base=None,
        )


def _definition(sort: Sort, question: str, lane: str, by: str) -> dict[str, Any]:
    return {
        "counts": "distinct voices, to the nearest 5",
        "quarter": sort.period,
        "question": question,
        "lane": lane,
        "by": by,
        "audience": sort.audience,
        "levels": list(sort.levels),
        "frame_version": sort.version,
    }
