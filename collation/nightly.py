"""What a night does with released answers, from top to bottom.

Every step takes up what is not done yet, in transactions of its own, and does nothing where there
is nothing to do: so a night that was killed is simply run again, and two at once only share the
work.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from collation import frame as frames_of
from collation.code_many import code_many
from collation.coding import Compiled, Correction, compile_frame
from collation.news import freshen_news
from collation.publishing import draft_what_is_checked
from collation.themes_count import freshen
from config.data import ReleaseRules
from config.frame import RETIRED, Frame
from storage.answers import codings, texts
from storage.answers.codings import COUNTED, MACHINE, ToCode
from storage.answers.mixing import mix, nothing_is_coded
from storage.database import Database
from storage.office import frames
from storage.times import quarters_before

BATCH = 2_000
MANY = 20_000
"""From here on several processes code: starting them takes a second or two."""

LEARNS_FROM = 5
"""Quarters whose corrections the machine learns from: this one and a year before it."""

STILL_OPEN = 2
"""Quarters whose unchecked answers are looked at again when the machine has learned."""


@dataclass(frozen=True)
class Night:
    """What was done, in numbers."""

    coded: int
    new: int
    counted: int
    drafted: int

    def __str__(self) -> str:
        return (
            f"{self.coded} answers coded, {self.new} things are new, "
            f"{self.counted} questions counted, {self.drafted} publications drafted"
        )


def run(
    answers: Database,
    office: Database,
    first: Frame,
    rules: ReleaseRules,
    now: datetime,
    processes: int | None = None,
) -> Night:
    """Code what is new, count it, see what stands out, and draft what has been checked.

    `first`: the county's file.
    """
    frame = newest_frame(office, first, now)
    moves = moved(frame)
    compiled = compile_frame(frame, corrections(answers, moves, now))
    look_again(answers, compiled, now)
    first_night = nothing_is_coded(answers)
    coded, touched = code_what_waits(answers, compiled, moves, now, processes)
    counted = freshen(answers)  # first: which quarters there are is as of the last count
    open_ones = quarters_before(now, STILL_OPEN)
    new = freshen_news(answers, frame, open_ones)
    drafted = draft_what_is_checked(answers, office, rules, frame.version, merged(frame), now)
    if coded:
        mix(answers, touched | set(open_ones), of_one_night=first_night)
    answers.checkpoint()
    return Night(coded, new, counted, len(drafted))


def newest_frame(office: Database, first: Frame, now: datetime) -> Frame:
    """The code frame in use; on the first night the county's file becomes version 1."""
    with office.look() as conn:
        known = frames.newest(conn)
    if known is None:
        with office.write() as conn:
            frames.add(conn, first.version, frames_of.to_json(first), "the county's file", now)
            known = frames.newest(conn)
    return frames_of.from_json(known.frame) if known else first


def corrections(answers: Database, moves: Mapping[str, str], now: datetime) -> Iterator[Correction]:
    """What people decided in the last year, by the themes that are in use now."""
    with answers.read() as conn:
        for text, question, coded in texts.corrections(conn, quarters_before(now, LEARNS_FROM)):
            have, given, refused = (set[str]() for _ in range(3))
            for was, by, state in coded:
                theme = moves.get(was, was)
                (have if state == COUNTED else refused).add(theme)
                if state == COUNTED and by != MACHINE:
                    given.add(theme)
            yield Correction(
                text, question, *(frozenset(some - {""}) for some in (have, given, refused))
            )


def look_again(answers: Database, compiled: Compiled, now: datetime) -> None:
    """A changed definition is applied to every quarter alike; what was learned, to open work."""
    with answers.write() as conn:
        codings.enqueue_changed(conn, compiled.version)
        codings.enqueue_learned(conn, compiled.learned, quarters_before(now, STILL_OPEN))


def code_what_waits(
    answers: Database,
    compiled: Compiled,
    moves: Mapping[str, str],
    now: datetime,
    processes: int | None = None,
) -> tuple[int, set[str]]:
    """Code every answer in the queue, a batch a transaction; how many, and the quarters in which
    something changed."""
    with answers.look() as conn:
        many = codings.how_many_wait(conn)
    if processes is None:
        processes = (os.cpu_count() or 1) if many >= MANY else 1
    done, touched = 0, set[str]()
    for made in code_many(compiled, _batches(answers), processes):
        with answers.write() as conn:
            touched |= codings.put(
                conn, made, version=compiled.version, learned=compiled.learned, moved=moves, now=now
            )
        done += len(made)
    return done, touched


def merged(frame: Frame) -> dict[str, str]:
    """Themes that were merged, each with the one that has it now."""
    into = {one.id: one.into for one in frame.themes if one.into}

    def last(theme: str, seen: tuple[str, ...] = ()) -> str:
        further = into.get(theme)
        return theme if further is None or theme in seen else last(further, (*seen, theme))

    return {theme: last(theme) for theme in into}


def moved(frame: Frame) -> dict[str, str]:
    """The same, and "" for each theme that is no longer used."""
    gone = {one.id: "" for one in frame.themes if one.state == RETIRED and not one.into}
    into = merged(frame)
    return {**gone, **{theme: gone.get(last, last) for theme, last in into.items()}}


def _batches(answers: Database) -> Iterator[Sequence[ToCode]]:
    """The queue in the order of its random ids; each batch is read when it is wanted."""
    after = ""
    while True:
        with answers.read() as conn:
            batch = codings.waiting(conn, BATCH, after)
        if not batch:
            return
        yield batch
        after = batch[-1].id
