"""The reading room's storage on both databases: reads, leases, languages, walls, measures."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from config.data import ReleaseRules
from conversations.redaction import Redaction, Removed
from conversations.redaction_change import Change, change
from conversations.safeguarding import Assessment
from conversations.written_in import written_in
from storage import mixer, retention
from storage.answers.tables import answer
from storage.mixer import Entered
from storage.office import reading_work, signatures
from storage.office.signatures import SamePerson
from storage.register import concerns, rota
from storage.rooms import Rooms
from tests.at_once import at_once
from tests.conftest import NOW
from tests.factories import (
    Talk,
    a_contact,
    a_held_conversation,
    closed,
    hold,
    read_all,
    read_for_safety,
    words,
)

ONE = ReleaseRules(min_people=1, min_days=0, hold_hours=0, k_inside=5)
HURT = Assessment("urgent", ("being hurt",), needs_person=False, detector="rules")


def _said(rooms: Rooms) -> list[dict[str, object]]:
    with rooms.answers.read() as conn:
        return [dict(row) for row in conn.execute(answer.select()).mappings()]


def _gone(rooms: Rooms, lane: str = "registered") -> int:
    reports = mixer.release(rooms, ONE, NOW)
    return {one.lane: one.conversations for one in reports}[lane]


def test_a_release_waits_for_both_reads(rooms: Rooms) -> None:
    a_held_conversation(rooms, a_contact(rooms), answers=[words("hi")])
    a_held_conversation(rooms, a_contact(rooms), answers=[words("ho")])
    for one in mixer.held_texts(rooms):
        assert mixer.decide(rooms, one.id, "clear", "ann", NOW, one.text)
    assert _gone(rooms) == 0
    first = mixer.next_for_safety(rooms, "ann", NOW)
    assert first
    assert mixer.read_for_safety(rooms, first.id, "ann", NOW, worried=False)
    assert _gone(rooms) == 1
    read_for_safety(rooms)
    assert _gone(rooms) == 1


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ((("bot", "Good?"), ("you", "yes")), 0),
        ((("bot", "Good?"), ("you", "1")), 0),
        ((("bot", "Good?"), ("you", "what is this"), ("you", "yes")), 1),
    ],
)
def test_words_beside_closed_answers_are_read_for_safety(
    sqlite_rooms: Rooms, lines: tuple[tuple[str, str], ...], due: int
) -> None:
    a_held_conversation(sqlite_rooms, a_contact(sqlite_rooms), answers=[closed("yes")], lines=lines)
    assert mixer.queue(sqlite_rooms, NOW).conversations == due
    assert _gone(sqlite_rooms) == 1 - due


def test_the_safety_read_shows_age_and_help_and_nothing_else_of_them(rooms: Rooms) -> None:
    person = a_contact(rooms, "+447700900123")
    conversation = a_held_conversation(rooms, person, answers=[words("hi")])
    one = mixer.next_for_safety(rooms, "ann", NOW)
    assert one
    assert (one.age, one.helped, one.entered) == ("11-15", "no", False)
    shown = str(vars(one)).replace(conversation, "")
    for never in (person.id, "7700900123", "havant", "in-care"):
        assert never not in shown


def test_the_oldest_conversation_is_read_first(rooms: Rooms) -> None:
    late, early = hold(
        rooms,
        [
            Talk(None, ready_at=NOW - timedelta(hours=1)),
            Talk(None, ready_at=NOW - timedelta(days=1)),
        ],
    )
    found = mixer.next_for_safety(rooms, "ann", NOW)
    other = mixer.next_for_safety(rooms, "ben", NOW)
    assert found
    assert other
    assert (found.id, other.id) == (early, late)


def test_two_readers_never_hold_the_same_text(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms]
) -> None:
    hold(rooms, [Talk(None, [words(f"line {n}")]) for n in range(30)])
    names = ("ann", "ben", "cat", "dan")
    own = [reopened(rooms) for _ in names]
    found = at_once(*(partial(mixer.take, *who, NOW, 5) for who in zip(own, names, strict=True)))
    taken = {who: {one.id for one in texts} for who, texts in zip(names, found, strict=True)}
    assert sorted(len(some) for some in taken.values()) == [5, 5, 5, 5]
    assert len(set().union(*taken.values())) == 20
    assert {one.id for one in mixer.take(rooms, "ann", NOW, 5)} == taken["ann"]
    later = NOW + timedelta(minutes=11)
    assert len(mixer.take(rooms, "ben", later, 30)) == 30
    retention.purge(rooms, later + timedelta(minutes=11))
    with rooms.register.read() as conn:
        assert conn.execute(text("SELECT count(*) FROM read_lease")).scalar() == 0


def test_only_the_machines_redaction_can_be_cleared(rooms: Rooms) -> None:
    a_held_conversation(rooms, answers=[words("ring 07700 900321")])
    (one,) = mixer.held_texts(rooms)
    assert (one.text, one.original) == ("ring [phone]", "ring 07700 900321")
    with pytest.raises(mixer.Changed):
        mixer.decide(rooms, one.id, "clear", "ann", NOW, one.original)
    assert mixer.decide(rooms, one.id, "clear", "ann", NOW, one.text)
    read_for_safety(rooms)
    assert _gone(rooms, "web") == 1
    assert [row["text"] for row in _said(rooms)] == ["ring [phone]"]


def test_lists_that_grew_while_a_reader_read_let_nothing_out_unseen(rooms: Rooms) -> None:
    a_held_conversation(rooms, answers=[words("tigs is nice")])
    (one,) = mixer.held_texts(rooms)

    def newer(said: str, _question: str) -> Redaction:
        return Redaction("[name] is nice", (Removed(0, 4, "name"),), ())

    with pytest.raises(mixer.Changed):
        mixer.decide(rooms, one.id, "clear", "ann", NOW, "tigs is nice", redact=newer)
    assert mixer.held_texts(rooms)


def test_a_text_nobody_can_read_waits_for_its_translation(rooms: Rooms) -> None:
    person = a_contact(rooms)
    a_held_conversation(rooms, person, answers=[words("شكرا"), words("ok")], language="fa")
    assert [one.original for one in mixer.held_texts(rooms)] == ["ok"]
    assert mixer.next_for_safety(rooms, "ann", NOW) is None  # the translation comes before both
    one = mixer.next_to_translate(rooms, "tara", NOW)
    assert one
    assert (one.text, one.language) == ("شكرا", "fa")
    assert set(vars(one)) == {"id", "question", "text", "language"}
    assert mixer.next_to_translate(rooms, "tom", NOW) is None
    assert mixer.translate(rooms, one.id, "thanks, ring 07700 900321", NOW, Assessment())
    assert not mixer.translate(rooms, one.id, "again", NOW, Assessment())
    found = {each.text: each.translated_from for each in mixer.held_texts(rooms)}
    assert found == {"thanks, ring [phone]": "fa", "ok": None}
    whole = mixer.next_for_safety(rooms, "ann", NOW)
    assert whole
    assert whole.translations == (("شكرا", "thanks, ring 07700 900321"),)
    for each in mixer.held_texts(rooms):
        assert mixer.decide(rooms, each.id, "clear", "ann", NOW, each.text)
    read_for_safety(rooms, "ann")
    assert _gone(rooms) == 1
    assert sorted(str(row["text"]) for row in _said(rooms)) == ["ok", "thanks, ring [phone]"]
    with rooms.register.read() as conn:
        assert conn.execute(text("SELECT count(*) FROM held_answer")).scalar() == 0


def test_languages_that_readers_read_today_need_no_translator(rooms: Rooms) -> None:
    a_held_conversation(rooms, answers=[words("شكرا")], language="ar")
    assert mixer.queue(rooms, NOW).to_translate == 1
    today = NOW.date()
    with rooms.register.write() as conn:
        rota.say(conn, duty_until=NOW, readers=[today], list_at=NOW, languages=["ar"], today=today)
    assert mixer.queue(rooms, NOW).to_translate == 0
    assert [one.text for one in mixer.held_texts(rooms, now=NOW)] == ["شكرا"]
    assert mixer.queue(rooms, NOW + timedelta(days=1)).to_translate == 1


def test_what_a_translation_says_is_raised_whoever_was_faster(rooms: Rooms) -> None:
    a_held_conversation(rooms, a_contact(rooms, "+447700900123"), answers=[words("يضربني")])
    one = mixer.next_to_translate(rooms, "tara", NOW)
    assert one
    assert mixer.translate(rooms, one.id, "he hits me", NOW, HURT)
    with rooms.register.read() as conn:
        (raised,) = concerns.listing(conn, rooms.vault)
    assert (raised.level, raised.text, raised.number) == ("urgent", "he hits me", "+447700900123")


@pytest.mark.parametrize(
    ("said", "spoken", "expected"),
    [
        ("more pizza", "en", None),
        ("więcej pizzy", "pl", "pl"),
        ("👍 123", "ar", None),
        ("شكرا", "fa", "fa"),
        ("شكرا", "en", "ar,fa,ps,ckb,ur"),
        ("ok", "ar", None),
        ("你好", "en", "und"),
    ],
)
def test_the_language_of_a_text(said: str, spoken: str, expected: str | None) -> None:
    assert written_in(said, spoken) == expected


def _wall(rooms: Rooms, lines: int, event: str = "Summer day", **more: object) -> None:
    said = [(f"a line {event} {n}", Assessment()) for n in range(lines)]
    wall = Entered("wall.more", "More of?", "wall", said, "officer", event, **more)  # type: ignore[arg-type]
    mixer.enter(rooms, wall, NOW, NOW)


def test_an_event_is_kept_only_where_five_spoke(rooms: Rooms) -> None:
    _wall(rooms, 5, "Summer day")
    _wall(rooms, 4, "Small club")
    _wall(rooms, 6, "One sheet", one_person=True)
    read_all(rooms)
    assert _gone(rooms, "entered") == 10  # nobody is counted towards the number of the others
    kept = {str(row["text"]).split(" ", 2)[2][:-2]: row["event"] for row in _said(rooms)}
    assert kept == {"Summer day": "Summer day", "Small club": None, "One sheet": None}
    assert {row["lane"] for row in _said(rooms)} == {"entered"}
    assert {row["place"] for row in _said(rooms)} == {None}
    assert len({row["voice"] for row in _said(rooms)}) == 10


def test_an_entered_line_that_worries_is_raised_at_entry(rooms: Rooms) -> None:
    wall = Entered("wall.more", "More of?", "wall", [("he hits me", HURT)], "officer", "Fun day")
    assert mixer.enter(rooms, wall, NOW, NOW) == 1
    with rooms.register.read() as conn:
        (raised,) = concerns.listing(conn, rooms.vault)
    assert (raised.level, raised.channel, raised.number) == ("urgent", "entered", None)
    assert raised.note == "Entered by officer (Fun day): ask them who wrote it."


def test_an_escalated_text_never_leaves_and_cannot_be_taken_back(rooms: Rooms) -> None:
    a_held_conversation(rooms, a_contact(rooms), answers=[words("he hits me"), words("pizza")])
    for one in mixer.held_texts(rooms):
        if one.text == "pizza":
            assert mixer.decide(rooms, one.id, "clear", "ann", NOW, one.text)
        else:
            assert mixer.escalate(rooms, one.id, "ann", NOW)
            assert not mixer.undo(rooms, one.id, "ann", NOW)
    read_for_safety(rooms)
    assert _gone(rooms) == 1
    assert [row["text"] for row in _said(rooms)] == ["pizza"]


def test_a_worry_is_kept_even_if_another_reader_was_faster(rooms: Rooms) -> None:
    a_held_conversation(rooms, answers=[words("he hits me")])
    (one,) = mixer.held_texts(rooms)
    assert mixer.decide(rooms, one.id, "clear", "ben", NOW, one.text)
    assert mixer.escalate(rooms, one.id, "ann", NOW)
    with rooms.register.read() as conn:
        assert len(concerns.listing(conn, rooms.vault)) == 1


# ------------------------------------------------------------------------------------- measures


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        ("my mate [name] rang [phone] lol", Change(2, 0, 0)),
        ("my mate Summer rang [phone] lol", Change(1, 1, 0)),
        ("my mate [name] rang lol", Change(2, 0, 0)),  # gone is gone
        ("my [name] [name] rang [phone] lol", Change(2, 0, 1)),
        ("my mate [name] rang [phone]", Change(2, 0, 1)),
        ("my mate Summer rang 07700 900321", Change(0, 2, 1)),
    ],
)
def test_what_a_person_changed(final: str, expected: Change) -> None:
    original = "my mate Summer rang 07700 900321 lol"
    made = Redaction(
        "my mate [name] rang [phone] lol", (Removed(8, 14, "name"), Removed(20, 32, "phone")), ()
    )
    assert change(original, made, final) == expected


def test_months_count_what_was_decided_and_forget_what_was_taken_back(rooms: Rooms) -> None:
    a_held_conversation(rooms, answers=[words("ring 07700 900321"), words("just words")])
    for one in mixer.held_texts(rooms):
        assert mixer.decide(rooms, one.id, "clear", "ann", NOW, one.text)
    taken_back = next(one for one in _decided(rooms))
    with rooms.register.read() as conn:
        assert reading_work.months(conn) == [reading_work.Month("2026-05", 2, 2, 1, 0, 0)]
        assert reading_work.read_today(conn, "ann", NOW) == (2, 2)
        assert reading_work.read_today(conn, "ben", NOW) == (0, 2)
    assert mixer.undo(rooms, taken_back, "ann", NOW)
    with rooms.register.read() as conn:
        assert reading_work.months(conn)[0].texts == 1
        assert reading_work.read_today(conn, "ann", NOW) == (1, 1)
    retention.purge(rooms, NOW + timedelta(days=1))
    with rooms.register.read() as conn:
        assert conn.execute(text("SELECT count(*) FROM reading_day")).scalar() == 0
        assert len(reading_work.months(conn)) == 1
    retention.purge(rooms, NOW + timedelta(days=8 * 366))
    with rooms.register.read() as conn:
        assert reading_work.months(conn) == []


def _decided(rooms: Rooms) -> list[str]:
    with rooms.register.read() as conn:
        query = "SELECT id FROM held_answer WHERE decision IS NOT NULL ORDER BY id"
        return list(conn.execute(text(query)).scalars())


# ----------------------------------------------------------------------------------- signatures


def test_two_people_sign_the_very_same_words(rooms: Rooms, now: datetime) -> None:
    with rooms.register.write() as conn:
        assert signatures.mark(conn, "a1", "words", "ann", now)
        assert not signatures.mark(conn, "a1", "words", "ben", now)
        with pytest.raises(SamePerson):
            signatures.sign(conn, "a1", "words", "ann", now)
        assert not signatures.signed_twice(conn, "a1", "words")
        assert not signatures.sign(conn, "a1", "other words", "ben", now)
        assert signatures.sign(conn, "a1", "words", "ben", now)
        assert not signatures.sign(conn, "a1", "words", "cat", now)
        assert signatures.signed_twice(conn, "a1", "words")
        assert not signatures.signed_twice(conn, "a1", "words, changed since")
        assert not signatures.sign(conn, "none", "words", "ben", now)
    retention.purge(rooms, now + timedelta(days=7 * 366))
    with rooms.register.read() as conn:
        assert signatures.listing(conn) == []


def test_the_table_itself_refuses_one_person_twice(rooms: Rooms, now: datetime) -> None:
    from sqlalchemy.exc import IntegrityError

    with rooms.register.write() as conn:
        signatures.mark(conn, "a1", "words", "ann", now)
    with pytest.raises(IntegrityError), rooms.register.write() as conn:
        conn.execute(text("UPDATE public_candidate SET signed_by = 'ann'"))
