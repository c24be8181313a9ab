"""A sheet to print, and what becomes of what is written on it: nothing, unless they choose."""

from collections.abc import Iterable
from typing import Any

from conversations.events import Answered, Event, Skipped
from conversations.flows import Flow, Node
from conversations.scene import Scene
from conversations.segments import GSM_7, count
from conversations.speech import Speaker

MOST_SHOWN, LEAST_SHOWN = 120, 8
"""Letters of one answer in the short form: as many as let all of it be one SMS."""
PARTS_OF_OTHERS = 3
"""SMS parts where their words, or their language, need letters that are not in GSM-7."""
State = dict[str, Any]
Turned = tuple[tuple[Event, ...], tuple[tuple[str, str, str], ...]]
Sorted = tuple[State | None, tuple[Event, ...]]
SheetLine = tuple[str, tuple[str, ...]]
"""A heading and what was written under it; nothing under it is left to fill in by hand."""


def sorted_out(flow: Flow, before: State, after: State | None, turned: Turned) -> Sorted:
    """What a flow keeps of a turn: all of it, nothing, or nothing until they say yes.

    What is not kept yet waits in the state, for the sheet; it goes when the talk ends.
    """
    events, path = turned
    if flow.keeps == "answers" or before.get("keep"):
        return after, events
    mine = tuple(one for one in events if _is_of(flow, one))
    if flow.keeps == "if_yes" and any(_says_keep(flow, step, label) for step, label, _ in path):
        kept = tuple(_kept(flow, one) for one in before.get("sheet", ()))
        return (after and {**after, "sheet": []}), (*kept, *events)
    rest = tuple(one for one in events if one not in mine)
    if flow.keeps == "nothing" or after is None:
        return after, rest
    written = [_written(one) for one in mine if isinstance(one, Answered)]
    return {**after, "sheet": [*before.get("sheet", ()), *written]}, rest


def lines(flow: Flow, written: Iterable[State], speaker: Speaker) -> tuple[SheetLine, ...]:
    """The sheet: every heading with what was written under it, then what is left to fill in."""
    under: dict[str, list[str]] = {}
    for one in written:
        under.setdefault(one["step"], []).append(_shown(flow.nodes.get(one["step"]), one, speaker))
    nodes = flow.nodes.values()
    answered = ((node.heading, tuple(under.get(node.id, ()))) for node in nodes if node.heading)
    blank = ((heading, ()) for node in nodes for heading in node.blank)
    filled = [(speaker.say(heading), said) for heading, said in answered if said]
    return (*filled, *((speaker.say(heading), said) for heading, said in blank))


def in_short(flow: Flow, state: State, events: tuple[Event, ...], scene: Scene) -> str:
    """The sheet in one text, for a phone."""
    fresh = [_written(one) for one in events if isinstance(one, Answered) and _is_of(flow, one)]
    sheet = lines(flow, [*state.get("sheet", ()), *fresh], scene.speaker)
    filled = [(heading, " / ".join(under)) for heading, under in sheet if under]
    if not filled:
        return scene.say("sheet.empty")
    for room in range(MOST_SHOWN, LEAST_SHOWN, -1):
        short = _shortened(filled, room)
        if count(short).segments <= (1 if count(short).encoding == GSM_7 else PARTS_OF_OTHERS):
            return short
    return _shortened(filled, LEAST_SHOWN)


def _shortened(filled: list[tuple[str, str]], room: int) -> str:
    """What is short leaves its room to what is long."""
    return "\n".join(f"{heading}: {_cut(text, room)}" for heading, text in filled)


def _is_of(flow: Flow, event: Event) -> bool:
    return isinstance(event, Answered | Skipped) and event.question.startswith(f"{flow.id}.")


def _says_keep(flow: Flow, step: str, label: str) -> bool:
    node = flow.nodes.get(step)
    return node is not None and node.sets == "keep" and label == "yes"


def _written(event: Answered) -> State:
    value = list(event.value) if isinstance(event.value, tuple) else event.value
    step = event.question.partition(".")[2]
    return {"step": step, "kind": event.kind, "value": value, "text": event.text}


def _kept(flow: Flow, one: State) -> Answered:
    node = flow.nodes.get(one["step"])
    value = tuple(one["value"]) if isinstance(one["value"], list) else one["value"]
    question = f"{flow.id}.{one['step']}"
    return Answered(question, one["kind"], value, one["text"], node.domain if node else "")


def _shown(node: Node | None, one: State, speaker: Speaker) -> str:
    """The words, or what the picked choices are called."""
    values = one["value"] if isinstance(one["value"], list) else [one["value"]]
    choices = speaker.choices(node.choices) if node else ()
    picked = [choice.label for choice in choices if choice.value in values]
    if one["value"] is not None and not picked:
        picked = [str(one["value"])]
    return ", ".join((*picked, *filter(None, (one["text"],))))


def _cut(text: str, room: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= room else plain[: room - 3].rstrip() + "..."
