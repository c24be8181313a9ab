"""What web chat shows beside the words: buttons, how far along, whether to type."""

from dataclasses import dataclass
from datetime import datetime

from conversations import asking, opening, prompts, urgent
from conversations.book import Book, Person
from conversations.engine import State
from conversations.flows import Flow, Node
from conversations.language import NAMES
from conversations.scene import Scene
from conversations.sheet import SheetLine, lines
from conversations.speech import Speaker

MAX_BUTTONS = 11


@dataclass(frozen=True)
class Button:
    """`value` is what is sent as the reply."""

    value: str
    label: str


@dataclass(frozen=True)
class View:
    """`sheet`: headings and what was written under each, to be shown for printing."""

    buttons: tuple[Button, ...] = ()
    progress: tuple[int, int] | None = None
    free_text: bool = True
    ended: bool = False
    flow: str | None = None
    question: str | None = None
    kind: str | None = None
    sheet: tuple[SheetLine, ...] = ()


def view(book: Book, state: State | None, person: Person) -> View:
    """The buttons and place in the flow for what is open now. Never raises."""
    if not isinstance(state, dict) or "at" not in state:
        return View(ended=True)
    speaker = Speaker(book.translations, person.language, person.audience, person.mode)
    at, flow_id = state["at"], state.get("flow") or None
    if at == opening.AT:
        return View(_opening(book, state, speaker), flow=flow_id)
    if at == prompts.AT_LANGUAGE:
        codes = enumerate(state.get("codes", ()), 1)
        return View(tuple(Button(str(n), NAMES.get(code, code)) for n, code in codes), flow=flow_id)
    if at == asking.AT:
        return View(_asking(book, state, person), flow=flow_id)
    flow = book.flow(state.get("flow", ""), state.get("version"))
    node = flow.nodes.get(at) if flow else None
    if at == urgent.AT or flow is None or node is None:
        return View(flow=flow_id)
    typed = node.in_words or node.kind == "number"
    buttons = (*_answers(node, speaker), *_way_out(book, node, state, speaker))
    place = _progress(flow, node, state.get("part"))
    shown = lines(flow, state.get("sheet", ()), speaker) if node.kind == "sheet" else ()
    return View(buttons, place, typed, False, flow.id, node.question, node.kind, shown)


def _opening(book: Book, state: State, speaker: Speaker) -> tuple[Button, ...]:
    """Go on; or, of a bank of questions, take another part."""
    go, help_now = book.texts["opening.go"].plain, book.texts["button.help"].plain
    flow = book.flow(state.get("flow", ""), state.get("version"))
    parts = enumerate(flow.parts if flow else (), 1)
    others = (Button(f"part {n}", speaker.say(one.title)) for n, one in parts)
    return Button("1", speaker.say(go)), *others, Button("99", speaker.say(help_now))


def _asking(book: Book, state: State, person: Person) -> tuple[Button, ...]:
    """How it is safe to answer; and to leave a question out."""
    # No time is shown here, so that any moment will do.
    scene = Scene(book, person, datetime.fromisoformat(state["expires"]))
    ways = enumerate(asking.choices(state, scene), 1)
    skip = Button("0", scene.say("button.skip"))
    return *(Button(str(at), one.label) for at, one in ways), skip


def _answers(node: Node, speaker: Speaker) -> tuple[Button, ...]:
    if node.choices:
        choices = speaker.choices(node.choices)
        return tuple(Button(str(at), one.label) for at, one in enumerate(choices, 1))
    if node.kind == "scale" and node.high - node.low < MAX_BUTTONS:
        return tuple(Button(str(n), str(n)) for n in range(node.low, node.high + 1))
    return ()


def _way_out(book: Book, node: Node, state: State, speaker: Speaker) -> tuple[Button, ...]:
    if not node.skip:
        return ()
    done = node.kind in ("menu", "sheet") or (node.repeated and state.get("count"))
    name = "button.done" if done else "button.skip"
    return (Button(node.skip_key, speaker.say(book.texts[name].plain)),)


def _progress(flow: Flow, node: Node, part: int | None) -> tuple[int, int] | None:
    """Which question of how many; none at a menu, which has no end of its own."""
    questions = flow.questions_of(part)
    if node.kind == "menu" or node not in questions:
        return None
    return questions.index(node) + 1, len(questions)
