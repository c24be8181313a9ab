"""Alerts: never lost and never doubled, whoever dies while they go out."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.sending.at_once import AtOnce
from bot.sending.sender import Sender
from storage import suppression
from storage.register import cases as kept
from storage.register import notices
from storage.register.case_tables import alert_way
from storage.register.sending_tables import outbox
from tests.bot.duty_office import FIRST, Office
from tests.bot.sending.network import CUT_AFTER, CUT_BEFORE, DOWN, NO_ANSWER
from tests.factories import a_concern
from tests.staff.console import HandClock
from tests.storage.breaking import PowerCut


@pytest.mark.parametrize("cut", [CUT_BEFORE, CUT_AFTER, NO_ANSWER, DOWN])
def test_a_killed_sender_loses_no_alert_and_doubles_no_text(office: Office, cut: str) -> None:
    """Whatever road is cut at whatever moment: each address is reached; a text once exactly."""
    office.disclose()
    for place in range(3):
        office.network.script = ["ok"] * place + [cut]
        try:
            office.send(office.now + timedelta(minutes=7 * place))
        except PowerCut:
            continue
    for more in range(1, 8):
        office.send(office.now + timedelta(minutes=21 + 6 * more))
    assert FIRST in office.rung()
    assert len(office.post.sent) == 1
    assert [one.number for one in office.network.taken] == [FIRST]


def test_a_web_process_that_dies_after_its_commit_leaves_the_alert_to_the_worker(
    office: Office,
) -> None:
    office.disclose()  # the thread never ran
    with office.rooms.register.read() as conn:
        assert len(conn.execute(select(alert_way)).all()) == 3
    office.send()
    assert office.rung() == [FIRST]


def test_the_web_process_sends_at_once_and_the_worker_nothing_more(office: Office) -> None:
    sender = Sender(office.service, office.network, mailer=office.post, alerts_only=True)
    web = AtOnce(sender, HandClock(office.now))
    with office.rooms.register.write() as conn:
        notices.beat(conn, office.now)
    office.disclose()
    web(office.now)
    for _ in range(2):  # both places are free again when the threads have ended
        assert web._free.acquire(timeout=30)
    office.send()
    assert office.rung() == [FIRST]
    assert len(office.post.sent) == 1


def test_a_turn_that_was_not_written_raises_no_alert(office: Office) -> None:
    new = a_concern(level="urgent", raised_at=office.now)

    def cut() -> None:
        with office.rooms.register.write() as conn:
            kept.take_in(conn, office.rooms.vault, new, None)
            raise PowerCut

    with pytest.raises(PowerCut):
        cut()
    office.send()
    assert not office.rung()


def test_a_register_put_back_from_a_backup_still_rings(office: Office) -> None:
    office.disclose()
    with office.rooms.register.write() as conn:
        conn.execute(update(outbox).values(epoch=0))
    with office.rooms.keys.write() as conn:
        suppression.reached(conn, 10**6)  # the keys remember more than the register
    office.send()
    assert office.rung() == [FIRST]
