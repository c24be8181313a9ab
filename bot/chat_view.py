"""What web chat shows of a conversation: its lines, the open question's buttons, how far along."""

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation, opened
from bot.effects import ENDED
from bot.going_back import may_go_back
from bot.message import ChatView, ChoiceButton
from bot.service import Service
from conversations import asking, dialogue, urgent
from conversations.audience import YOUNGEST
from conversations.book import Person
from conversations.engine import State
from conversations.scene import Scene
from storage import keys
from storage.crypto import Unreadable
from storage.register import alerts, sessions

WAYS_PAST = ("0", "skip")


def chat_view(service: Service, token: str, now: datetime) -> ChatView | None:
    """The open or just ended conversation of one browser, if there is one. Keeps nothing."""
    vault = service.rooms.vault
    with service.rooms.register.read() as conn:
        session = sessions.by_token(conn, vault.tags("browser", token))
    if session is None:
        return None
    with service.rooms.keys.read() as conn:
        key = keys.find(conn, vault, session.id)
    try:
        conversation = opened(session, key) if key else None
    except Unreadable:
        return None
    if conversation is None:
        return None
    return replace(view_of(service, conversation), nobody_yet=_nobody(service, conversation, now))


def _nobody(service: Service, conversation: Conversation, now: datetime) -> str:
    """What a phone is texted when nobody picked it up: a page without a number says it."""
    with service.rooms.register.read() as conn:
        case_id = conversation.concern
        if case_id is None or not alerts.nobody_came(conn, case_id):
            return ""
    return Scene(service.book, _person(conversation), now).say("urgent.nobody_yet")


def ended_and_waiting(service: Service, token: str) -> list[str]:
    """The conversations that ended in this browser a moment ago and wait to be read."""
    vault = service.rooms.vault
    with service.rooms.register.read() as conn:
        session = sessions.by_token(conn, vault.tags("browser", token))
    if session is None:
        return []
    with service.rooms.keys.read() as conn:
        key = keys.find(conn, vault, session.id)
    try:
        return opened(session, key).held if key else []
    except Unreadable:
        return []


def view_of(service: Service, conversation: Conversation) -> ChatView:
    """The view of one working copy."""
    state = conversation.state
    over = state is None or state.get("at") == ENDED
    person = _person(conversation)
    seen = dialogue.view(service.book_for(state), None if over else state, person)
    buttons = tuple(ChoiceButton(button.value, button.label) for button in seen.buttons)
    # The last button of a question passes it by; the page shows it apart from the answers.
    skip = buttons[-1].value if seen.question and buttons else None
    skip = skip if skip in WAYS_PAST else None
    skip_label = buttons[-1].label if skip else ""
    return ChatView(
        lines=_shown(conversation),
        turn=conversation.version,
        language=conversation.language,
        choices=buttons[:-1] if skip else buttons,
        skip=skip,
        takes_words=seen.free_text,
        ended=over,
        flow=seen.flow,
        progress=seen.progress,
        question=seen.question,
        easy_read=conversation.easy_read,
        pressed=conversation.pressed,
        urgent=not over and state is not None and state.get("at") == urgent.AT,
        wants_number=not over and state is not None and _wants_number(state),
        skip_label=skip_label,
        can_go_back=may_go_back(conversation),
        newest=conversation.went_back,
        sheet=seen.sheet,
        waits=over and bool(conversation.held),
    )


def _person(conversation: Conversation) -> Person:
    return Person(
        language=conversation.language,
        audience=conversation.audience or YOUNGEST,
        easy_read=conversation.easy_read,
        mode="web",
        findable=False,
    )


def _wants_number(state: State) -> bool:
    if state.get("at") == urgent.AT:
        return not state.get("number")
    return state.get("at") == asking.AT and state.get("step") == "number"


def _shown(conversation: Conversation) -> tuple[tuple[str, str], ...]:
    """The lines of the page. What was taken back is gone from the screen; what we said stays."""
    back = set(conversation.taken_back)
    lines = enumerate(conversation.lines)
    return tuple(("taken-back", "") if place in back else line for place, line in lines)
