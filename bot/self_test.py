"""The daily test of the way from a child's words to a rung phone; it fails loudly."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import structlog

from bot.sending.channel import ChannelError, SmsSender
from bot.sending.mail import Mailer
from bot.service import Service
from conversations.safeguarding import assess
from storage import audit, cases, sealing
from storage.crypto import new_id
from storage.register import alerts, case_work, duty_people, notices
from storage.register import cases as kept
from storage.register.concerns import Concern
from storage.register.team import team_public
from storage.times import stamp

log = structlog.get_logger(__name__)

DISCLOSURE = "i want to kill myself"
NOBODYS = "+447700900000"
HOURS_AHEAD = 12


def run(
    service: Service, texts: SmsSender | None, mailer: Mailer | None, now: datetime
) -> tuple[str, ...]:
    """What is wrong, in words for staff; kept for their first page."""
    wrong: list[str] = []
    for step in (_judged, _sealed, _openable, _somebody_there, _way_out, _log_whole):
        try:
            wrong += step(service, now)
        except Exception as error:  # a step that breaks is wrong, and the others are still tried
            log.error("self_test_broke", step=step.__name__, kind=type(error).__name__)
            wrong.append(f"A step of the test broke ({step.__name__.strip('_')}).")
    wrong += _road("Texts and calls", (lambda: _asked(texts, now)) if texts else None)
    wrong += _road("E-mail", mailer.check if mailer else None)
    with service.rooms.register.write() as conn:
        said = {"at": stamp(now), "wrong": wrong}
        notices.put(conn, notices.SELF_TEST, json.dumps(said))
    if wrong:
        log.error("self_test_failed", wrong=len(wrong))
    return tuple(wrong)


def _judged(service: Service, _now: datetime) -> Iterator[str]:
    found = assess(DISCLOSURE, service.book.phrases)
    if found.level != "urgent":
        yield "Words that are surely urgent were not seen as urgent."


def _sealed(service: Service, now: datetime) -> Iterator[str]:
    """A marked case, raised and taken back in one go: sealed, with its alert, and never seen."""
    test = Concern(new_id(), "urgent", now, "test", "self-test", False, "new", ("self-test",),
                   DISCLOSURE, (), None, "")  # fmt: skip
    rooms = service.rooms
    with rooms.register.write() as conn:
        key = team_public(conn)
        if key is None:
            yield "There is no team key: words are not sealed. Run `manage.py migrate`."
            return
        sealing.seal_text(key.public, DISCLOSURE)
        nested = conn.begin_nested()
        kept.take_in(conn, rooms.vault, test, None, drill=True)
        there, raised = case_work.find(conn, test.id), alerts.stands_for(conn, test.id)
        nested.rollback()
    if there is None or not raised:
        yield "An urgent case raised no alert."


def _openable(service: Service, _now: datetime) -> Iterator[str]:
    with service.rooms.register.read() as conn:
        leads = cases.leads_in(conn)
    if leads < 2:
        yield f"{leads} safeguarding leads can open a case; there should be two at least."


def _somebody_there(service: Service, now: datetime) -> Iterator[str]:
    with service.rooms.register.read() as conn:
        rung = duty_people.rung(conn, service.rooms.vault)
    if not rung.people:
        yield "Nobody is on the list to be rung."
    elif not rung.covered(now):
        yield "Nobody who can be reached is on duty now."
    elif any(not rung.covered(now + timedelta(hours=n)) for n in range(HOURS_AHEAD)):
        yield f"Duty has a gap within the next {HOURS_AHEAD} hours."
    if any(not (one.phone and one.email) for one in rung.people):
        yield "Somebody on the list to be rung has no telephone number or no e-mail address."


def _way_out(service: Service, now: datetime) -> Iterator[str]:
    with service.rooms.register.read() as conn:
        stuck = alerts.overdue(conn, now)
    if stuck:
        yield f"{stuck} alerts should have gone out and did not."


def _log_whole(service: Service, _now: datetime) -> Iterator[str]:
    with service.rooms.register.read() as conn:
        if audit.verify(conn) is not None:
            yield "The audit log is broken."


def _asked(texts: SmsSender, now: datetime) -> None:
    texts.find(NOBODYS, "", now)


def _road(name: str, try_it: Callable[[], None] | None) -> Iterator[str]:
    if try_it is None:
        yield f"{name}: not set up, so no alert goes that way."
        return
    try:
        try_it()
    except ChannelError:
        yield f"{name}: the road is closed."
