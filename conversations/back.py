"""Going back to the question before, in web chat: when one may, and what is said then."""

from datetime import datetime, timedelta

from conversations import asking, prompts, urgent
from conversations.book import Book, Person
from conversations.dialogue import Turn
from conversations.engine import MAX_TURNS, State
from conversations.scene import Scene

Place = tuple[object, ...]


def place(state: State | None) -> Place | None:
    """Where in a flow somebody stands; two states at one place differ in nothing they answered.

    None where nobody goes back to or from: nothing is open, the opening, somebody in danger.
    """
    if state is None or not state.get("go") or state["at"] == urgent.AT:
        return None
    at = state["back"] if "back" in state else state["at"]
    flow = state["flow"], state["version"]
    return *flow, at, state["count"], state["lines"], len(state.get("sheet", ()))


def same_flow(one: State | None, other: State | None) -> bool:
    """Whether both stand in the same version of the same flow."""
    first, second = place(one), place(other)
    return first is not None and second is not None and first[:2] == second[:2]


def choosing_language(state: State | None) -> bool:
    """Whether languages are offered, or a person was asked for, in the middle of a flow."""
    return state is not None and "back" in state and place(state) is not None


def can_go_back(state: State | None, before: State | None) -> bool:
    """Whether there is a way back. Turns are counted on, so that nobody goes round for ever."""
    return same_flow(state, before) and state is not None and state["turns"] + 2 < MAX_TURNS


def back(
    book: Book, state: State, before: State, person: Person, now: datetime, *, took_out: bool
) -> Turn:
    """Ask again what was asked `before`, as long as ever; `took_out`: an answer went with it."""
    scene = Scene(book, person, now).for_audience(before.get("audience"))
    node = scene.book.flow(before["flow"], before["version"])
    wait = node.nodes[before["at"]].wait_hours if node and before["at"] in node.nodes else 0
    expires = (now + timedelta(hours=wait)).isoformat() if wait else before["expires"]
    again = {**before, "turns": state["turns"] + 1, "expires": expires}
    said = scene.said("back.took_out" if took_out else "back.again")
    return Turn(again, (said, *prompts.open_texts(again, scene)))


def from_languages(book: Book, state: State, person: Person, now: datetime) -> Turn:
    """Nothing was chosen: what was open before the languages is asked again."""
    again = {**asking.base_of(state), "tries": 0}
    again.pop("unsaid", None)
    scene = Scene(book, person, now).for_audience(state.get("audience"))
    return Turn(again, (scene.said("back.again"), *prompts.open_texts(again, scene)))


def stay(book: Book, state: State, person: Person, now: datetime) -> Turn:
    """There is no way back from here: say so kindly, and what is open once more."""
    scene = Scene(book, person, now).for_audience(state.get("audience"))
    open_now = prompts.open_texts(state, scene)
    if state["at"] == urgent.AT:
        return Turn(state, open_now)
    return Turn(state, (scene.said("back.first"), *open_now))


def over(
    book: Book, state: State | None, person: Person, now: datetime, *, words_held: bool
) -> Turn:
    """The chat is over: its words are where a person reads them, and DELETE takes them out."""
    scene = Scene(book, person, now)
    return Turn(state, (scene.said("back.over" if words_held else "back.over_empty"),))
