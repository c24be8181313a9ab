"""What web chat shows beside the words: buttons, how far along, whether to type."""

from dataclasses import dataclass

from conversations import opening, prompts, urgent
from conversations.book import Book, Person
from conversations.engine import State
from conversations.flows import Flow, Node
from conversations.language import NAMES
from conversations.speech import Speaker

MAX_BUTTONS = 11


@dataclass(frozen=True)
class Button:
    """`value` is what is sent as the reply."""

    value: str
    label: str


@dataclass(frozen=True)
class View:
    buttons: tuple[Button, ...] = ()
    progress: tuple[int, int] | None = None
    free_text: bool = True
    ended: bool = False
    flow: str | None = None
    question: str | None = None
    kind: str | None = None


def view(book: Book, state: State | None, person: Person) -> View:
    """The buttons and place in the flow for what is open now. Never raises."""
    if not isinstance(state, dict) or "at" not in state:
        return View(ended=True)
    speaker = Speaker(book.translations, person.language, person.audience, person.mode)
    at, flow_id = state["at"], state.get("flow") or None
    if at == opening.AT:
        return View(_opening(book, speaker), flow=flow_id)
    if at == prompts.AT_LANGUAGE:
        codes = enumerate(state.get("codes", ()), 1)
        return View(tuple(Button(str(n), NAMES.get(code, code)) for n, code in codes), flow=flow_id)
    flow = book.flow(state.get("flow", ""), state.get("version"))
    node = flow.nodes.get(at) if flow else None
    if at == urgent.AT or flow is None or node is None:
        return View(flow=flow_id)
    closed = not (node.kind == "wall" or node.kind in ("words", "sentence", "rename", "number"))
    buttons = (*_answers(node, speaker), *_way_out(book, node, state, speaker))
    place = _progress(flow, node)
    return View(buttons, place, not closed, False, flow.id, node.question, node.kind)


def _opening(book: Book, speaker: Speaker) -> tuple[Button, ...]:
    go, help_now = book.texts["opening.go"].plain, book.texts["button.help"].plain
    return Button("1", speaker.say(go)), Button("99", speaker.say(help_now))


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
    repeated = node.kind == "wall" or node.most > 1
    name = "button.done" if repeated and state.get("count") else "button.skip"
    return (Button(node.skip_key, speaker.say(book.texts[name].plain)),)


def _progress(flow: Flow, node: Node) -> tuple[int, int]:
    questions = flow.questions
    return questions.index(node) + 1, len(questions)
