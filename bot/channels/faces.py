"""Which picture stands beside an answer: a face, or steps that rise; the word is always there."""

from collections import Counter
from typing import NamedTuple

from bot.message import ChatView, ChoiceButton
from conversations.book import Book
from conversations.flows import Choice, Node

HELP = "99"
LEVELS = 5
# A flow says by the emoji that a choice accepts how that choice feels: 5 is the happiest.
FEELINGS = {
    **dict.fromkeys("😀😁😄🥰😍🤩", 5),
    **dict.fromkeys("🙂😊👍", 4),
    **dict.fromkeys("😐😑😕", 3),
    **dict.fromkeys("🙁☹😞😔👎", 2),
    **dict.fromkeys("😢😭😡", 1),
}


class Answer(NamedTuple):
    """One answer as a button: `face` 1 (sad) to 5 (happy); or `step` of `steps`; or neither."""

    value: str
    label: str
    face: int = 0
    step: int = 0
    steps: int = 0


def answers(view: ChatView, book: Book, happy_scales: frozenset[str]) -> list[Answer]:
    """The open question's answers with their pictures. "I need help now" stands elsewhere."""
    buttons = [button for button in view.choices if button.value != HELP]
    node = _open_node(view, book)
    if node is None or node.kind == "menu":
        return [Answer(button.value, button.label) for button in buttons]
    if node.kind == "scale":
        return _on_scale(buttons, node.question in happy_scales)
    faces = _faces(node.choices, len(buttons))
    return [
        Answer(button.value, button.label, face)
        for button, face in zip(buttons, faces, strict=True)
    ]


def _open_node(view: ChatView, book: Book) -> Node | None:
    flow_id, _, step = (view.question or "").partition(".")
    flow = book.flow(flow_id)
    return flow.nodes.get(step) if flow else None


def _on_scale(buttons: list[ChoiceButton], happy: bool) -> list[Answer]:
    last = max(len(buttons) - 1, 1)
    if happy:
        return [
            Answer(button.value, button.label, 1 + round(place * (LEVELS - 1) / last))
            for place, button in enumerate(buttons)
        ]
    return [
        Answer(button.value, button.label, step=place, steps=len(buttons))
        for place, button in enumerate(buttons, 1)
    ]


def _faces(choices: tuple[Choice, ...], count: int) -> list[int]:
    """A face for each choice that has a feeling; none at all where only one has."""
    faces = [feeling(choice) for choice in choices]
    if len(faces) != count or sum(face > 0 for face in faces) < 2:
        return [0] * count
    return faces


def feeling(choice: Choice) -> int:
    """How a choice feels by most of its emoji; 0 where it has none or means danger."""
    if choice.concern in ("concern", "urgent"):
        return 0
    felt = Counter(FEELINGS.get(word[:1], 0) for word in choice.accepts)
    del felt[0]
    return felt.most_common(1)[0][0] if felt else 0
