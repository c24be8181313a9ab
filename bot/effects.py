"""What a turn's events lead to: one function an event, gathered in a `Scene`.

Nothing is written here. `bot.turn_writes` seals what was gathered and writes it in one short
transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.conversation import Conversation
from bot.message import InboundMessage
from bot.service import Service
from conversations import cover, events
from conversations.cover import Roster
from conversations.safeguarding import Assessment
from storage.crypto import new_id
from storage.register import concerns
from storage.register.concerns import Concern
from storage.register.contacts import Contact
from storage.register.held import Kept
from storage.register.requests import Request

AFTERWARDS = timedelta(minutes=30)
"""How long web chat still shows the last words of an ended conversation."""

ENDED = "@ended"


@dataclass
class Scene:
    """One turn on its way to the database."""

    service: Service
    inbound: InboundMessage
    contact: Contact | None
    conversation: Conversation
    now: datetime
    said: list[str] = field(default_factory=list)
    silence: str | None = None
    detector: str = "none"
    silent: tuple[Assessment, Assessment] | None = None  # what counts; what the score would say
    ended: str | None = None
    said_in: str = ""  # the conversation that this text belongs to; a turn may begin the next
    contact_changes: dict[str, Any] = field(default_factory=dict)
    concern: Concern | None = None
    joins: str | None = None
    requests: list[Request] = field(default_factory=list)
    details: tuple[str, tuple[tuple[str, str], ...]] | None = None  # of a request made before
    left_number: str | None = None  # left by somebody whom we could not find
    left_words: str | None = None  # their message without it
    never_release: str | None = None
    roster: Roster = field(default_factory=Roster)  # who is there, where it may have to be said
    stopped_before: bool = False  # says the list beside the keys; the register knows nothing
    conversation_link: str | None = None  # the link that the ended conversation came by
    closes: tuple[str, int] | None = None  # the session row this turn found, and its version

    @property
    def open_in_database(self) -> bool:
        """Whether a session row was open when this turn began."""
        return self.closes is not None

    @property
    def stopped(self) -> bool:
        """Whether this phone told us to stop texting it; also one that the register has lost."""
        return self.contact.stopped if self.contact else self.stopped_before

    @property
    def shared(self) -> bool:
        """Whether other people read this phone too."""
        return self.contact is not None and self.contact.phone_of in ("shared", "carer")

    @property
    def number(self) -> str | None:
        """The number to find this person by; None in web chat."""
        return self.inbound.sender if self.inbound.channel == "sms" else None


def said(scene: Scene, event: events.Said) -> None:
    """Send a text, and note it."""
    scene.said.append(event.text)
    scene.conversation.note("bot", event.text)


def answered(scene: Scene, event: events.Answered) -> None:
    """Keep an answer in the conversation; it becomes anonymous only at release."""
    conversation = scene.conversation
    if event.may_quote is not None:
        conversation.may_quote = event.may_quote
    elif event.attribute and event.value is not None:
        conversation.attributes[event.attribute] = str(event.value)
    else:
        value = list(event.value) if isinstance(event.value, tuple) else event.value
        conversation.kept.append(Kept(event.question, event.kind, value, event.text or None))


def language_chosen(scene: Scene, event: events.LanguageChosen) -> None:
    """Write to them in this language from now on."""
    scene.conversation.language = event.code
    scene.contact_changes["language"] = event.code


def easy_chosen(scene: Scene, event: events.EasyChosen) -> None:
    """Write easy read from now on, or no longer."""
    scene.conversation.easy_read = event.on
    scene.contact_changes["easy_read"] = event.on


def concern_raised(scene: Scene, event: events.ConcernRaised) -> None:
    """Raise a concern for a person; several in one turn are one, at the highest level."""
    before = scene.concern
    levels = [event.level] + ([before.level] if before else [])
    reasons = (before.reasons if before else ()) + event.reasons
    reasons += ("other people read this phone",) if scene.shared else ()
    scene.concern = Concern(
        id=before.id if before else new_id(),
        level=max(levels, key=concerns.LEVELS.index),
        raised_at=scene.now,
        channel=scene.inbound.channel,
        detector=scene.detector,
        needs_person=event.needs_person or bool(before and before.needs_person),
        state="new",
        reasons=tuple(dict.fromkeys(reasons)),
        text=scene.inbound.text if scene.left_words is None else scene.left_words,
        lines=(),
        number=scene.number or scene.left_number,
        note="",
    )


def request_made(scene: Scene, event: events.RequestMade) -> None:
    """Note that they asked for a person, or about their words; apart from any answer."""
    scene.requests.append(
        Request(
            id=new_id(),
            kind=event.kind,
            made_at=scene.now,
            channel=scene.inbound.channel,
            state="open",
            number=scene.number,
            due_at=_due(scene, event.kind),
            details=_about_them(scene),
        )
    )
    scene.conversation.request = scene.requests[-1].id
    if event.kind in ("delete", "leave"):
        scene.never_release = event.kind
    if event.kind == "leave":
        scene.contact_changes.update(may_ask=False)


def _due(scene: Scene, kind: str) -> datetime | None:
    """By when they were told that they would hear."""
    promise = scene.service.county.promise
    if kind == "see":
        return scene.now + timedelta(days=promise.see_days)
    days = promise.working_days(kind)
    return cover.due(scene.service.county, scene.now, days) if days else None


def _about_them(scene: Scene) -> dict[str, str]:
    """What whoever answers must know before: in which language, and who else reads the phone."""
    known = {"language": scene.conversation.language} if scene.conversation.language != "en" else {}
    return {**known, **({"shared": "yes"} if scene.shared else {})}


def request_detail(scene: Scene, event: events.RequestDetail) -> None:
    """Add to the request what they say about it; it is kept nowhere else."""
    request_id = scene.conversation.request
    if scene.requests and scene.requests[-1].id == request_id:
        scene.requests[-1] = scene.requests[-1].with_detail(event.field, event.text)
    elif request_id:
        known = scene.details[1] if scene.details else ()
        scene.details = request_id, (*known, (event.field, event.text))


def number_left(scene: Scene, event: events.NumberLeft) -> None:
    """The number goes to whoever acts on the concern or request; the words stay without it."""
    scene.left_number, scene.left_words = event.number, event.rest
    scene.conversation.without_number(event.rest)


def stopped(scene: Scene, _event: events.Stopped) -> None:
    """No more texts to this phone."""
    scene.contact_changes["consent"] = "stopped"


def started(scene: Scene, _event: events.Started) -> None:
    """This phone may be texted again; a pause is over."""
    if scene.contact is not None and scene.contact.paused:
        scene.contact_changes["paused"] = False
    if scene.contact is None or scene.contact.stopped:
        scene.contact_changes["consent"] = "agreed"


def paused(scene: Scene, _event: events.Paused) -> None:
    """No questions for now, and no reason asked."""
    scene.contact_changes["paused"] = True


def wrong_number(scene: Scene, _event: events.WrongNumber) -> None:
    """An adult finds out whose phone this is before anybody is asked there again."""
    scene.contact_changes["onboarded"] = False


def silence(scene: Scene, event: events.Silence) -> None:
    """Say nothing, and write down why."""
    scene.silence = event.why


def ended(scene: Scene, event: events.Ended) -> None:
    """The conversation is over; what becomes of its words is decided in `Ending`."""
    scene.ended = event.how


def nothing(_scene: Scene, _event: events.Event) -> None:
    """Asked and Skipped: the conversation's lines show it; nothing else is kept."""


HANDLERS: dict[type, Callable[[Scene, Any], None]] = {
    events.Said: said,
    events.Asked: nothing,
    events.Answered: answered,
    events.Skipped: nothing,
    events.LanguageChosen: language_chosen,
    events.EasyChosen: easy_chosen,
    events.ConcernRaised: concern_raised,
    events.RequestMade: request_made,
    events.RequestDetail: request_detail,
    events.NumberLeft: number_left,
    events.Stopped: stopped,
    events.Started: started,
    events.Paused: paused,
    events.WrongNumber: wrong_number,
    events.Silence: silence,
    events.Ended: ended,
}


def apply(scene: Scene, turn_events: tuple[events.Event, ...]) -> None:
    """Gather what each event writes. An event without a handler is a KeyError, not a loss."""
    for event in turn_events:
        HANDLERS[type(event)](scene, event)
