"""Going back in web chat: what each turn leaves to come back to, and how it is taken back.

A snapshot never holds words: only where the conversation stood, and how much was kept by then.
What a person must know (a concern, a request) is written in its own turn and never undone.
"""

from typing import Any

from bot.conversation import Conversation
from bot.effects import ENDED, Scene
from conversations import back
from conversations.book import Book, Person
from conversations.dialogue import Turn
from conversations.engine import State
from conversations.events import Answered

MOST_STEPS = 20


def remember(scene: Scene, turn: Turn) -> None:
    """Before a turn is applied: remember where it began, if it leads away from there."""
    conversation = scene.conversation
    if scene.inbound.channel != "web" or scene.inbound.back:
        return
    before, after = conversation.state, turn.state
    if not back.same_flow(before, after):
        conversation.trail = []
        return
    answered = any(isinstance(event, Answered) for event in turn.events)
    if answered or back.place(before) != back.place(after):
        snapshot = _snapshot(conversation)
        conversation.trail = [*conversation.trail, snapshot][-MOST_STEPS:]


def _snapshot(conversation: Conversation) -> dict[str, Any]:
    return {
        "state": conversation.state,
        "kept": len(conversation.kept),
        "attributes": dict(conversation.attributes),
        "may_quote": conversation.may_quote,
        "lines": len(conversation.lines),
    }


def turn_back(scene: Scene, book: Book, state: State | None, person: Person) -> Turn:
    """Take the last answer out and ask again; where there is no way back, say so."""
    conversation, now = scene.conversation, scene.now
    conversation.went_back = len(conversation.lines)
    if state is None:
        ended = conversation.state
        held = bool(conversation.held)
        return back.over(book, ended if at_end(ended) else None, person, now, words_held=held)
    if back.choosing_language(state):
        return back.from_languages(book, state, person, now)
    if not may_go_back(conversation):
        return back.stay(book, state, person, now)
    snapshot = conversation.trail.pop()
    took_out = _take_out(conversation, snapshot)
    return back.back(book, state, snapshot["state"], person, now, took_out=took_out)


def may_go_back(conversation: Conversation) -> bool:
    """Whether there is a question before this one to go back to."""
    trail = conversation.trail
    if back.choosing_language(conversation.state):
        return True
    return bool(trail) and back.can_go_back(conversation.state, trail[-1]["state"])


def at_end(state: State | None) -> bool:
    """Whether the page only shows the last words of a conversation that is over."""
    return state is not None and state.get("at") == ENDED


def _take_out(conversation: Conversation, snapshot: dict[str, Any]) -> bool:
    """Undo what was kept since; whether there was anything. The lines stay, marked."""
    was = _snapshot(conversation)
    written = len((was["state"] or {}).get("sheet", ()))
    del conversation.kept[snapshot["kept"] :]
    conversation.attributes = dict(snapshot["attributes"])
    conversation.may_quote = snapshot["may_quote"]
    places = range(snapshot["lines"], len(conversation.lines))
    mine = {place for place in places if conversation.lines[place][0] == "you"}
    conversation.taken_back = sorted({*conversation.taken_back, *mine})
    same = all(was[name] == snapshot[name] for name in ("kept", "attributes", "may_quote"))
    return not same or written != len(snapshot["state"].get("sheet", ()))
