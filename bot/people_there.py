"""Who is there for somebody who may need a person, looked up only where it may have to be said."""

from bot.effects import Scene
from conversations import asking, urgent
from conversations.cover import Roster
from conversations.dialogue import Turn
from conversations.engine import State
from conversations.events import RequestMade
from conversations.safeguarding import Assessment
from conversations.text import clean
from conversations.words import global_word
from storage.register import rota

_QUIET = ("none", "flag")


def who_is_there(scene: Scene, assessment: Assessment) -> Roster:
    """The roster; most turns name no hours, and then it is not read."""
    state = scene.conversation.state or {}
    worried = assessment.level not in _QUIET or state.get("at") in (urgent.AT, asking.AT)
    word = global_word(clean(scene.inbound.text), scene.service.book.words)
    if not worried and word is None and not scene.inbound.opt_out:
        return Roster()
    with scene.service.rooms.register.look() as conn:
        return rota.who_is_there(conn)


def about_a_request(before: State | None, turn: Turn) -> bool:
    """Whether a turn is about asking for a person, whose lines are kept with no answers."""
    asks = any(state and state.get("at") == asking.AT for state in (before, turn.state))
    made = (*asking.KINDS, "see")
    return asks or any(isinstance(one, RequestMade) and one.kind in made for one in turn.events)
