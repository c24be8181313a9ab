"""What a preview says is what the night does: for any change, whatever people have checked."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from collation import frame as frames_of
from collation import nightly
from collation.frame import Frame, FrameError, Term, Theme, to_json
from collation.preview import Coder, Preview, Said, preview
from config.data import ReleaseRules
from storage.answers import codings, reviewing, texts
from storage.answers.tables import answer_state
from storage.office import frames
from storage.rooms import Rooms
from tests.released import check, some_words

WORDS = ("teacher", "maths", "lesson", "trip", "cinema", "mum", "brother", "alone", "noisy",
         "horse", "hoarse", "trips", "lesons", "cinemma", "they shout", "idk")  # fmt: skip
ASKED = ("wall.more", "check-in.one_thing", "event.better")


def theme(which: str, *terms: str, **more: object) -> Theme:
    made = Theme(which, which.title(), f"About {which}.", terms=tuple(map(Term, terms)))
    return replace(made, **more)  # type: ignore[arg-type]


FRAME = Frame(
    version=1,
    groups=(),
    themes=(
        theme("family", "mum", "brother", "alone"),
        theme("fun", "trip", "cinema", "horse", excludes=("noisy trip",)),
        theme("school", "teacher", "maths", "lesson"),
        replace(theme("event"), terms=(Term("*", ("event.*",)), Term("noisy"))),
    ),
)


def night(rooms: Rooms, now: datetime) -> None:
    nightly.run(rooms.answers, rooms.register, FRAME, ReleaseRules(), now)


def looked_at(rooms: Rooms, before: Frame, after: Frame, now: datetime) -> Preview:
    """As the page makes it."""
    sides = [
        Coder(one, list(nightly.corrections(rooms.answers, nightly.moved(one), now)),
              nightly.moved(one))
        for one in (before, after)
    ]  # fmt: skip
    with rooms.answers.read() as conn:
        said = [Said(one.answer_id, one.text, one.question, one.codings, one.checked)
                for one in texts.coded(conn)]  # fmt: skip
    return preview(*sides, said)


def standing(rooms: Rooms, ids: Iterable[str]) -> dict[str, tuple[frozenset[str], bool]]:
    """Each answer's themes that count, and whether a person has checked it."""
    with rooms.answers.read() as conn:
        found = {one.answer_id: one for one in texts.coded(conn)}
    return {
        one: (
            frozenset(each.theme for each in found[one].codings if each.state == codings.COUNTED),
            found[one].checked,
        )
        for one in ids
    }


def keep(rooms: Rooms, frame: Frame, now: datetime) -> None:
    with rooms.register.write() as conn:
        assert frames.add(conn, frame.version, to_json(frame), "tried", now)


def as_the_night_does(rooms: Rooms, ids: list[str], after: Frame, now: datetime) -> Preview:
    """Preview a change, save it, let the night come, and compare them answer by answer."""
    with rooms.register.read() as conn:
        newest = frames.newest(conn)
    assert newest is not None
    before = standing(rooms, ids)
    said = looked_at(rooms, frames_of.from_json(newest.frame), after, now)
    listed = {one.answer.id for one in said.changed}
    keep(rooms, after, now)
    night(rooms, now)
    did = standing(rooms, ids)
    expected = {one: (themes, checked) for one, (themes, checked) in before.items()}
    for one in said.changed:
        themes, checked = before[one.answer.id]
        assert checked == one.answer.checked
        expected[one.answer.id] = (
            (themes | set(one.gains)) - set(one.loses),
            checked and not one.asks_again,
        )
    others = [one for one, stood in did.items() if stood != expected[one]]
    assert not listed.intersection(others)
    assert len(others) == said.besides
    return said


def change(frame: Frame, rng: random.Random) -> Frame:
    """Any change that the pages can make."""
    one, other = rng.sample(frame.active, 2)
    word = rng.choice(WORDS)
    terms = [term.text for term in one.terms if term.text != "*"]
    made = (
        lambda: frames_of.add_term(frame, one.id, word),
        lambda: frames_of.drop_term(frame, one.id, rng.choice(terms)),
        lambda: frames_of.add_exclusion(frame, one.id, word),
        lambda: frames_of.merge(frame, one.id, other.id),
        lambda: frames_of.retire(frame, one.id),
        lambda: frames_of.split(frame, one.id, theme(f"new_{frame.version}"), terms[:1]),
        lambda: frames_of.add_theme(frame, theme(f"new_{frame.version}", word)),
        lambda: frames_of.rename(frame, one.id, "Another name"),
    )
    while True:
        try:
            return rng.choice(made)()
        except (FrameError, IndexError):
            continue


