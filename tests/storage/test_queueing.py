"""Queueing a check-in takes the database as many statements for many people as for few."""

from datetime import timedelta

from sqlalchemy import event, func, select

from conversations import prompting
from conversations.book import load_book
from storage.crypto import new_id
from storage.register import audiences, contacts
from storage.register.audiences import Audience
from storage.register.queueing import PromptCampaign, queue_prompt
from storage.register.sending_tables import outbox
from tests.conftest import NOW, ROOT
from tests.factories import a_phone, some_contacts

BOOK = load_book(ROOT / "config", {})


def queued(rooms) -> tuple[int, int]:
    """How many people, and in how many statements."""
    cohorts = contacts.cohort_years(rooms.vault)
    variants = prompting.prompt_variants(BOOK, "check-in", "", NOW)
    one = PromptCampaign(new_id(), "check-in", "", NOW, NOW + timedelta(days=14), variants)
    seen: list[str] = []
    with rooms.register.write() as conn:
        event.listen(conn, "before_cursor_execute", lambda *args: seen.append(args[2]))
        who = audiences.select_ids(Audience(), cohorts, NOW)
        people = queue_prompt(conn, rooms.vault, one, who, cohorts, 0)
    return people, len(seen)


def test_as_many_statements_for_many_as_for_few(rooms):
    some_contacts(rooms, [a_phone() for _ in range(3)])
    few, statements = queued(rooms)
    some_contacts(rooms, [a_phone() for _ in range(80)], consent="new")
    many, again = queued(rooms)
    assert (few, many) == (3, 83)
    assert statements == again <= 3
    with rooms.register.read() as conn:
        assert conn.execute(select(func.count()).select_from(outbox)).scalar() == 3 + 3 + 3 * 80


def test_filters_reach_whom_they_name(rooms):
    cohorts = contacts.cohort_years(rooms.vault)
    young = contacts.cohort_code(rooms.vault, 2016)
    some_contacts(rooms, [a_phone()], place="havant", worker_id="w")
    some_contacts(rooms, [a_phone()], place="east-hants", worker_id="x", cohort=young)
    some_contacts(rooms, [a_phone()], onboarded=False)
    some_contacts(rooms, [a_phone()], kind="staff_test")
    found = {
        "all": Audience(),
        "place": Audience(places=("havant",)),
        "band": Audience(bands=("8-11",)),
        "mine": Audience(worker_id="w"),
        "not mine": Audience(not_worker_id="w"),
        "anybody": Audience(onboarded_only=False),
        "nobody asked": Audience(asked=()),
    }
    with rooms.register.read() as conn:
        counts = {
            name: audiences.count(conn, audiences.from_json(audiences.to_json(one)), cohorts, NOW)
            for name, one in found.items()
        }
    assert counts == {
        "all": 2, "place": 1, "band": 1, "mine": 1, "not mine": 1, "anybody": 3, "nobody asked": 0,
    }  # fmt: skip
