"""The trained score's silent weeks: what counts, what is compared, and that they end."""

from datetime import datetime, timedelta

import pytest

from bot.judge import SoFar, judge
from bot.message import InboundMessage
from bot.receive import receive
from bot.service import Service
from conversations.shadow import LONGEST, Period, rules_only
from storage import retention, silent_score
from storage.register import concerns, notices, shadow
from storage.silent_score import Refused
from tests.conftest import NOW
from tests.factories import a_phone

SCORED = "he wont let me leave the house no more and takes my money"
RULED = "my foster dad hits me"


def sign(service: Service, until: datetime, now: datetime = NOW) -> Period:
    with service.rooms.register.write() as conn:
        return silent_score.sign(conn, until, "the lead", now)


def hear(service: Service, text: str, now: datetime = NOW) -> None:
    receive(service, InboundMessage("sms", a_phone(), f"{text} {now}", text), now)


@pytest.fixture
def scored(sqlite_service: Service) -> str:
    """A text that only the trained score raises."""
    full, rules = sqlite_service.book.phrases, rules_only(sqlite_service.book.phrases)
    for text in _ONLY_SCORED:
        if full.judge(text)[0] in ("concern", "urgent") and rules.judge(text)[0] == "none":
            return text
    pytest.fail("no text here is raised by the score alone: write another")


_ONLY_SCORED = (
    SCORED,
    "he comes in my room at night when everyone is asleep",
    "they make me carry stuff for them and i cant say no",
    "he said nobody would believe me if i told",
    "she locks me in and i dont get food till she says",
    "i cant do this anymore everyone would be better off",
    "he touches me when mum is at work",
)


def test_rules_and_99_stay_live(service: Service) -> None:
    sign(service, NOW + timedelta(days=7))
    for text in (RULED, "99"):
        hear(service, text)
    with service.rooms.register.read() as conn:
        found = concerns.listing(conn, service.rooms.vault)
    assert len(found) == 2
    assert {one.level for one in found} >= {"urgent"}
    assert any("-score-silent" in one.detector for one in found)


def test_the_score_raises_nothing_and_is_compared(sqlite_service: Service, scored: str) -> None:
    sign(sqlite_service, NOW + timedelta(days=7))
    hear(sqlite_service, scored)
    hear(sqlite_service, "i like pizza")
    rooms = sqlite_service.rooms
    with rooms.register.read() as conn:
        assert concerns.listing(conn, rooms.vault) == []
        (look,) = shadow.differing(conn, rooms.vault)
        assert sum(shadow.counts(conn).values()) == 2
    assert (look.text, look.counted) == (scored, "none")
    assert any(reason.startswith("score:") for reason in look.reasons)


def test_after_its_end_the_score_counts_by_itself(sqlite_service: Service, scored: str) -> None:
    sign(sqlite_service, NOW + timedelta(days=7))
    before = judge(sqlite_service, scored, None, SoFar(), NOW)
    after = judge(sqlite_service, scored, None, SoFar(), NOW + timedelta(days=7))
    assert (before.counts.level, after.silent) == ("none", None)
    assert after.counts.level in ("concern", "urgent")
    assert "-silent" not in after.counts.detector


@pytest.mark.parametrize("days", [28.1, 29, 400])
def test_longer_than_28_days_is_refused(service: Service, days: float) -> None:
    with pytest.raises(Refused):
        sign(service, NOW + timedelta(days=days))
    with service.rooms.register.read() as conn:
        assert silent_score.period(conn) is None


def test_the_first_weeks_come_once(service: Service) -> None:
    """Neither a second signature nor one after another makes them longer."""
    sign(service, NOW + timedelta(days=20))
    later = NOW + timedelta(days=10)
    sign(service, NOW + LONGEST, later)
    with pytest.raises(Refused):
        sign(service, NOW + LONGEST + timedelta(seconds=1), later)
    with pytest.raises(Refused):
        sign(service, NOW + timedelta(days=40), NOW + timedelta(days=35))


def test_it_can_be_ended_early(sqlite_service: Service) -> None:
    sign(sqlite_service, NOW + timedelta(days=20))
    later = NOW + timedelta(days=2)
    sign(sqlite_service, later, later)
    assert not sqlite_service.shadow.is_on(sqlite_service.rooms, later + timedelta(minutes=2))


@pytest.mark.parametrize(
    "written",
    ["", "null", "[]", "{}", '{"begins": "x", "until": "y"}',
     '{"begins": "2026-05-01T00:00:00+00:00", "until": 5}'],
)  # fmt: skip
def test_what_cannot_be_read_is_no_reason_to_be_silent(
    sqlite_service: Service, written: str
) -> None:
    with sqlite_service.rooms.register.write() as conn:
        notices.put(conn, shadow.NOTICE, written)
    assert not sqlite_service.shadow.is_on(sqlite_service.rooms, NOW)


def test_whatever_is_written_28_days_are_the_end() -> None:
    forged = Period(NOW, NOW + timedelta(days=365))
    assert forged.holds(NOW + timedelta(days=27))
    assert not forged.holds(NOW + LONGEST)


def test_the_words_go_with_their_conversation(service: Service, scored: str) -> None:
    rooms = service.rooms
    sign(service, NOW + timedelta(days=7))
    number = a_phone()
    receive(service, InboundMessage("sms", number, "a", scored), NOW)
    retention.purge(rooms, NOW)
    with rooms.register.read() as conn:
        assert len(shadow.differing(conn, rooms.vault)) == 1
    receive(service, InboundMessage("sms", number, "b", "DELETE"), NOW)
    with rooms.register.read() as conn:
        looks = shadow.differing(conn, rooms.vault)
    assert len(looks) == 1  # until its one safety look is done
    retention.purge(rooms, NOW + timedelta(days=40))
    with rooms.register.read() as conn:
        assert shadow.counts(conn) == {}