def people_decide(rooms: Rooms, ids: list[str], rng: random.Random, now: datetime) -> None:
    """Some answers are confirmed, some corrected: enough alike for the machine to learn."""
    with rooms.register.read() as conn:
        newest = frames.newest(conn)
    assert newest is not None
    known = [one.id for one in frames_of.from_json(newest.frame).active]
    check(rooms, rng.sample(ids, len(ids) // 2), now)
    with rooms.answers.write() as conn:
        for one in rng.sample(ids, len(ids) // 4):
            themes = rng.sample(known, min(len(known), rng.choice((0, 1, 1, 2))))
            reviewing.set_themes(conn, one, themes, "officer", now)


@pytest.mark.parametrize("seed", range(8))
def test_any_changes_one_after_the_other(sqlite_rooms: Rooms, now: datetime, seed: int) -> None:
    rooms, rng = sqlite_rooms, random.Random(seed)
    ids: list[str] = []
    for asked in ASKED:
        said = [" ".join(rng.choices(WORDS, k=rng.randint(1, 3))) for _ in range(15)]
        ids += some_words(rooms, said, question=asked)
    night(rooms, now)
    frame = FRAME
    for _ in range(5):
        people_decide(rooms, ids, rng, now)
        if rng.random() < 0.5:
            night(rooms, now)  # else the coming night also does what was learned meanwhile
        frame = change(frame, rng)
        as_the_night_does(rooms, ids, frame, now)


TEACHERS = ("a teacher", "my teacher", "teacher", "the teacher", "teacher teacher")


def test_what_was_checked_before_does_not_refuse_a_new_theme(
    sqlite_rooms: Rooms, now: datetime
) -> None:
    """People confirmed them when there was no such theme: that says nothing against it."""
    ids = some_words(sqlite_rooms, TEACHERS)
    night(sqlite_rooms, now)
    check(sqlite_rooms, ids, now)
    night(sqlite_rooms, now)
    after = frames_of.split(FRAME, "school", theme("staff"), ["teacher"])
    said = as_the_night_does(sqlite_rooms, ids, after, now)
    assert said.to_look_at == len(said.changed) == len(ids)
    assert {one[0] for one in standing(sqlite_rooms, ids).values()} == {frozenset({"staff"})}


def test_a_term_that_was_taken_out_is_not_learned_back(sqlite_rooms: Rooms, now: datetime) -> None:
    ids = some_words(sqlite_rooms, TEACHERS)
    night(sqlite_rooms, now)
    check(sqlite_rooms, ids, now)
    later = some_words(sqlite_rooms, ["teacher again"])
    night(sqlite_rooms, now)
    after = frames_of.drop_term(FRAME, "school", "teacher")
    as_the_night_does(sqlite_rooms, ids + later, after, now)
    assert {one[0] for one in standing(sqlite_rooms, ids + later).values()} == {frozenset()}


def test_what_people_gave_moves_with_a_merge(sqlite_rooms: Rooms, now: datetime) -> None:
    ids = some_words(sqlite_rooms, ["zebra", "a zebra", "the zebra", "zebras zebra"])
    night(sqlite_rooms, now)
    with sqlite_rooms.answers.write() as conn:
        for one in ids:
            reviewing.set_themes(conn, one, {"school"}, "officer", now)
    later = some_words(sqlite_rooms, ["my zebra"])
    night(sqlite_rooms, now)
    said = as_the_night_does(
        sqlite_rooms, ids + later, frames_of.merge(FRAME, "school", "fun"), now
    )
    assert said.to_look_at == 0
    assert {one[0] for one in standing(sqlite_rooms, ids + later).values()} == {frozenset({"fun"})}


def test_a_theme_that_is_no_longer_used_counts_nowhere(sqlite_rooms: Rooms, now: datetime) -> None:
    """What a person gave to it waits for a person again."""
    ids = some_words(sqlite_rooms, ["zebra", "maths"])
    night(sqlite_rooms, now)
    with sqlite_rooms.answers.write() as conn:
        reviewing.set_themes(conn, ids[0], {"school"}, "officer", now)
    check(sqlite_rooms, ids[1:], now)
    said = as_the_night_does(sqlite_rooms, ids, frames_of.retire(FRAME, "school"), now)
    assert said.to_look_at == 2
    with sqlite_rooms.answers.read() as conn:
        assert set(conn.execute(select(answer_state.c.standing)).scalars()) <= {
            "uncoded",
            "suggested",
        }
