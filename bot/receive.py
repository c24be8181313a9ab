"""Receive one message: from the channel to the database and back, top to bottom."""

import json
from datetime import datetime

import structlog

from bot.chat_view import chat_view, view_of
from bot.conversation import Conversation, opened
from bot.effects import ENDED, Scene, apply
from bot.going_back import remember, turn_back
from bot.judge import SoFar, judge
from bot.late import late_turn
from bot.late_score import LateScore
from bot.message import ChatView, ChoiceButton, InboundMessage, Reply
from bot.people_there import about_a_request, who_is_there
from bot.prompted import answered_check_in
from bot.service import Service, open_service
from bot.since import since
from bot.turn_writes import answer_with, prepare, write
from conversations import course, dialogue
from conversations.audience import YOUNGEST
from conversations.book import Person
from conversations.dialogue import Turn
from conversations.engine import State
from conversations.events import ConcernRaised, Said
from conversations.flows import Node
from conversations.safeguarding import Assessment
from conversations.text import clean
from storage import keys, suppression
from storage.crypto import Unreadable, new_id
from storage.database import Busy, Dropped
from storage.register import sessions
from storage.register.contacts import Contact
from storage.register.sessions import Conflict, Session, Standing
from storage.times import stamp

__all__ = [
    "ChatView", "ChoiceButton", "InboundMessage", "Reply", "Service",
    "chat_view", "expire_due", "open_service", "receive",
]  # fmt: skip

log = structlog.get_logger(__name__)

Tags = tuple[str, ...]
"""A message's keyed hashes, the newest pepper's first."""

TRIES = 6
"""Two messages of one person at once make each other start again; six is beyond any phone.

So does a connection that the server closed while it rested: each database may have one."""

EXPIRED_AT_ONCE = 200


def receive(service: Service, inbound: InboundMessage, now: datetime) -> Reply:
    """Take one message in and say what to answer. One effect and one reply a `key`, for good.

    Raises `Busy` when the database is locked or away: nothing was kept, the channel says 503 and
    the message comes again.
    """
    tags = service.rooms.vault.tags("message", inbound.key)
    for _ in range(TRIES):
        try:
            return _receive_once(service, inbound, tags, now)
        except (Conflict, Dropped):
            # Whether a write that was cut off came through or not: if it did, the text is seen.
            continue
        except Busy:
            raise
        except Exception as error:  # a text must reach a person even when our code breaks
            log.error("turn_failed", kind=type(error).__name__)
            return _failed_open(service, inbound, tags, now)
    raise Busy("messages overtook each other")


def _receive_once(service: Service, inbound: InboundMessage, tags: Tags, now: datetime) -> Reply:
    standing = _standing(service, inbound, tags)
    if standing.seen:
        return _same_reply(service, standing)
    session, key = _session_and_key(service, standing.session)
    scene = _scene(service, inbound, standing.contact, session, key, now)
    scene.stopped_before = _said_stop_once(service, inbound, standing)
    if session is None and not inbound.start_flow:
        answered_check_in(scene, service.book, person_of(scene))
    # Before anything can drop the text: is somebody not safe?
    conversation = scene.conversation
    question = _open_question(service, conversation)
    late = LateScore(service.rooms, now)
    so_far = SoFar(conversation.language, conversation.signs, late)
    assessment, silent = judge(service, inbound.text, question, so_far, now)
    conversation.signs = course.signs_after(conversation.signs, assessment)
    scene.detector, scene.said_in = assessment.detector, conversation.id
    scene.silent = (assessment, silent) if silent else None
    scene.roster = who_is_there(scene, assessment)
    turn = _turn(scene, assessment)
    remember(scene, turn)
    apart = about_a_request(conversation.state, turn)
    conversation.stands_at(turn.state, stamp(now))
    first_line = len(conversation.lines)
    conversation.heard(clean(inbound.text), inbound.label)
    apply(scene, turn.events)
    if apart:
        conversation.set_apart(first_line)
    _what_stopped_phones_say(scene, assessment)
    writes = prepare(scene, turn.state, key)
    texts = () if _carrier_answered(scene) else tuple(scene.said)
    silence = None if texts else scene.silence or "the carrier has answered"
    answer_with(scene, writes, tags[0], texts, silence)
    write(service.rooms, scene, writes)
    _tell_of_the_concern(scene, late)
    scene.conversation.version += 1  # as the row now has it: web chat's next turn
    # Only a page needs a view; a text message is answered sooner without.
    view = None if inbound.channel == "sms" else view_of(service, scene.conversation)
    return Reply(texts, silence, view)


