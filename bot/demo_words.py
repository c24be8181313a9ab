"""What the demo county's young people say: sentences by question, and whole conversations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from config.marked import read
from config.tab_separated import rows_of
from conversations.flows import Flow, Node
from storage.register.held import Kept

OWN, CONFERENCE = "demo-words.yaml", "young-peoples-words.tsv"

# Which of the conference's lists answer which of our questions; the others are not used.
_CONFERENCE_QUESTIONS = {
    "Yes More": "wall.more",
    "No More": "wall.less",
    "My Ideal Social Worker": "wall.more",
    "Reflections on the Day": "say-anything.words",
}

_LIKELY = {
    "good": 5.0, "ok": 4.0, "not_good": 1.2, "unsafe": 0.1,
    "alone": 6.0, "carer": 2.0, "worker": 1.5, "yes": 3.0,
}  # fmt: skip

NAMED, UNNAMED = "Ask Miss K, she knows.", "Ask [name], she knows."
"""A name that the young person wrote, and what the reader makes of it."""


@dataclass(frozen=True)
class DemoWords:
    """All sentences: by question, those that wait to be read, and those for one safety look."""

    said: Mapping[str, tuple[str, ...]]
    waiting: tuple[tuple[str, ...], ...]
    looked_at: tuple[tuple[str, str], ...]  # how it ended, what was said


@dataclass
class Told:
    """One conversation as it went."""

    kept: list[Kept] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    may_quote: bool | None = None


def load_demo_words(folder: Path) -> DemoWords:
    """Read the demo's sentences from the configuration."""
    own = read(folder / OWN)
    said = {
        question: own.texts(question)
        for question in own
        if question not in ("waiting", "looked_at")
    }
    for question, line in _from_the_conference(folder / CONFERENCE):
        said[question] = (*said.get(question, ()), line)
    return DemoWords(
        said=said,
        waiting=tuple(tuple(line.split(" / ")) for line in own.texts("waiting")),
        looked_at=tuple((one.text("why"), one.text("said")) for one in own.items("looked_at")),
    )


def _from_the_conference(path: Path) -> list[tuple[str, str]]:
    return [
        (question, row["text"])
        for row in rows_of(path, "text", "section")
        for heading, question in _CONFERENCE_QUESTIONS.items()
        if heading in row["section"]
    ]


def talk(flow: Flow, words: DemoWords, rng: Random, year: float) -> Told:
    """Walk through a flow as somebody might; `year`: how far the demo's year has come, 0 to 1."""
    told, at = Told(), flow.first
    for _ in range(len(flow.nodes)):
        node = flow.nodes[at]
        if node.kind == "end":
            break
        value = _answer(node, told, words, rng, year) if node.asks else None
        at = node.target(value)
    return told


def _answer(node: Node, told: Told, words: DemoWords, rng: Random, year: float) -> str | None:
    told.lines.append(("bot", node.text.plain))
    if node.only_if == "words" and not told.kept:
        return None
    if rng.random() < 0.12:
        told.lines.append(("you", node.skip_key))
        return None
    if node.choices and node.kind in ("yes_no", "choice"):
        return _chosen(node, told, rng)
    if node.kind in ("words", "wall", "sentence", "rename"):
        _say(node, told, words.said.get(node.question, ()), rng, year)
    return None


def _chosen(node: Node, told: Told, rng: Random) -> str:
    values = [choice.value for choice in node.choices]
    value = rng.choices(values, [_LIKELY.get(one, 1.0) for one in values])[0]
    told.lines.append(("you", value))
    if node.sets == "may_quote":
        told.may_quote = value == "yes"
    elif node.attribute:
        told.attributes[node.attribute] = value
    else:
        told.kept.append(Kept(node.question, node.kind, value, None))
    return value


def _say(node: Node, told: Told, lines: Sequence[str], rng: Random, year: float) -> None:
    times = rng.randint(1, 4) if node.kind == "wall" else 1
    for _ in range(times if lines else 0):
        # Lines near the top of a list belong to the beginning of the year.
        place = rng.triangular(0, 1, year)
        line = lines[min(int(place * len(lines)), len(lines) - 1)]
        if node.kind == "words" and rng.random() < 0.04:
            line = f"{line}. {NAMED}"
        told.lines.append(("you", line))
        told.kept.append(Kept(node.question, node.kind, None, line))


def read_as(text: str, shown: str, rng: Random) -> tuple[str, str | None]:
    """What a reader decides about a text of which the machine made `shown`, and what leaves."""
    if rng.random() < 0.02 and NAMED not in text:
        return "withhold", None
    leaves = text.replace(NAMED, UNNAMED)
    return ("clear" if leaves == shown else "edit"), leaves
