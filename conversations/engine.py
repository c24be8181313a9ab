"""Pure flow steps: (flow, state, reply) to (state, events). State is small JSON."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from conversations import sheet
from conversations.events import (
    Answered,
    Asked,
    ConcernRaised,
    Ended,
    Event,
    RequestMade,
    Said,
    Skipped,
)
from conversations.flows import Choice, Flow, Node
from conversations.matching import Match, is_number_only, match
from conversations.scene import Scene
from conversations.steps import TO_PART
from conversations.text import folded, has_letters

State = dict[str, Any]
Edge = tuple[str, str, str]
STATE_FORMAT = 1
MAX_STEPS = 20
MAX_TURNS = 60
MAX_TRIES = 2
MAX_LINES = 30


class EngineError(Exception):
    """The flow goes round without asking anything."""


class Step(NamedTuple):
    """Where a turn leads. `path` is the ways taken, for transcripts and for counting drop-off."""

    state: State | None
    events: tuple[Event, ...]
    path: tuple[Edge, ...] = ()


def new_state(flow: Flow | None, at: str, now: datetime, hours: int) -> State:
    return {
        "v": STATE_FORMAT,
        "flow": flow.id if flow else "",
        "version": flow.version if flow else "",
        "at": at,
        "expires": _after(now, hours),
        "turns": 0,
        "tries": 0,
        "count": 0,
        "said": 0,
        "lines": 0,
    }


def start(flow: Flow, state: State, scene: Scene) -> Step:
    """Ask the first question, of the part that was chosen."""
    return _enter(flow, flow.begins_at(state.get("part")), state, scene, (), ())


def resume(flow: Flow, state: State, text: str, scene: Scene) -> Step:
    """Take a reply to the open question."""
    node = flow.nodes[state["at"]]
    if folded(text) == node.skip_key:
        return skip(flow, state, scene)
    if node.in_words:
        return _words(flow, node, state, text, scene)
    return _closed(flow, node, state, text, scene)


def skip(flow: Flow, state: State, scene: Scene) -> Step:
    """Pass the open question by. Of a repeated one, what was said stays said."""
    node = flow.nodes[state["at"]]
    if state["count"]:
        return _enter(flow, node.next, state, scene, (), ((node.id, "next", node.next),))
    passed: tuple[Event, ...] = () if node.only_steers else (Skipped(node.question),)
    edge = (node.id, "skip", node.next)
    return _enter(flow, node.next, state, scene, passed, (edge,))


def question_text(node: Node, scene: Scene, again: bool = False) -> str:
    """The question as it is sent: by SMS with its numbers and how to skip, on the web without."""
    who = scene.person
    form = again, who.language, who.audience, who.easy_read, who.mode
    known = scene.book.asked.find(node, form)
    if known is not None:
        return known
    wording = node.again if again and node.again else node.text
    text = scene.fill(wording)
    if not scene.web:
        text = " ".join(filter(None, (text, _ways(node, scene))))
    if scene.is_fixed(wording) and scene.is_fixed(scene.book.texts[_notice(node)]):
        scene.book.asked.keep(node, form, text)
    return text


def asked_again_text(node: Node, scene: Scene, hint: str = "") -> str:
    """A question in short, asked again: what went wrong, and the ways to answer."""
    name = hint or f"hint.{'words' if node.in_words else node.read_as}"
    again = scene.say(name, low=str(node.low), high=str(node.high))
    return again if scene.web else f"{again} {_ways(node, scene)}".strip()


def _ways(node: Node, scene: Scene) -> str:
    ways = ""
    if node.choices:
        labels = (choice.label for choice in scene.speaker.choices(node.choices))
        ways = ", ".join(f"{at} {label}" for at, label in enumerate(labels, 1)) + "."
    if node.skip and node.most == 1:
        ways = f"{ways} {scene.say(_notice(node))}".strip()
    return ways


def _notice(node: Node) -> str:
    """How to pass a question by, or be done with it."""
    if node.kind == "menu":
        return "notice.done"
    return "notice.skip" if node.skip_key == "0" else "notice.skip_word"


def _enter(
    flow: Flow,
    at: str,
    state: State,
    scene: Scene,
    events: tuple[Event, ...],
    path: tuple[Edge, ...],
) -> Step:
    """Go to a step, through what is only said, to the next question or the end."""
    for _ in range(MAX_STEPS):
        if at == TO_PART:
            at = flow.start_of(state.get("part"))
        node = flow.nodes[at]
        if _passes(node, state, scene):
            path = (*path, (node.id, "passed", node.next))
            at = node.next
        elif node.kind == "say":
            events, path = (*events, Said(scene.fill(node.text))), (*path, (at, "next", node.next))
            at = node.next
        elif node.kind == "end":
            return Step(None, (*events, Said(scene.fill(node.text)), Ended("finished")), path)
        else:
            return _ask(flow, node, state, scene, events, path)
    raise EngineError(f"{flow.id}: {MAX_STEPS} steps without a question from '{at}'")


def _ask(
    flow: Flow,
    node: Node,
    state: State,
    scene: Scene,
    events: tuple[Event, ...],
    path: tuple[Edge, ...],
) -> Step:
    if node.kind == "sheet" and not scene.web:
        # There is no page to print: the same in short.
        events = (*events, Said(sheet.in_short(flow, state, events, scene)))
    # Back at a menu that was just left for one of its answers.
    again = node.kind == "menu" and bool(path) and state["at"] == node.id
    asked = Said(question_text(node, scene, again)), Asked(node.question)
    expires = _after(scene.now, node.wait_hours)
    now_at = {**state, "at": node.id, "tries": 0, "count": 0, "expires": expires}
    return Step(now_at, (*events, *asked), path)


def _passes(node: Node, state: State, scene: Scene) -> bool:
    """Whether a step is not for this person, or not for this talk."""
    if node.audiences and scene.person.audience not in node.audiences:
        return True
    return bool(node.only_if) and not _HOLDS[node.only_if](state, scene)


_HOLDS: Mapping[str, Callable[[State, Scene], bool]] = {
    "words": lambda state, _: bool(state["said"]),
    "sad": lambda state, _: bool(state.get("sad")),
    # In web chat nobody knows how old somebody is, unless a link of theirs says so.
    "age_unknown": lambda _, scene: scene.web and not scene.person.contact_known,
    "findable": lambda _, scene: scene.person.findable,
}


def _words(flow: Flow, node: Node, state: State, text: str, scene: Scene) -> Step:
    if not text.strip():
        return _unclear(flow, node, state, text, scene, "hint.words")
    if is_number_only(text):
        return _unclear(flow, node, state, text, scene, "hint.in_words")
    if node.repeated and scene.book.words.holds("done", text):
        return skip(flow, state, scene)
    lines = _lines(text, MAX_LINES - state["lines"]) if node.kind == "wall" else [text]
    kept: tuple[Event, ...] = tuple(
        Answered(node.question, node.read_as, None, line, node.domain) for line in lines
    )
    state = _counted(state, node, len(lines), scene)
    if node.kind == "wall" and state["lines"] >= MAX_LINES:
        return _wall_is_full(flow, node, state, scene, kept)
    if state["count"] < node.most:
        return Step(state, (*kept, Said(question_text(node, scene, again=True))))
    edge = (node.id, "next", node.next)
    return _enter(flow, node.next, state, scene, kept, (edge,))


def _counted(state: State, node: Node, answers: int, scene: Scene) -> State:
    lines = answers if node.kind == "wall" else 0
    return {
        **state,
        "said": state["said"] + answers,
        "count": state["count"] + answers,
        "lines": state["lines"] + lines,
        "tries": 0,
        "expires": _after(scene.now, node.wait_hours),
    }


def _lines(text: str, room: int) -> list[str]:
    """A wall takes one thing a line, also where several came in one message."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[: max(room, 1)]


