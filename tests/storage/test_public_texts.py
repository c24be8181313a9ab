"""Public texts: two different people sign the very words that go out."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from storage import retention
from storage.office import public_texts
from storage.office.loop_tables import public_text
from storage.office.public_texts import ACTION, SIGNED, TOLD, WAITING, PublicText, SamePerson
from storage.rooms import Rooms


def a_text(now: datetime, **more: object) -> PublicText:
    body = {"usual": {"said": "You said.", "did": "We did."}}
    return PublicText(**({"kind": ACTION, "subject": "one", "title": "A title", "body": body,
                          "made_by": "officer", "made_at": now} | more))  # fmt: skip


def test_two_different_people_sign(rooms: Rooms, now: datetime) -> None:
    text = a_text(now)
    with rooms.register.write() as conn:
        public_texts.put(conn, text)
        assert public_texts.sign(conn, text.id, text.digest, "officer", now) == WAITING
        assert public_texts.public(conn, ACTION) == []
        with pytest.raises(SamePerson):
            public_texts.sign(conn, text.id, text.digest, "officer", now)
        assert not public_texts.go_out(conn, text.id)
        assert public_texts.sign(conn, text.id, text.digest, "council", now) == SIGNED
        assert public_texts.sign(conn, text.id, text.digest, "lead", now) is None
        (shown,) = public_texts.public(conn, ACTION)
    assert (shown.first_by, shown.second_by, shown.body) == ("officer", "council", text.body)


def test_the_table_itself_wants_two_people(rooms: Rooms, now: datetime) -> None:
    row = {"id": "x", "kind": ACTION, "subject": "s", "title": "t", "body": "{}", "digest": "d",
           "made_at": "2026-05-12"}  # fmt: skip
    for wrong in ({"state": "signed"}, {"state": "out", "first_by": "a"},
                  {"state": "waiting", "first_by": "a", "second_by": "a"}):  # fmt: skip
        with pytest.raises(IntegrityError), rooms.register.write() as conn:
            conn.execute(insert(public_text).values(**row, **wrong))


def test_other_words_are_not_signed(rooms: Rooms, now: datetime) -> None:
    text, other = a_text(now), a_text(now, title="Another title")
    with rooms.register.write() as conn:
        public_texts.put(conn, text)
        assert public_texts.sign(conn, text.id, other.digest, "officer", now) is None


def test_what_was_changed_begins_again_and_the_old_stays_until_then(
    rooms: Rooms, now: datetime
) -> None:
    first, second = a_text(now), a_text(now + timedelta(days=1), title="Better words")
    with rooms.register.write() as conn:
        public_texts.put(conn, first)
        for who in ("a", "b"):
            public_texts.sign(conn, first.id, first.digest, who, now)
        public_texts.put(conn, second)
        assert [one.title for one in public_texts.public(conn, ACTION)] == ["A title"]
        for who in ("a", "b"):
            public_texts.sign(conn, second.id, second.digest, who, now)
        assert [one.title for one in public_texts.public(conn, ACTION)] == ["Better words"]


def test_what_waits_is_replaced(rooms: Rooms, now: datetime) -> None:
    with rooms.register.write() as conn:
        public_texts.put(conn, a_text(now))
        public_texts.put(conn, a_text(now, title="Another"))
        assert [one.title for one in public_texts.listing(conn)] == ["Another"]


def test_sent_back_loses_its_signature(rooms: Rooms, now: datetime) -> None:
    text = a_text(now)
    with rooms.register.write() as conn:
        public_texts.put(conn, text)
        public_texts.sign(conn, text.id, text.digest, "officer", now)
        assert public_texts.send_back(conn, text.id, "too long")
        assert public_texts.sign(conn, text.id, text.digest, "council", now) is None
        known = public_texts.find(conn, text.id)
    assert known is not None
    assert (known.first_by, known.sent_back, known.may_sign("council")) == (None, "too long", False)


def test_a_told_goes_out_once(rooms: Rooms, now: datetime) -> None:
    text = a_text(now, kind=TOLD, body={"texts": {"en": "x"}, "about": [], "asked_in": []})
    with rooms.register.write() as conn:
        public_texts.put(conn, text)
        assert not public_texts.go_out(conn, text.id, "campaign")
        for who in ("a", "b"):
            public_texts.sign(conn, text.id, text.digest, who, now)
        assert public_texts.go_out(conn, text.id, "campaign")
        assert not public_texts.go_out(conn, text.id, "campaign")


def test_what_is_taken_down_is_public_no_more(rooms: Rooms, now: datetime) -> None:
    text = a_text(now)
    with rooms.register.write() as conn:
        public_texts.put(conn, text)
        for who in ("a", "b"):
            public_texts.sign(conn, text.id, text.digest, who, now)
        assert public_texts.withdraw(conn, text.id)
        assert not public_texts.withdraw(conn, text.id)
        assert public_texts.public(conn, ACTION) == []


def test_after_seven_years_it_is_gone(rooms: Rooms, now: datetime) -> None:
    with rooms.register.write() as conn:
        public_texts.put(conn, a_text(now))
    retention.purge(rooms, now + timedelta(days=7 * 366 + 2))
    with rooms.register.read() as conn:
        assert public_texts.listing(conn) == []
