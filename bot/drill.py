"""Plants test disclosures by every channel, marked and never counted, for the path to find.

Three that the machine must see (text, web chat, a line that staff entered), and one in quiet words,
which only a person who reads the conversation can find.
"""

from datetime import datetime, timedelta

from bot.message import InboundMessage
from bot.receive import receive
from bot.service import Service
from conversations.safeguarding import assess
from storage import entering, keys
from storage.crypto import new_id
from storage.register import case_work, contacts, drills, freezing, held, sessions
from storage.register.drills import Drill
from storage.register.held import Ending, Kept

NUMBER = "+447700900999"
"""In the range that Ofcom keeps for drama: nobody has it."""

LOUD = {
    "sms": "i dont want to be alive any more and tonight i will do it",
    "web": "my uncle hits me with a belt every night and i am scared",
    "entered": "he makes me send pictures with no clothes on",
}
QUIET = "its ok now, i just stay in my room with the chair against the door when he is home"
CHANNELS = (*LOUD, "reader")
EVERY = timedelta(days=6, hours=12)


def due(service: Service, now: datetime) -> bool:
    """Whether a week has passed since the last."""
    with service.rooms.register.read() as conn:
        last = drills.latest(conn, 1)
    return not last or now - last[0].planted_at > EVERY


def plant(service: Service, now: datetime) -> tuple[Drill, ...]:
    """Plant one by each channel; what was planted before is cleared away."""
    _clear_away(service, now)
    done = [_planted(service, channel, text, now) for channel, text in LOUD.items()]
    done.append(_quiet(service, now))
    with service.rooms.register.write() as conn:
        for one in done:
            drills.plant(conn, one)
    service.alert_now(now)
    return tuple(done)


def _planted(service: Service, channel: str, text: str, now: datetime) -> Drill:
    rooms, known = service.rooms, _cases(service)
    if channel == "entered":
        judged = assess(text, service.book.phrases)
        line = entering.Entered("wall.more", "What else?", "wall", [(text, judged)], "drill",
                                drill=True)  # fmt: skip
        entering.enter(rooms, line, now, now)
    else:
        _by_message(service, channel, text, now)
    new = _cases(service) - known
    found = now if new else None
    return Drill(new_id(), channel, now, None, next(iter(new), None), found, None, None)


def _by_message(service: Service, channel: str, text: str, now: datetime) -> None:
    """Through the same door as every message; its conversation is taken away at once."""
    rooms = service.rooms
    sender = NUMBER if channel == "sms" else f"drill-{new_id()}"
    if channel == "sms":
        _test_phone(service)
    message = InboundMessage(channel, sender, f"drill-{new_id()}", text, drill=True)
    receive(service, message, now)
    with rooms.register.read() as conn:
        tags = () if channel == "sms" else rooms.vault.tags("browser", sender)
        number = sender if channel == "sms" else None
        standing = sessions.standing(conn, rooms.vault, ("",), number=number, token_tags=tags)
    if standing.session is not None:
        with rooms.register.write() as conn:
            sessions.close(conn, standing.session.id, standing.session.version)
        with rooms.keys.write() as conn:
            keys.destroy(conn, [standing.session.id])


def _test_phone(service: Service) -> None:
    """A staff's test phone, never counted, with no case open from the time before."""
    rooms = service.rooms
    with rooms.register.write() as conn:
        known = contacts.by_number(conn, rooms.vault, NUMBER)
        if known is None:
            contacts.add(conn, contacts.new_row(rooms.vault, NUMBER, "staff_test"))
        else:
            contacts.change(conn, known.id, {"open_concern": None, "consent": "new"})


def _quiet(service: Service, now: datetime) -> Drill:
    """A conversation in the hold that nothing marks: frozen, so that no release takes it."""
    rooms, conversation = service.rooms, new_id()
    question = "say-anything.words"
    with rooms.keys.write() as conn:
        key = keys.make(conn, rooms.vault, conversation, now)
    ending = Ending(
        conversation_id=conversation,
        contact_id=None,
        lane="web",
        how="finished",
        answers=[Kept(question, "words", None, QUIET)],
        lines=(("bot", "What would you like to say?"), ("you", QUIET)),
        attributes={},
        may_quote=None,
        ready_at=now + timedelta(hours=service.county.release.hold_hours),
        look_only=False,
    )
    deposit = held.prepare(ending, key)
    with rooms.register.write() as conn:
        held.put(conn, deposit)
        freezing.freeze(conn, [conversation], now)
    return Drill(new_id(), "reader", now, conversation, None, None, None, None)


def _clear_away(service: Service, now: datetime) -> None:
    rooms = service.rooms
    with rooms.register.read() as conn:
        old = list(drills.to_clear_away(conn, now))
    with rooms.keys.write() as conn:
        keys.destroy(conn, old)
    with rooms.register.write() as conn:
        drills.refresh(conn)
        held.destroy(conn, old)
        freezing.thaw(conn, old)
        drills.cleared(conn, old)


def _cases(service: Service) -> set[str]:
    with service.rooms.register.read() as conn:
        return {one.id for one in case_work.listing(conn, open_only=False) if one.drill}
