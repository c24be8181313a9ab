"""Pure flow steps: (flow, state, reply) to (state, events). State is small JSON."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from conversations.events import Answered, Asked, ConcernRaised, Ended, Event, Said, Skipped
from conversations.flows import OPEN_KINDS, Flow, Node
from conversations.matching import Match, is_number_only, match
from conversations.scene import Scene
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


@dataclass(frozen=True)
class Step:
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
    """Ask the first question."""
    return _enter(flow, flow.first, state, scene, (), ())


def resume(flow: Flow, state: State, text: str, scene: Scene) -> Step:
    """Take a reply to the open question."""
    node = flow.nodes[state["at"]]
    if folded(text) == node.skip_key:
        return skip(flow, state, scene)
    if node.kind in OPEN_KINDS or node.kind == "wall":
        return _words(flow, node, state, text, scene)
    return _closed(flow, node, state, text, scene)


def skip(flow: Flow, state: State, scene: Scene) -> Step:
    """Pass the open question by. Of a repeated one, what was said stays said."""
    node = flow.nodes[state["at"]]
    if state["count"]:
        return _enter(flow, node.next, state, scene, (), ((node.id, "next", node.next),))
    edge = (node.id, "skip", node.next)
    return _enter(flow, node.next, state, scene, (Skipped(node.question),), (edge,))


def question_text(node: Node, scene: Scene, again: bool = False) -> str:
    """The question as it is sent: by SMS with its numbers and how to skip, on the web without."""
    text = scene.fill(node.again if again and node.again else node.text)
    return text if scene.web else " ".join(filter(None, (text, _ways(node, scene))))


def asked_again_text(node: Node, scene: Scene, hint: str = "") -> str:
    """A question in short, asked again: what went wrong, and the ways to answer."""
    name = (
        hint or f"hint.{'words' if node.kind in OPEN_KINDS or node.kind == 'wall' else node.kind}"
    )
    again = scene.say(name, low=str(node.low), high=str(node.high))
    return again if scene.web else f"{again} {_ways(node, scene)}".strip()


def _ways(node: Node, scene: Scene) -> str:
    ways = ""
    if node.choices:
        labels = (choice.label for choice in scene.speaker.choices(node.choices))
        ways = ", ".join(f"{at} {label}" for at, label in enumerate(labels, 1)) + "."
    if node.skip and node.most == 1:
        notice = "notice.skip" if node.skip_key == "0" else "notice.skip_word"
        ways = f"{ways} {scene.say(notice)}".strip()
    return ways


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
        node = flow.nodes[at]
        if node.only_if == "words" and not state["said"]:
            path = (*path, (node.id, "passed", node.next))
            at = node.next
        elif node.kind == "say":
            events, path = (*events, Said(scene.fill(node.text))), (*path, (at, "next", node.next))
            at = node.next
        elif node.kind == "end":
            return Step(None, (*events, Said(scene.fill(node.text)), Ended("finished")), path)
        else:
            asked = Said(question_text(node, scene)), Asked(node.question)
            expires = _after(scene.now, node.wait_hours)
            now_at = {**state, "at": at, "tries": 0, "count": 0, "expires": expires}
            return Step(now_at, (*events, *asked), path)
    raise EngineError(f"{flow.id}: {MAX_STEPS} steps without a question from '{at}'")


def _words(flow: Flow, node: Node, state: State, text: str, scene: Scene) -> Step:
    if not text.strip():
        return _unclear(flow, node, state, text, scene, "hint.words")
    if is_number_only(text):
        return _unclear(flow, node, state, text, scene, "hint.in_words")
    repeated = node.kind == "wall" or node.most > 1
    if repeated and scene.book.words.holds("done", text):
        return skip(flow, state, scene)
    lines = _lines(text, MAX_LINES - state["lines"]) if node.kind == "wall" else [text]
    kept: tuple[Event, ...] = tuple(
        Answered(node.question, node.kind, None, line, node.domain) for line in lines
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
    found = match(node.kind, text, choices, (node.low, node.high), scene.person.language)
    if found.value is None:
        return _unclear(flow, node, state, text, scene, f"hint.{node.kind}")
    events = _answered(node, found, text)
    value = found.value if isinstance(found.value, str) else None
    target = node.target(value)
    label = value if value and node.kind in ("yes_no", "choice") else "next"
    state = {**state, "said": state["said"] + 1} if found.more else state
    return _enter(flow, target, state, scene, events, ((node.id, label, target),))


def _answered(node: Node, found: Match, text: str) -> tuple[Event, ...]:
    quote = found.value == "yes" if node.sets == "may_quote" else None
    apart = bool(found.more and (node.sets or node.attribute))
    words = text if found.more and not apart else ""
    answer = Answered(
        node.question, node.kind, found.value, words, node.domain, quote, node.attribute
    )
    # These answers are about the conversation; other words that came with them stand alone.
    more = (Answered(node.question, "unclear", None, text, node.domain),) if apart else ()
    picked = found.value if isinstance(found.value, tuple) else (found.value,)
    concerns = (
        ConcernRaised(choice.concern, (f"answer:{node.question}={choice.value}",))
        for choice in node.choices
        if choice.concern and choice.value in picked
    )
    return (answer, *more, *concerns)


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
    passing: tuple[Event, ...] = kept or (Skipped(node.question),)
    said = scene.said("hint.kept" if kept else "hint.passing")
    edge = (node.id, "unclear", node.next)
    return _enter(flow, node.next, state, scene, (*passing, said), (edge,))


def _worth_keeping(text: str) -> bool:
    """Three words or more are something said, even if they do not answer the question."""
    return has_letters(text) and len(text.split()) >= 3


def _after(now: datetime, hours: int) -> str:
    return (now + timedelta(hours=hours)).isoformat()
