"""The texts of somebody's first prompt: together, in order, once, and one ask."""

import contextlib
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage.register import progress
from storage.register.sending_tables import asked, outbox, spend
from tests.bot.sending.network import CUT_AFTER, CUT_BEFORE, DOWN, LOST, NO_ANSWER
from tests.conftest import NOW
from tests.factories import a_contact, a_phone, some_contacts
from tests.storage.breaking import PowerCut

FIRST_WORDS = ["Hi,", "If", "No"]


def starts(texts) -> list[str]:
    return [one.text.split()[0] for one in texts]


def rows(office) -> dict[int, str]:
    with office.rooms.register.read() as conn:
        return {row.place: row.state for row in conn.execute(select(outbox))}


def run_on(office, minutes: int = 80) -> None:
    for minute in range(0, minutes, 2):
        with contextlib.suppress(PowerCut):
            office.run(NOW + timedelta(minutes=minute))


def test_three_texts_are_one_ask_and_three_segments(office):
    a_contact(office.rooms, consent="new")
    office.plan()
    assert starts(office.run()) == FIRST_WORDS
    with office.rooms.register.read() as conn:
        assert conn.execute(select(func.count()).select_from(asked)).scalar_one() == 1
        assert conn.execute(select(spend.c.segments)).scalar_one() == 3


@pytest.mark.parametrize("at", range(3))
@pytest.mark.parametrize("how", [CUT_BEFORE, CUT_AFTER, NO_ANSWER, LOST, DOWN])
def test_in_order_and_once_whatever_happens_to_which(office, at, how):
    a_contact(office.rooms, consent="new")
    office.plan()
    office.network.script = ["ok"] * at + [how]
    run_on(office)
    assert starts(office.network.taken) == FIRST_WORDS
    assert set(rows(office).values()) == {"sent"}


def test_without_the_first_nothing_follows(office):
    a_contact(office.rooms, consent="new")
    office.plan()
    office.network.script = [21211]  # no such number
    run_on(office)
    assert office.network.taken == []
    assert rows(office) == {1: "failed", 2: "refused", 3: "refused"}


def test_while_nobody_knows_of_the_first_nothing_follows(office):
    a_contact(office.rooms, consent="new")
    office.plan()
    office.network.script, office.network.tells = [NO_ANSWER], False
    run_on(office)
    assert starts(office.network.taken) == ["Hi,"]
    assert rows(office) == {1: "unknown", 2: "refused", 3: "refused"}


def test_a_limit_that_refuses_the_first_refuses_all(office):
    a_contact(office.rooms, consent="new", may_ask=False)
    campaign = office.plan()
    run_on(office, 4)
    assert set(rows(office).values()) == {"refused"}
    with office.rooms.register.read() as conn:
        assert progress.refusals(conn, campaign) == {"may not be asked": 1}


def test_a_stop_between_two_of_them_holds(office):
    who = a_contact(office.rooms, consent="new")
    office.plan()
    office.network.script = ["ok", DOWN]
    office.run()
    office.text(who, "STOP")
    run_on(office)
    assert starts(office.network.taken) == ["Hi,"]
    assert rows(office) == {1: "sent", 2: "refused", 3: "refused"}


def test_whoever_was_asked_before_is_not_told_all_again(office):
    """Nothing says whether they answered: that they were asked is enough."""
    who = a_contact(office.rooms, consent="new")
    with office.rooms.register.write() as conn:
        conn.execute(asked.insert().values(contact_id=who.id, flow="wall", part="",
                                           month="2026-01"))  # fmt: skip
    office.plan(flow="check-in")
    office.run()
    assert rows(office) == {1: "refused"}  # no `told` followed; but one text, not three


def test_progress_counts_people(office):
    some_contacts(office.rooms, [a_phone() for _ in range(4)], consent="new")
    some_contacts(office.rooms, [a_phone() for _ in range(3)])
    campaign = office.plan()
    office.run()
    with office.rooms.register.read() as conn:
        found = progress.of_campaign(conn, campaign, "prompt")
    assert (found.sent, found.everybody) == (7, 7)
