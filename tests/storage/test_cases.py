"""Sealed cases: who opens them, what joins them, and that nothing we hold opens one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from storage import audit, cases, mixer, retention
from storage.crypto import Unreadable
from storage.office import team_keys
from storage.register import case_hiding, case_work, records
from storage.register import cases as kept
from storage.register.case_tables import case_file, case_part
from storage.register.tables import concern
from storage.rooms import Rooms
from tests.cases import OTHERS, PASSPHRASE, Team, a_team, an_account
from tests.conftest import NOW
from tests.factories import Talk, a_concern, a_contact, a_phone, hold
from tests.storage import attacks

WORDS = "canary he hit me with the orange canary belt"
RECORD = "HC-0099-canary"


def raised(rooms: Rooms, **more: object) -> str:
    """A case, and whose row names it."""
    number = a_phone()
    with rooms.register.read() as conn:
        key = team_keys.find(conn)
    sealed = records.sealed(key.public, RECORD) if key else None
    person = a_contact(rooms, number, phone_of="carer", record_number=sealed)
    new = a_concern(**({"level": "urgent", "text": WORDS, "number": number} | more))
    with rooms.register.write() as conn:
        kept.take_in(conn, rooms.vault, new, person.id)
        kept.link(conn, rooms.vault, person.id, new.id)
    return new.id


def test_a_case_holds_what_somebody_needs_to_act(rooms: Rooms) -> None:
    group = a_team(rooms)
    case_id = raised(rooms, lines=(("bot", "How is home?"), ("you", WORDS)))
    opened = group.open(case_id)
    assert opened.text == WORDS
    assert ("bot", "How is home?") in opened.lines
    assert opened.numbers[0].startswith("+447700900")
    assert opened.about["phone_of"] == "carer"
    assert opened.about["record_number"] == RECORD


def test_a_flag_stays_in_the_read_and_is_sealed_when_it_becomes_more(rooms: Rooms) -> None:
    group = a_team(rooms)
    case_id = raised(rooms, level="flag", text="i feel low")
    assert _count(rooms, concern) == 1
    assert _count(rooms, case_file) == 0
    with rooms.register.write() as conn:
        later = a_concern(level="urgent", text=WORDS)
        assert kept.join(conn, rooms.vault, case_id, later, None)
    assert _count(rooms, concern) == 0
    assert group.open(case_id).text == f"i feel low\n{WORDS}"


def test_later_messages_join_and_it_is_new_again(rooms: Rooms, now: datetime) -> None:
    group = a_team(rooms)
    case_id = raised(rooms, level="concern", text="first")
    group.open(case_id)
    with rooms.register.write() as conn:
        assert kept.is_open(conn, case_id)
        later = a_concern(level="urgent", text="second", raised_at=now + timedelta(minutes=9))
        assert kept.join(conn, rooms.vault, case_id, later, None)
        known = case_work.find(conn, case_id)
    assert known is not None
    assert (known.level, known.state, known.seen_at) == ("urgent", "new", None)
    assert known.fresh_at == now + timedelta(minutes=9)
    assert group.open(case_id).text == "first\nsecond"


def test_a_closed_case_is_joined_by_nothing(rooms: Rooms, now: datetime) -> None:
    group = a_team(rooms)
    case_id = raised(rooms)
    _close(group, case_id, now)
    with rooms.register.write() as conn:
        assert not kept.is_open(conn, case_id)
        assert not kept.join(conn, rooms.vault, case_id, a_concern(), None)


def test_every_opening_is_in_the_log_with_its_reason(rooms: Rooms) -> None:
    group = a_team(rooms)
    case_id = raised(rooms)
    group.open(case_id, why="To ring or text the young person")
    with pytest.raises(Unreadable):
        cases.open_case(rooms, case_id, group.lead.id, "a wrong passphrase", "x", NOW)
    with rooms.register.read() as conn:
        log = [(one.action, one.actor, one.reason) for one in audit.entries(conn)
               if one.object_id == case_id]  # fmt: skip
    assert log == [
        ("case.not_opened", group.lead.id, "x"),
        ("case.opened", group.lead.id, "To ring or text the young person"),
    ]


def test_the_environments_keys_and_every_database_open_no_case(rooms: Rooms) -> None:
    """All keys of the environment, all databases in full: words, number and record stay shut."""
    a_team(rooms)
    case_id = raised(rooms)
    with rooms.register.write() as conn:
        kept.add_note(conn, case_id, "note", {"text": "canary note", "by": "x"}, NOW)
    opened = attacks.all_that_opens(rooms, rooms.vault)
    for canary in (WORDS, RECORD, "canary"):
        assert canary not in opened


def test_the_control_finds_what_the_environment_can_open(rooms: Rooms) -> None:
    """Without a team key a worry is kept all the same, and then the same attack succeeds."""
    raised(rooms)
    assert WORDS in attacks.all_that_opens(rooms, rooms.vault)
    a_team(rooms)
    with rooms.register.write() as conn:
        assert kept.seal_older(conn, rooms.vault) == 1
    assert WORDS not in attacks.all_that_opens(rooms, rooms.vault)


def test_a_case_row_points_to_nobody(rooms: Rooms) -> None:
    a_team(rooms)
    case_id = raised(rooms)
    with rooms.register.read() as conn:
        person = case_work.contact_of(conn, rooms.vault, case_id)
        assert person is not None
        for table in (case_file, case_part):
            for row in conn.execute(table.select()).mappings():
                assert person["id"] not in {str(value) for value in row.values()}
        plain = conn.execute(text("SELECT * FROM contact")).mappings().all()
    for row in plain:
        assert case_id not in {str(value) for value in row.values()}


# ----------------------------------------------------------------------------- who is let in


def test_a_passphrase_opens_nothing_until_a_lead_has_let_them_in(rooms: Rooms) -> None:
    group = a_team(rooms)
    case_id = raised(rooms)
    new = group.add("Second")
    with pytest.raises(Unreadable):
        cases.open_case(rooms, case_id, new.id, OTHERS, "x", NOW)
    with pytest.raises(Unreadable):
        cases.admit(rooms, group.lead.id, "a wrong passphrase", new.id, NOW)
    assert cases.admit(rooms, group.lead.id, PASSPHRASE, new.id, NOW)
    found = cases.open_case(rooms, case_id, new.id, OTHERS, "x", NOW)
    assert found is not None
    assert found.text == WORDS


def test_a_leaver_opens_nothing_that_is_open_or_comes_later(rooms: Rooms) -> None:
    group = a_team(rooms)
    before = raised(rooms)
    leaver = group.add("Leaver")
    assert cases.admit(rooms, group.lead.id, PASSPHRASE, leaver.id, NOW)
    ring = cases.ring_of(rooms, leaver.id, OTHERS)  # copied, with the dump of today
    assert cases.end_access(rooms, group.lead.id, PASSPHRASE, leaver.id, NOW) is None
    later = raised(rooms, text="after they left")
    with pytest.raises(Unreadable):
        cases.open_case(rooms, before, leaver.id, OTHERS, "x", NOW)
    with rooms.register.read() as conn:
        assert not {one.key_id for one in case_work.parts(conn)} & set(ring)
    assert group.open(before).text == WORDS
    assert group.open(before).about["record_number"] == RECORD
    assert group.open(later).text == "after they left"


def test_the_recovery_key_still_opens_what_is_sealed_to_the_next_pair(rooms: Rooms) -> None:
    group = a_team(rooms)
    leaver = group.add("Leaver")
    cases.end_access(rooms, group.lead.id, PASSPHRASE, leaver.id, NOW)
    case_id = raised(rooms)
    late = group.add("Late")
    assert cases.admit_by_recovery(rooms, group.recovery.upper(), late.id, NOW)
    found = cases.open_case(rooms, case_id, late.id, OTHERS, "x", NOW)
    assert found is not None
    assert found.about["record_number"] == RECORD
    with pytest.raises(Unreadable):
        cases.admit_by_recovery(rooms, "not-the-recovery-key", late.id, NOW)


def test_a_changed_passphrase_opens_and_the_old_one_does_not(rooms: Rooms) -> None:
    group = a_team(rooms)
    case_id = raised(rooms)
    cases.change_passphrase(rooms, group.lead.id, PASSPHRASE, OTHERS, NOW)
    assert group.open(case_id, OTHERS).text == WORDS
    with pytest.raises(Unreadable):
        group.open(case_id, PASSPHRASE)


# ------------------------------------------------------------------------- closed to its subject


def test_a_case_that_names_somebody_is_invisible_to_them(rooms: Rooms) -> None:
    group = a_team(rooms)
    named = group.add("Marigold Vetch")
    assert cases.admit(rooms, group.lead.id, PASSPHRASE, named.id, NOW)
    case_id = raised(
        rooms, text="marigold touches me", reasons=("allegation about a worker or carer:x",)
    )
    assert [one.route for one in cases.queue(rooms, group.lead.id)] == ["allegation"]
    assert cases.queue(rooms, named.id) == []
    assert cases.open_case(rooms, case_id, named.id, OTHERS, "x", NOW) is None
    assert group.open(case_id).text == "marigold touches me"


def test_a_later_message_closes_it_to_whom_it_names(rooms: Rooms) -> None:
    group = a_team(rooms)
    named = group.add("Marigold Vetch")
    case_id = raised(rooms, text="a man at work")
    assert len(cases.queue(rooms, named.id)) == 1
    with rooms.register.write() as conn:
        assert kept.join(conn, rooms.vault, case_id, a_concern(text="it is Vetch"), None)
    assert cases.queue(rooms, named.id) == []


def test_a_lead_closes_a_case_to_a_colleague(rooms: Rooms) -> None:
    group = a_team(rooms)
    other = group.add("Somebody")
    case_id = raised(rooms)
    with rooms.register.write() as conn:
        case_hiding.hide(conn, rooms.vault, case_id, other.id)
        case_hiding.hide(conn, rooms.vault, case_id, other.id)
    assert cases.queue(rooms, other.id) == []
    assert len(cases.queue(rooms, group.lead.id)) == 1


def test_nobodys_name_stands_in_the_register(rooms: Rooms) -> None:
    an_account(rooms, "Marigold Vetch", "safeguarding")
    with rooms.register.read() as conn:
        said = str(conn.execute(text("SELECT * FROM notice")).all()).casefold()
    assert "marigold" not in said


# -------------------------------------------------------------------------------- how long


def test_a_case_goes_thirty_days_after_it_was_closed(rooms: Rooms, now: datetime) -> None:
    group = a_team(rooms)
    case_id, still = raised(rooms), raised(rooms)
    _close(group, case_id, now)
    retention.purge(rooms, now + timedelta(days=30))
    with rooms.register.read() as conn:
        assert case_work.find(conn, case_id) is not None
    retention.purge(rooms, now + timedelta(days=31))
    with rooms.register.read() as conn:
        assert case_work.find(conn, case_id) is None
        assert case_work.parts(conn, case_id) == []
        assert case_work.contact_of(conn, rooms.vault, case_id) is None
        assert case_work.find(conn, still) is not None


def test_an_undecided_case_cannot_be_closed(rooms: Rooms, now: datetime) -> None:
    a_team(rooms)
    case_id = raised(rooms)
    with rooms.register.write() as conn:
        assert not case_work.close(conn, case_id, now)
        assert not case_work.mark_decided(conn, case_id, now)


def _close(group: Team, case_id: str, now: datetime) -> None:
    group.open(case_id)
    with group.rooms.register.write() as conn:
        assert case_work.mark_decided(conn, case_id, now)
        assert case_work.close(conn, case_id, now)


def _count(rooms: Rooms, table: object) -> int:
    with rooms.register.read() as conn:
        return len(conn.execute(table.select()).all())  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------ the safety read


def test_what_was_raised_is_read_first_and_never_by_whom_it_names(
    rooms: Rooms, now: datetime
) -> None:
    reader = an_account(rooms, "Orla Fennimore", "reader")
    later = now + timedelta(hours=1)
    old = hold(rooms, [Talk(None, lane="web", ready_at=now)])[0]
    worse = hold(rooms, [Talk(None, lane="web", ready_at=later, raised=True)])[0]
    lines = (("you", "orla at the home shouts at me"),)
    about = hold(rooms, [Talk(None, lane="web", ready_at=now, raised=True, lines=lines)])[0]
    found = []
    while one := mixer.next_for_safety(rooms, reader.id, later):
        found.append(one.id)
        mixer.read_for_safety(rooms, one.id, reader.id, later, worried=False)
    assert found == [worse, old]
    other = mixer.next_for_safety(rooms, "somebody else", later)
    assert other is not None
    assert other.id == about