def _wall_is_full(
    flow: Flow, node: Node, state: State, scene: Scene, kept: tuple[Event, ...]
) -> Step:
    at, path = node.next, ((node.id, "next", node.next),)
    for _ in range(MAX_STEPS):
        if flow.nodes[at].kind != "wall":
            break
        at = flow.nodes[at].next
    return _enter(flow, at, state, scene, (*kept, scene.said("wall.full")), path)


def _closed(flow: Flow, node: Node, state: State, text: str, scene: Scene) -> Step:
    choices = scene.speaker.choices(node.choices)
    found = match(node.read_as, text, choices, (node.low, node.high), scene.person.language)
    if found.value is None:
        if node.kind == "menu" and scene.book.words.holds("done", text):
            return skip(flow, state, scene)
        return _unclear(flow, node, state, text, scene, f"hint.{node.read_as}")
    events = _answered(node, found, text)
    value = found.value if isinstance(found.value, str) else None
    target = node.target(value)
    label = value if value and node.kind in ("yes_no", "choice", "menu") else "next"
    state = {**state, "said": state["said"] + 1} if found.more else state
    if node.consequences and any(choice.sad for choice in _picked(node, found)):
        state = {**state, "sad": True}
    state, scene = _steered(node, value, state, scene)
    return _enter(flow, target, state, scene, events, ((node.id, label, target),))


