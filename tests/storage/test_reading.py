"""The hold and its readers: single texts, each decided once, looks that end in destruction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, text

from config.data import ReleaseRules
from storage import keys, mixer
from storage.register import concerns, held, withdrawn
from storage.register.tables import held_answer, held_conversation
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

ONE = ReleaseRules(min_people=1, min_days=0, hold_hours=0)


def _left(rooms: Rooms) -> list[str | None]:
    with rooms.answers.read() as conn:
        return sorted(conn.execute(text("SELECT coalesce(text, value) FROM answer")).scalars())


def _only(rooms: Rooms) -> mixer.HeldText:
    (one,) = mixer.held_texts(rooms)
    return one


def _key(rooms: Rooms, conversation: str) -> bytes | None:
    with rooms.keys.read() as conn:
        return keys.find(conn, rooms.vault, conversation)


def test_words_wait_and_closed_answers_do_not(rooms: Rooms, now: datetime) -> None:
    a_held_conversation(rooms, a_contact(rooms), answers=[words("hi"), closed("yes"), words("")])
    assert [(one.text, one.kind) for one in mixer.held_texts(rooms)] == [("hi", "words")]
    waiting = mixer.queue(rooms, NOW)
    assert (waiting.texts, waiting.looks) == (1, 0)
    assert waiting.oldest == now - timedelta(minutes=1)


def test_an_empty_hold(rooms: Rooms) -> None:
    assert mixer.held_texts(rooms) == []
    assert mixer.queue(rooms, NOW) == mixer.Queue(0, None, 0)
    assert mixer.looks(rooms) == []


def test_a_reader_is_shown_a_text_and_its_question_and_nothing_else(rooms: Rooms) -> None:
    person = a_contact(rooms)
    conversation = a_held_conversation(rooms, person, answers=[words("hi")])
    one = _only(rooms)
    assert set(vars(one)) == {
        "id", "question", "kind", "text", "original", "redaction", "translated_from"
    }  # fmt: skip
    assert not {conversation, person.id} & set(map(str, vars(one).values()))


def test_texts_come_in_an_order_that_says_nothing(sqlite_rooms: Rooms) -> None:
    """Shuffled: the texts of one conversation do not stand together, nor first come first."""
    talks = [Talk(None, answers=[words(f"{n}-{m}") for m in range(3)]) for n in range(60)]
    hold(sqlite_rooms, talks)
    shown = [one.text for one in mixer.held_texts(sqlite_rooms, limit=500)]
    conversations = [one.split("-")[0] for one in shown]
    together = sum(a == b for a, b in zip(conversations, conversations[1:], strict=False))
    assert len(shown) == 180
    assert together < 20  # two in three, were they in order; about two by chance
    assert shown == [one.text for one in mixer.held_texts(sqlite_rooms, limit=500)]


@pytest.mark.parametrize(
    ("decision", "text", "leaves"),
    [("clear", "hi [x]", ["hi [x]"]), ("edit", "hi", ["hi"]), ("withhold", None, [])],
)
def test_what_each_decision_leads_to(
    rooms: Rooms, now: datetime, decision: str, text: str | None, leaves: list[str]
) -> None:
    a_held_conversation(rooms, a_contact(rooms), answers=[words("hi [x]")])
    assert mixer.decide(rooms, _only(rooms).id, decision, "ann", now, text)
    assert mixer.held_texts(rooms) == []
    read_for_safety(rooms)
    mixer.release(rooms, ONE, now)
    assert _left(rooms) == leaves


@pytest.mark.parametrize(
    ("decision", "edited"),
    [("closed", "x"), ("edit", None), ("edit", ""), ("clear", None), ("withhold", "x"), ("", None)],
)
def test_other_decisions_are_refused(
    sqlite_rooms: Rooms, decision: str, edited: str | None
) -> None:
    a_held_conversation(sqlite_rooms)
    with pytest.raises(ValueError, match="clear or edit"):
        mixer.decide(sqlite_rooms, _only(sqlite_rooms).id, decision, "ann", NOW, edited)


def test_a_decided_text_cannot_be_decided_again(rooms: Rooms) -> None:
    a_held_conversation(rooms)
    one = _only(rooms)
    assert mixer.decide(rooms, one.id, "withhold", "ann", NOW)
    assert not mixer.decide(rooms, one.id, "clear", "ben", NOW, one.text)
    assert not mixer.decide(rooms, one.id, "edit", "ben", NOW, "x")
    assert not mixer.decide(rooms, "no such text", "clear", "ben", NOW, "x")
    assert not mixer.decide(rooms, "no such text", "withhold", "ben", NOW)


def test_of_two_readers_at_once_one_decides(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms]
) -> None:
    a_held_conversation(rooms)
    one = _only(rooms)
    readers = [(reopened(rooms), name) for name in ("ann", "ben")]
    won = at_once(
        *(partial(mixer.decide, own, one.id, "clear", name, NOW, one.text) for own, name in readers)
    )
    assert sorted(won) == [False, True]


def test_a_reader_takes_back_only_their_own_decision(rooms: Rooms, now: datetime) -> None:
    a_held_conversation(rooms, a_contact(rooms), answers=[words("hi"), closed("yes")])
    one = _only(rooms)
    assert not mixer.undo(rooms, one.id, "ann", NOW)
    assert mixer.decide(rooms, one.id, "edit", "ann", NOW, "edited")
    assert not mixer.undo(rooms, one.id, "ben", NOW)
    assert mixer.undo(rooms, one.id, "ann", NOW)
    assert _only(rooms) == one  # the child's own words, not the edited ones
    mixer.decide(rooms, one.id, "clear", "ben", NOW, one.text)
    read_for_safety(rooms)
    mixer.release(rooms, ONE, now)
    assert _left(rooms) == ['"yes"', "hi"]
    assert not mixer.undo(rooms, one.id, "ben", NOW)


def test_a_decision_cannot_be_taken_back_once_the_release_has_begun(rooms: Rooms) -> None:
    conversation = a_held_conversation(rooms)
    one = _only(rooms)
    mixer.decide(rooms, one.id, "clear", "ann", NOW, one.text)
    with rooms.register.write() as conn:
        assert held.mark_batch(conn, [conversation], "batch") == 1
    assert not mixer.undo(rooms, one.id, "ann", NOW)


# ------------------------------------------------------------------------------ worry and looks


def test_a_readers_worry_becomes_a_concern_with_the_whole_conversation(
    rooms: Rooms, now: datetime
) -> None:
    person = a_contact(rooms, "+447700900123")
    lines = (("bot", "How are things?"), ("you", "he hits me"))
    a_held_conversation(rooms, person, answers=[words("he hits me")], lines=lines)
    assert mixer.worry(rooms, _only(rooms).id, now)
    assert not mixer.worry(rooms, "no such text", now)
    with rooms.register.read() as conn:
        (one,) = concerns.listing(conn, rooms.vault)
    assert (one.level, one.text, one.lines) == ("concern", "he hits me", lines)
    assert (one.number, one.channel, one.raised_at) == ("+447700900123", "sms", now)


def test_a_worry_about_web_chat_has_no_number(rooms: Rooms, now: datetime) -> None:
    a_held_conversation(rooms, answers=[words("he hits me")])
    assert mixer.worry(rooms, _only(rooms).id, now)
    with rooms.register.read() as conn:
        (one,) = concerns.listing(conn, rooms.vault)
    assert (one.number, one.channel) == (None, "web")


@pytest.mark.parametrize("worried", [False, True])
def test_a_look_ends_with_destruction(rooms: Rooms, now: datetime, worried: bool) -> None:
    said = (("bot", "Hi"), ("you", "delete that"))
    conversation = a_held_conversation(
        rooms, a_contact(rooms), lines=said, how="deleted", look_only=True
    )
    (look,) = mixer.looks(rooms)
    assert (look.why, look.lines) == ("deleted", said)
    assert mixer.queue(rooms, NOW).looks == 1
    assert mixer.looked(rooms, look.id, now, worried=worried)
    assert not mixer.looked(rooms, look.id, now, worried=worried)
    assert mixer.looks(rooms) == []
    assert mixer.queue(rooms, NOW).looks == 0
    assert _key(rooms, conversation) is None
    with rooms.register.read() as conn:
        raised = concerns.listing(conn, rooms.vault)
        assert conn.execute(select(func.count()).select_from(held_conversation)).scalar() == 0
    assert [one.text for one in raised] == (["delete that"] if worried else [])


def test_only_looks_can_be_looked_at_and_destroyed(rooms: Rooms, now: datetime) -> None:
    conversation = a_held_conversation(rooms, a_contact(rooms))
    assert not mixer.looked(rooms, conversation, now, worried=False)
    assert _key(rooms, conversation) is not None


def test_a_look_that_was_cut_short_does_not_wait_for_ever(rooms: Rooms, now: datetime) -> None:
    """Its key is gone and so are its words, but the row was still there when the power went."""
    cut_short = [a_held_conversation(rooms, a_contact(rooms), look_only=True) for _ in range(3)]
    with rooms.keys.write() as conn:
        keys.destroy(conn, cut_short)
    mixer.release(rooms, ONE, now)
    assert mixer.queue(rooms, NOW).looks == 0


# ------------------------------------------------------------------------------ DELETE and LEAVE


def test_what_was_deleted_is_never_read_nor_released(rooms: Rooms, now: datetime) -> None:
    gone, stays = a_contact(rooms), a_contact(rooms)
    a_held_conversation(rooms, gone, answers=[words("mine"), closed("yes")])
    a_held_conversation(rooms, stays, answers=[words("theirs")])
    with rooms.register.write() as conn:
        withdrawn.never_release(conn, gone.id, "delete")
    assert [one.text for one in mixer.held_texts(rooms)] == ["theirs"]
    assert [look.why for look in mixer.looks(rooms)] == ["delete"]
    with rooms.register.read() as conn:
        assert conn.execute(select(func.count()).select_from(held_answer)).scalar() == 1
    read_all(rooms)
    mixer.release(rooms, ONE, now)
    assert _left(rooms) == ["theirs"]


def test_what_was_read_already_can_still_be_deleted(rooms: Rooms, now: datetime) -> None:
    person = a_contact(rooms)
    a_held_conversation(rooms, person)
    read_all(rooms)
    with rooms.register.write() as conn:
        withdrawn.never_release(conn, person.id, "leave")
    mixer.release(rooms, ONE, now)
    assert _left(rooms) == []


def test_what_a_release_had_taken_and_not_carried_can_still_be_deleted(
    rooms: Rooms, now: datetime
) -> None:
    """The release was killed before its answers were durable: DELETE says "gone", so it is gone."""
    gone, stays = a_contact(rooms), a_contact(rooms)
    taken = hold(rooms, [Talk(gone, [words("mine")]), Talk(stays, [words("theirs")])])
    read_all(rooms)
    with rooms.register.write() as conn:
        assert held.mark_batch(conn, taken, "killed") == 2
    with rooms.register.write() as conn:
        withdrawn.never_release(conn, gone.id, "delete")
    mixer.release(rooms, ONE, now)
    assert _left(rooms) == ["theirs"]
    assert [look.id for look in mixer.looks(rooms)] == [taken[0]]


# ---------------------------------------------------------------------------------- the orphans


def test_a_key_that_nothing_uses_is_swept_after_a_day(rooms: Rooms, now: datetime) -> None:
    used = a_held_conversation(rooms)
    with rooms.keys.write() as conn:
        keys.make(conn, rooms.vault, "orphan", now)
    assert mixer.sweep_orphans(rooms, now + timedelta(hours=23)) == 0
    assert mixer.sweep_orphans(rooms, now + timedelta(hours=25)) == 1
    assert _key(rooms, "orphan") is None
    assert _key(rooms, used) is not None


def test_a_conversation_that_ends_during_the_sweep_keeps_its_key(
    rooms: Rooms, now: datetime, monkeypatch: pytest.MonkeyPatch, reopened: Callable[[Rooms], Rooms]
) -> None:
    """It goes from the sessions to the hold; the sweep must not miss it in both."""
    other, later = reopened(rooms), now + timedelta(days=2)
    with rooms.keys.write() as conn:
        key = keys.make(conn, rooms.vault, "c", now)
    with rooms.register.write() as conn:
        mixer.sessions.create(conn, {"id": "c", "contact_id": None, "token_tag": "t",
                                     "expires_at": "9", "body": b"x"})  # fmt: skip

    def ending(find: Callable[..., set[str]]) -> Callable[..., set[str]]:
        def found(conn: object) -> set[str]:
            result = find(conn)
            if ended:
                ended.pop()
                with other.register.write() as own:
                    mixer.sessions.close(own, "c", 1)
                    mixer.deposit(own, held.prepare(Talk(None, id="c").ending(), key))
            return result

        return found

    ended = [True]
    monkeypatch.setattr(mixer.held, "ids", ending(held.ids))
    monkeypatch.setattr(mixer.sessions, "ids", ending(mixer.sessions.ids))
    mixer.sweep_orphans(rooms, later)
    assert not ended
    assert _key(rooms, "c") is not None