def _tell_of_the_concern(scene: Scene, late: LateScore) -> None:
    """It is written: alerts may go out at once, and a late judgement knows what it belongs to."""
    if scene.concern is not None:
        scene.service.alert_now(scene.now)
    late.belongs_to(scene.joins or (scene.concern.id if scene.concern else None))


def _standing(service: Service, inbound: InboundMessage, tags: Tags) -> Standing:
    vault = service.rooms.vault
    sms = inbound.channel == "sms"
    with service.rooms.register.look() as conn:
        return sessions.standing(
            conn,
            vault,
            tags,
            number=inbound.sender if sms else None,
            token_tags=() if sms else vault.tags("browser", inbound.sender),
        )


def _same_reply(service: Service, standing: Standing) -> Reply:
    """A retry: byte for byte what was said before; after 72 hours, nothing."""
    texts = json.loads(service.rooms.vault.open(standing.reply)) if standing.reply else ()
    view = None
    if standing.session is not None and standing.session.contact_id is None:
        _, key = _session_and_key(service, standing.session)
        view = view_of(service, opened(standing.session, key)) if key else None
    return Reply(tuple(texts), standing.silence or (None if texts else "seen before"), view)


def _session_and_key(
    service: Service, session: Session | None
) -> tuple[Session | None, bytes | None]:
    if session is None:
        return None, None
    with service.rooms.keys.look() as conn:
        return session, keys.find(conn, service.rooms.vault, session.id)


def _said_stop_once(service: Service, inbound: InboundMessage, standing: Standing) -> bool:
    """A number that a restored register has never heard of may have said STOP all the same."""
    if inbound.channel != "sms" or standing.contact is not None:
        return False
    with service.rooms.keys.read() as conn:
        return "stop" in suppression.of_number(conn, service.rooms.vault, inbound.sender)


def _scene(
    service: Service,
    inbound: InboundMessage,
    contact: Contact | None,
    session: Session | None,
    key: bytes | None,
    now: datetime,
) -> Scene:
    conversation = _conversation(inbound, contact, session, key)
    return Scene(
        service=service,
        inbound=inbound,
        contact=contact,
        conversation=conversation,
        now=now,
        closes=(session.id, session.version) if session else None,
    )


def _conversation(
    inbound: InboundMessage, contact: Contact | None, session: Session | None, key: bytes | None
) -> Conversation:
    if session is not None and key is not None:
        try:
            return opened(session, key)
        except (Unreadable, KeyError, TypeError, ValueError):
            # A key of another backup, or a body of another version: begin anew, lose no message.
            log.error("session_unreadable", session=session.id)
    return Conversation(
        id=new_id(),
        version=0,
        language=contact.language if contact else inbound.language or "en",
        easy_read=contact.easy_read if contact else inbound.easy_read,
        audience=None if contact else inbound.audience,
    )


def person_of(scene: Scene) -> Person:
    """What the conversation may know of the person: never a number, never a name."""
    contact, said = scene.contact, scene.conversation.audience
    band = scene.service.age_band(contact.cohort if contact else None, scene.now)
    return Person(
        language=scene.conversation.language,
        audience=band or said or YOUNGEST,
        easy_read=scene.conversation.easy_read,
        mode="sms" if scene.inbound.channel == "sms" else "web",
        findable=scene.number is not None,
        stopped=scene.stopped,
        paused=contact.paused if contact else False,
        contact_known=contact.registered if contact else said is not None,
        shared=scene.shared,
        roster=scene.roster,
    )