def _steered(node: Node, value: str | None, state: State, scene: Scene) -> tuple[State, Scene]:
    """An answer about this talk itself: which wording is meant, whether to keep what is said."""
    if node.sets == "audience" and value:
        return {**state, "audience": value}, scene.for_audience(value)
    if node.sets == "keep" and value == "yes":
        return {**state, "keep": True}, scene
    return state, scene


def _answered(node: Node, found: Match, text: str) -> tuple[Event, ...]:
    quote = found.value == "yes" if node.sets == "may_quote" else None
    apart = bool(found.more and (node.sets or node.attribute or node.only_steers))
    words = text if found.more and not apart else ""
    answer = Answered(
        node.question, node.kind, found.value, words, node.domain, quote, node.attribute
    )
    # These answers are about the conversation; other words that came with them stand alone.
    more = (Answered(node.question, "unclear", None, text, node.domain),) if apart else ()
    answered: tuple[Event, ...] = (*(() if node.only_steers else (answer,)), *more)
    if not node.consequences:
        return answered
    picked = _picked(node, found)
    requests = (RequestMade(choice.request) for choice in picked if choice.request)
    concerns = (
        ConcernRaised(choice.concern, (f"answer:{node.question}={choice.value}",))
        for choice in picked
        if choice.concern
    )
    return (*answered, *requests, *concerns)


def _picked(node: Node, found: Match) -> tuple[Choice, ...]:
    values = found.value if isinstance(found.value, tuple) else (found.value,)
    return tuple(choice for choice in node.choices if choice.value in values)


def _unclear(flow: Flow, node: Node, state: State, text: str, scene: Scene, hint: str) -> Step:
    """Ask again, twice at most; then keep what was said as words and go on."""
    kept: tuple[Event, ...] = ()
    if _worth_keeping(text) or (state["tries"] >= MAX_TRIES and text.strip()):
        kept = (Answered(node.question, "unclear", None, text, node.domain),)
    state = {**state, "said": state["said"] + 1} if kept else state
    if state["tries"] < MAX_TRIES:
        state = {
            **state,
            "tries": state["tries"] + 1,
            "expires": _after(scene.now, node.wait_hours),
        }
        return Step(state, (*kept, Said(asked_again_text(node, scene, hint))))
    passed = () if node.only_steers else (Skipped(node.question),)
    passing: tuple[Event, ...] = kept or passed
    thanks = "hint.kept" if flow.keeps == "answers" else "hint.noted"
    said = scene.said(thanks if kept else "hint.passing")
    edge = (node.id, "unclear", node.next)
    return _enter(flow, node.next, state, scene, (*passing, said), (edge,))


def _worth_keeping(text: str) -> bool:
    """Three words or more are something said, even if they do not answer the question."""
    return has_letters(text) and len(text.split()) >= 3


def _after(now: datetime, hours: int) -> str:
    return (now + timedelta(hours=hours)).isoformat()
