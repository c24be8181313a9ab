"""Before the first question: who asks, when a number is looked up, and one word to go on."""

from dataclasses import replace

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


def begin(flow: Flow, scene: Scene, first_words: str | None = None) -> Step:
    """Say who asks; keep words that came first until the person says to go on."""
    state = new_state(flow, AT, scene.now, WAIT_HOURS)
    state |= {"pending": [], "nudges": 0}
    if first_words and worth_keeping(first_words, scene):
        state["pending"] = [first_words]
    return Step(state, texts(scene))


def worth_keeping(text: str, scene: Scene) -> bool:
    """A bare greeting or number is no answer."""
    return bool(text) and not scene.book.words.holds("greetings", text) and not is_number_only(text)


def texts(scene: Scene) -> tuple[Said, ...]:
    safety = "opening.safety" if scene.person.findable else "opening.safety_unfindable"
    return scene.said("opening.who"), scene.said(safety)


def resume(flow: Flow, state: State, text: str, scene: Scene) -> Step:
    """1 goes on; other words are kept and asked for 1, kindly, twice at most."""
    words = scene.book.words
    if words.holds("go", text) or folded(text) == "1":
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


def _go_on(flow: Flow, state: State, scene: Scene) -> Step:
    pending = state["pending"]
    state = {key: value for key, value in state.items() if key not in ("pending", "nudges")}
    state |= {"at": flow.first, "go": True}
    if not pending:
        return engine.start(flow, state, scene)
    text = "\n".join(pending)
    if flow.id == SAY_ANYTHING:
        return engine.resume(flow, state, text, scene)
    # The first question of another flow was not asked yet: these words are no answer to it.
    question = f"{SAY_ANYTHING}.words"
    kept: tuple[Event, ...] = (Answered(question, "words", None, text, _domain(scene)),)
    step = engine.start(flow, {**state, "said": 1}, scene)
    return replace(step, events=(*kept, *step.events))


def _domain(scene: Scene) -> str:
    flow = scene.book.flow(SAY_ANYTHING)
    return flow.nodes[flow.first].domain if flow else ""
