"""A file of young people comes in whole or not at all, and whoever is here is found again."""

from datetime import datetime

import pytest
from nacl.public import SealedBox
from sqlalchemy import func, select

from config.data import County
from storage import spreadsheets
from storage.crypto import Unreadable
from storage.office import team_keys
from storage.register import contacts, drafts, imports, records
from storage.register.entries import COLUMNS
from storage.register.imports import Plan
from storage.register.tables import contact
from storage.rooms import Rooms
from storage.times import london_day
from tests.factories import a_contact

HEADER = "number,age_cohort,place,may_ask,consent_source,record_number,language"
ONE, TWO = "+447700900001", "+447700900002"


def planned(
    rooms: Rooms, county: County, now: datetime, *lines: str, mode: str = imports.UPDATE,
    said: dict[str, str] | None = None,
) -> Plan:  # fmt: skip
    content = "\n".join((HEADER, *lines)).encode()
    sheet = spreadsheets.read(content, COLUMNS, ("number",))
    listed = {rooms.vault.lookups(number)[0]: (why,) for number, why in (said or {}).items()}
    with rooms.register.read() as conn:
        there = imports.known(conn, listed)
    checked = imports.check(sheet, county, london_day(now), {})
    return imports.plan(checked, there, rooms.vault, mode)


def brought_in(rooms: Rooms, found: Plan, now: datetime) -> None:
    team_keys.ensure(rooms.register, now)
    with rooms.register.read() as conn:
        key = team_keys.find(conn)
    assert key is not None
    with rooms.register.write() as conn:
        imports.write(conn, imports.sealed(found, rooms.vault, key.public, "worker"))


def rows_of(rooms: Rooms) -> list[dict[str, object]]:
    with rooms.register.read() as conn:
        return [dict(row) for row in conn.execute(select(contact)).mappings()]


def test_new_people_are_sealed_and_nobody_is_asked_before_they_are_told(
    rooms: Rooms, county: County, now: datetime
) -> None:
    line = f"{ONE},2012-13,Havant,yes,worker,HX 1234,ar"
    brought_in(rooms, planned(rooms, county, now, line), now)
    (row,) = rows_of(rooms)
    assert (row["kind"], row["onboarded"], row["consent"]) == ("registered", False, "new")
    assert (row["place"], row["language"], row["worker_id"]) == ("havant", "ar", "worker")
    assert rooms.vault.open(row["number"]) == ONE  # type: ignore[arg-type]
    assert row["record_tag"] == records.tag(rooms.vault, "hx1234")
    assert b"1234" not in bytes(row["record_number"])  # type: ignore[call-overload]


def test_only_the_teams_recovery_key_opens_a_record_number(rooms: Rooms, now: datetime) -> None:
    recovery = team_keys.ensure(rooms.register, now)
    assert recovery is not None
    assert team_keys.ensure(rooms.register, now) is None
    with rooms.register.read() as conn:
        key = team_keys.find(conn)
    assert key is not None
    sealed = records.sealed(key.public, "HX 1234")
    private = team_keys.unwrapped(key, f" {recovery.upper()} ")
    assert SealedBox(private).decrypt(sealed).decode().strip() == "HX 1234"
    assert len(sealed) == len(records.sealed(key.public, "1"))
    with pytest.raises(Unreadable):
        team_keys.unwrapped(key, "not-the-recovery-key")


def test_the_same_file_again_changes_nothing(rooms: Rooms, county: County, now: datetime) -> None:
    lines = (f"{ONE},2012-13,Havant,yes,worker,HX1,ar", f"{TWO},Year 9,,no,,,")
    brought_in(rooms, planned(rooms, county, now, *lines), now)
    again = planned(rooms, county, now, *lines)
    assert (len(again.new), again.changed, again.same) == (0, [], 2)


def test_known_people_are_changed_or_left_alone(
    rooms: Rooms, county: County, now: datetime
) -> None:
    line = f"{ONE},2012-13,Havant,yes,worker,HX1,ar"
    brought_in(rooms, planned(rooms, county, now, line), now)
    with rooms.register.write() as conn:
        first = contacts.by_number(conn, rooms.vault, ONE)
        assert first is not None
        contacts.change(conn, first.id, {"onboarded": True, "language": "en"})
    moved = f"{ONE},2012-13,ooc,,,HX1,ar"
    assert planned(rooms, county, now, moved, mode=imports.SKIP).skipped == 1
    brought_in(rooms, planned(rooms, county, now, moved), now)
    (row,) = rows_of(rooms)
    # An empty cell changes nothing, and the language that they chose themselves stays.
    assert (row["place"], row["may_ask"], row["language"]) == ("out-of-county", True, "en")
    assert (row["onboarded"], row["id"]) == (True, first.id)


def test_a_record_number_finds_somebody_with_a_new_phone(
    rooms: Rooms, county: County, now: datetime
) -> None:
    brought_in(rooms, planned(rooms, county, now, f"{ONE},2012-13,,yes,worker,HX1,"), now)
    with rooms.register.write() as conn:
        known = contacts.by_number(conn, rooms.vault, ONE)
        assert known is not None
        contacts.change(conn, known.id, {"onboarded": True})
    brought_in(rooms, planned(rooms, county, now, f"{TWO},2012-13,,yes,worker,hx-1,"), now)
    (row,) = rows_of(rooms)
    assert (row["id"], row["onboarded"]) == (known.id, False)  # told again: it is another phone
    assert rooms.vault.open(row["number"]) == TWO  # type: ignore[arg-type]