def _turn(scene: Scene, assessment: Assessment) -> Turn:
    inbound, state = scene.inbound, _open_state(scene.conversation)
    book, person = scene.service.book_for(state), person_of(scene)
    if inbound.start_flow:
        scene.conversation.link, scene.conversation.campaign = inbound.link, inbound.campaign
        if inbound.event:
            scene.conversation.attributes["event"] = inbound.event
        news = (
            since(scene.service.rooms.register, person.language) if person.mode == "web" else None
        )
        return dialogue.begin(
            book, inbound.start_flow, person, scene.now, part=inbound.part, since=news
        )
    if inbound.back and not inbound.text.strip():
        return turn_back(scene, book, state, person)
    text = _text_meant(inbound, open_question=state is not None and not person.stopped)
    if late := late_turn(scene, book, person, state, text, assessment):
        return late
    return dialogue.turn(book, state, person, text, assessment, scene.now, media=inbound.media)


def _open_state(conversation: Conversation) -> State | None:
    state = conversation.state
    return None if state is None or state.get("at") == ENDED else state


def _text_meant(inbound: InboundMessage, *, open_question: bool) -> str:
    """The word behind the carrier's opt-out keyword, which may be in any language.

    Carriers read YES as START. While a question is open to somebody who never stopped, it is
    their answer to that question.
    """
    if inbound.opt_out in ("STOP", "HELP"):
        return inbound.opt_out
    if inbound.opt_out == "START" and not open_question:
        return "START"
    return inbound.text


def _carrier_answered(scene: Scene) -> bool:
    """Whether Twilio has answered already, so that ours would be a second answer."""
    opt_out = scene.inbound.opt_out
    return opt_out in ("STOP", "HELP") or (
        opt_out == "START" and (scene.contact is None or scene.stopped)
    )


def _open_question(service: Service, conversation: Conversation) -> Node | None:
    """The open question: a judgement may depend on it ("Who do you talk to?" - "no one")."""
    state = _open_state(conversation) or {}
    flow = service.book_for(state).flow(state.get("flow", ""), state.get("version"))
    return flow.nodes.get(state["at"]) if flow else None


def _what_stopped_phones_say(scene: Scene, assessment: Assessment) -> None:
    """After STOP we may not answer; their words still get a look, and a worry a person."""
    if not scene.stopped or not scene.silence:
        return
    scene.ended = "stopped_before"
    if scene.concern is None and assessment.level != "none":
        level, reasons = assessment.level, assessment.reasons
        apply(scene, (ConcernRaised(level, reasons, assessment.needs_person),))


def _failed_open(service: Service, inbound: InboundMessage, tags: Tags, now: datetime) -> Reply:
    """Our own code broke: the text becomes a concern, and the young person hears something true."""
    with service.rooms.register.read() as conn:
        standing = sessions.standing(conn, service.rooms.vault, tags, number=inbound.sender)
    contact = standing.contact if inbound.channel == "sms" else None
    scene = _scene(service, inbound, contact, None, None, now)
    scene.conversation.note("you", clean(inbound.text))
    kind = ConcernRaised("concern", ("the service failed",), needs_person=True)
    text = dialogue.BROKEN
    apply(scene, (kind, Said(text)))
    writes = prepare(scene, None, None)
    answer_with(scene, writes, tags[0], (text,), None)
    write(service.rooms, scene, writes)
    service.alert_now(now)
    return Reply((text,))


def expire_due(service: Service, now: datetime) -> int:
    """End the conversations whose wait ran out, each by its own ordinary path; how many."""
    with service.rooms.register.read() as conn:
        due = sessions.expired(conn, now, EXPIRED_AT_ONCE)
    done = 0
    for session_id in due:
        try:
            done += _expire(service, session_id, now)
        except Conflict:
            continue  # they wrote in this very moment
    return done


def _expire(service: Service, session_id: str, now: datetime) -> int:
    with service.rooms.register.read() as conn:
        session = sessions.by_id(conn, session_id)
        contact = sessions.owner(conn, session_id)
    if session is None:
        return 0
    _, key = _session_and_key(service, session)
    number = service.rooms.vault.open(contact.number) if contact else ""
    nobody = InboundMessage("sms" if contact else "web", number, key="", text="")
    scene = _scene(service, nobody, contact, session, key, now)
    state = _open_state(scene.conversation)
    if state is not None:
        book = service.book_for(state)
        turn = dialogue.expire(book, state, person_of(scene), now)
        # Nobody is there to hear: what would have been said is only noted.
        apply(scene, turn.events)
        scene.ended = scene.ended or "timed_out"
    writes = prepare(scene, None, key)
    write(service.rooms, scene, writes)
    return 1
