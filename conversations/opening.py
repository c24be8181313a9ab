"""Before the first question: who asks, when a number is looked up, and one word to go on."""

import re

from conversations import engine
from conversations.engine import State, Step, new_state
from conversations.events import Answered, Ended, Event, Said, Silence
from conversations.flows import Flow
from conversations.matching import is_number_only
from conversations.scene import Scene
from conversations.text import folded

AT = "@opening"
SAY_ANYTHING = "say-anything"
WAIT_HOURS = 72
MAX_NUDGES = 2
MAX_PENDING = 10
_PART = re.compile(r"part ([1-9][0-9]?)")


def begin(flow: Flow, scene: Scene, first_words: str | None = None) -> Step:
    """Say who asks; keep words that came first until the person says to go on."""
    state = new_state(flow, AT, scene.now, WAIT_HOURS)
    state |= {"pending": [], "nudges": 0}
    if first_words and worth_keeping(first_words, scene):
        state["pending"] = [first_words]
    return Step(state, texts(scene))


def prepared(step: Step, part: int | None, since: str) -> Step:
    """A conversation that has just begun, about one part of a bank, or with news to tell first."""
    if step.state is None:
        return step
    more = {"part": part, "since": since}
    return step._replace(state={**step.state, **{name: it for name, it in more.items() if it}})


def worth_keeping(text: str, scene: Scene) -> bool:
    """A bare greeting or number is no answer."""
    return bool(text) and not scene.book.words.holds("greetings", text) and not is_number_only(text)


def texts(scene: Scene) -> tuple[Said, ...]:
    safety = "opening.safety" if scene.person.findable else "opening.safety_unfindable"
    return scene.said("opening.who"), scene.said(safety)


def resume(flow: Flow, state: State, text: str, scene: Scene) -> Step:
    """1 goes on; other words are kept and asked for 1, kindly, twice at most."""
    words = scene.book.words
    part = part_named(flow, text)
    if part:
        state = {**state, "part": part}
    if part or words.holds("go", text) or folded(text) == "1":
        return _go_on(flow, state, scene)
    if words.holds("not_now", text):
        return Step(None, (scene.said("opening.not_now"), Ended("unconfirmed")))
    pending = list(state["pending"])
    if worth_keeping(text, scene):
        pending = [*pending, text][-MAX_PENDING:]
    state = {**state, "pending": pending}
    if state["nudges"] >= MAX_NUDGES:
        return Step(state, (Silence("waiting for 1"),))
    state["nudges"] += 1
    return Step(state, (scene.said("opening.nudge" if pending else "opening.nudge_empty"),))


def part_named(flow: Flow, text: str) -> int | None:
    """The part of a bank that "part 2" asks for, if there is one; web chat's buttons send it."""
    found = _PART.fullmatch(folded(text))
    return int(found[1]) if found and flow.has_part(int(found[1])) else None


def _go_on(flow: Flow, state: State, scene: Scene) -> Step:
    pending, since = state["pending"], state.get("since")
    over = ("pending", "nudges", "since")
    state = {key: value for key, value in state.items() if key not in over}
    state |= {"at": flow.begins_at(state.get("part")), "go": True}
    news: tuple[Event, ...] = (Said(since),) if since else ()
    if not pending:
        step = engine.start(flow, state, scene)
        return step._replace(events=(*news, *step.events))
    text = "\n".join(pending)
    if flow.id == SAY_ANYTHING:
        step = engine.resume(flow, state, text, scene)
        return step._replace(events=(*news, *step.events))
    # The first question of another flow was not asked yet: these words are no answer to it.
    question = f"{SAY_ANYTHING}.words"
    kept: tuple[Event, ...] = (Answered(question, "words", None, text, _domain(scene)),)
    step = engine.start(flow, {**state, "said": 1}, scene)
    return step._replace(events=(*kept, *news, *step.events))


def _domain(scene: Scene) -> str:
    flow = scene.book.flow(SAY_ANYTHING)
    return flow.nodes[flow.first].domain if flow else ""