def test_a_number_that_wrote_to_us_before_becomes_a_contact(
    rooms: Rooms, county: County, now: datetime
) -> None:
    before = a_contact(rooms, ONE, kind="unknown", consent="stopped")
    brought_in(rooms, planned(rooms, county, now, f"{ONE},2012-13,Havant,yes,worker,,"), now)
    (row,) = rows_of(rooms)
    assert (row["id"], row["kind"], row["consent"]) == (before.id, "registered", "stopped")


def test_stop_and_leave_outlive_the_register(rooms: Rooms, county: County, now: datetime) -> None:
    lines = (f"{ONE},2012-13,,yes,worker,,", f"{TWO},2012-13,,yes,worker,,")
    found = planned(rooms, county, now, *lines, said={ONE: "stop", TWO: "leave"})
    assert [one.row.line for one in found.bad] == [3]
    assert "JOIN" in found.bad[0].faults[0].what
    found.bad.clear()
    brought_in(rooms, found, now)
    assert [row["consent"] for row in rows_of(rooms)] == ["stopped"]


def test_duplicates_and_mix_ups_are_rows_to_correct(
    rooms: Rooms, county: County, now: datetime
) -> None:
    first = (f"{ONE},2012-13,,no,,HX1,", f"{TWO},2012-13,,no,,HX2,")
    brought_in(rooms, planned(rooms, county, now, *first), now)
    a_contact(rooms, "+447700900009", kind="staff_test")
    found = planned(
        rooms, county, now,
        "+447700900005,2012-13,,no,,,", "07700 900005,2012-13,,no,,,",  # one number twice
        "+447700900006,2012-13,,no,,HX7,", "+447700900007,2012-13,,no,,hx 7,",  # one record twice
        f"{ONE},2012-13,,no,,HX2,",  # the record of one, the number of the other
        "+447700900009,2012-13,,no,,,",  # a test phone
    )  # fmt: skip
    assert [one.row.line for one in found.bad] == [3, 5, 6, 7]
    assert found.bad[0].faults[0].shape == "the same as in row 2"
    other = planned(rooms, county, now, f"{ONE},2012-13,,no,,HX9,")
    assert [one.faults[0].column for one in other.bad] == ["record_number"]


def test_all_or_nothing(rooms: Rooms, county: County, now: datetime) -> None:
    """Somebody is added between the look and the import: nothing of it is kept."""
    found = planned(rooms, county, now, f"{ONE},2012-13,,no,,,", f"{TWO},2012-13,,no,,,")
    a_contact(rooms, TWO)
    with pytest.raises(imports.Overtaken):
        brought_in(rooms, found, now)
    assert len(rows_of(rooms)) == 1


def test_half_an_import_is_none(rooms: Rooms, county: County, now: datetime) -> None:
    found = planned(rooms, county, now, f"{ONE},2012-13,,no,,,", f"{TWO},2012-13,,no,,,")
    found.new.append(found.new[0])  # the last row breaks
    with pytest.raises(Exception, match="(?i)unique"):
        brought_in(rooms, found, now)
    assert rows_of(rooms) == []


def test_a_draft_is_sealed_ones_own_and_an_hour_old_at_most(rooms: Rooms, now: datetime) -> None:
    from datetime import timedelta

    from storage import retention
    from storage.register.tables import import_draft

    sheet = spreadsheets.read(f"number\n{ONE}\n".encode(), COLUMNS, ("number",))
    with rooms.register.write() as conn:
        draft = drafts.add(conn, rooms.vault, "admin", sheet, now)
    later = now + timedelta(minutes=59)
    with rooms.register.read() as conn:
        assert ONE.encode() not in conn.execute(select(import_draft.c.body)).scalar_one()
        assert drafts.find(conn, rooms.vault, draft, "admin", later) == sheet
        assert drafts.find(conn, rooms.vault, draft, "another", now) is None
        assert drafts.find(conn, rooms.vault, draft, "admin", now + timedelta(hours=1)) is None
    retention.purge(rooms, now + timedelta(hours=1))
    with rooms.register.read() as conn:
        assert conn.execute(select(func.count()).select_from(import_draft)).scalar() == 0


def test_corrected_rows_take_the_places_of_wrong_ones_only(
    rooms: Rooms, county: County, now: datetime
) -> None:
    content = f"number,age_cohort\n{ONE},13\n{TWO},2012-13\n".encode()
    sheet = spreadsheets.read(content, COLUMNS, ("number",))
    bad = imports.check(sheet, county, london_day(now), {}).bad
    header, rows = imports.to_correct(sheet, bad)
    assert rows == [[ONE, "13", 2, rows[0][3]]]
    back = f"{','.join(header)}\n{ONE},2013-14,2,\n+447700900077,2013-14,3,\n".encode()
    better = spreadsheets.read(back, COLUMNS, ("number",))
    mended = drafts.corrected(sheet, better, frozenset([2]))
    assert [row.cells for row in mended.rows] == [(ONE, "2013-14"), (TWO, "2012-13")]
    assert imports.check(mended, county, london_day(now), {}).bad == ()
