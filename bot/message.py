"""What goes in and out of a conversation, whatever the channel."""

from dataclasses import dataclass
from datetime import datetime

from conversations.sheet import SheetLine


@dataclass(frozen=True)
class InboundMessage:
    """One message of a young person.

    `sender` is an E.164 number (sms) or the browser's random token (web, terminal); `key` names
    this message for good: the same key has one effect and one reply, however often it comes.
    """

    channel: str  # sms | web | terminal
    sender: str
    key: str
    text: str
    media: int = 0
    opt_out: str | None = None  # STOP | START | HELP: the carrier has answered already
    start_flow: str | None = None  # web and terminal: begin this flow, whatever the text says
    language: str | None = None  # the page's language, for somebody new
    audience: str | None = None  # which wording somebody new says fits them; web chat asks
    easy_read: bool = False  # likewise
    label: str | None = None  # what stood on the button that was pressed, for whoever reads it
    sent_at: datetime | None = None  # when the provider got it, where it comes to us late
    back: bool = False  # web: to the question before; words that come with it are heard instead
    link: str | None = None  # keyed hash of the link that the chat came by
    campaign: str | None = None  # what that link asks
    part: int | None = None  # of a bank of questions
    event: str | None = None  # the event whose code opened the chat
    drill: bool = False  # planted by ourselves: marked, and never counted
    by_api: bool = False  # the webhook is over: the answer goes out through the outbox


@dataclass(frozen=True)
class ChoiceButton:
    """A choice that web chat shows as a button; pressing it sends `value`."""

    value: str
    label: str


@dataclass(frozen=True)
class ChatView:
    """What web chat shows of a conversation."""

    lines: tuple[tuple[str, str], ...]  # (you | bot, text); (taken-back, "") without the words
    turn: int
    language: str
    choices: tuple[ChoiceButton, ...]
    skip: str | None  # what to send to pass the open question by
    takes_words: bool
    ended: bool
    flow: str | None
    progress: tuple[int, int] | None  # question n of m
    question: str | None = None  # the open question's id
    easy_read: bool = False
    pressed: str | None = None  # what the last line's button had sent
    urgent: bool = False  # somebody may be in danger, and nothing else is asked
    skip_label: str = ""  # "Skip", or "I'm done" where one may go on as long as one likes
    wants_number: bool = False  # they can leave one, so that somebody can find or answer them
    can_go_back: bool = False  # there is a question before the open one
    newest: int | None = None  # the line where the last step back begins, if that came last
    waits: bool = False  # it is over, and what was said waits to be read
    nobody_yet: str = ""  # everybody was rung about what they said, and nobody has picked it up
    sheet: tuple[SheetLine, ...] = ()  # to be shown for printing, while the flow shows it


@dataclass(frozen=True)
class Reply:
    """What is answered to one message: texts, or a silence and why."""

    texts: tuple[str, ...]
    silence: str | None = None
    view: ChatView | None = None
