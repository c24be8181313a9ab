"""A script and its steps, read from a YAML file that a participation officer can write."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from config.data import DataError, FlowFile, Item, Wording, parse, wording

OPEN_KINDS = ("words", "sentence", "rename")
CHOICE_KINDS = ("yes_no", "choice", "choices")
RANGE_KINDS = ("scale", "number")
QUESTION_KINDS = (*OPEN_KINDS, "wall", *CHOICE_KINDS, *RANGE_KINDS)
DOMAINS = ("", "relationships", "resilience", "rights", "recovery", "service")
CONCERNS = ("", "flag", "concern", "urgent")
WAIT_HOURS = 72
_NODE_KEYS = (
    "id",
    "ask",
    "say",
    "end",
    "text",
    "again",
    "domain",
    "choices",
    "low",
    "high",
    "most",
    "next",
    "why",
    "wait_hours",
    "takes",
    "attribute",
    "sets",
    "only_if",
    "skip",
)


class FlowError(DataError):
    """A flow file cannot be used; says file and line."""


@dataclass(frozen=True)
class Choice:
    """A category with the words it accepts."""

    value: str
    label: str
    accepts: tuple[str, ...] = ()
    concern: str = ""
    next: str = ""
    line: int = 0


YES_NO = (Choice("yes", "yes"), Choice("no", "no"))


@dataclass(frozen=True)
class Node:
    """A step: something said, a question, or an end."""

    id: str
    kind: str
    text: Wording
    line: int = 0
    question: str = ""
    next: str = ""
    domain: str = ""
    choices: tuple[Choice, ...] = ()
    low: int = 1
    high: int = 5
    again: Wording | None = None
    most: int = 1
    why: str = ""
    wait_hours: int = WAIT_HOURS
    takes: tuple[str, ...] = ()
    attribute: str | None = None
    sets: str = ""
    only_if: str = ""
    skip: bool = True

    @property
    def asks(self) -> bool:
        return self.kind in QUESTION_KINDS

    @property
    def skip_key(self) -> str:
        """What to send to pass a question by: 0, unless 0 is an answer."""
        return "skip" if self.kind in RANGE_KINDS and self.low <= 0 else "0"

    def target(self, value: str | None = None) -> str:
        for choice in self.choices:
            if choice.value == value and choice.next:
                return choice.next
        return self.next

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """Every way out of this step: (step, label, next step)."""
        if self.kind == "end":
            return
        if self.kind in ("yes_no", "choice"):
            yield from ((self.id, one.value, self.target(one.value)) for one in self.choices)
        else:
            yield self.id, "next", self.next
        if self.asks and self.skip:
            yield self.id, "skip", self.next
        if self.only_if:
            yield self.id, "passed", self.next


@dataclass(frozen=True)
class Flow:
    id: str
    version: str
    title: str
    path: str
    first: str
    nodes: Mapping[str, Node]
    start_words: tuple[str, ...] = ()
    about: str = ""

    @property
    def questions(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes.values() if node.asks)

    def edges(self) -> Iterator[tuple[str, str, str]]:
        for node in self.nodes.values():
            yield from node.edges()


def read_flow(file: FlowFile) -> Flow:
    return parse_flow(file.source, file.path)


def parse_flow(source: str, path: str) -> Flow:
    """Read one flow; FlowError with file and line where it cannot be."""
    try:
        return _flow(parse(source, path), source, path)
    except FlowError:
        raise
    except DataError as problem:
        raise FlowError(problem.file, problem.line, problem.message) from None


def _flow(item: Item, source: str, path: str) -> Flow:
    item.only("flow", "title", "about", "start_words", "steps")
    flow_id = item.text("flow")
    steps = item.items("steps")
    if not steps:
        raise item.error("a flow needs at least one step", "steps")
    nodes: dict[str, Node] = {}
    for at, step in enumerate(steps):
        following = steps[at + 1].text("id", "") if at + 1 < len(steps) else ""
        node = _node(step, flow_id, following)
        if node.id in nodes:
            raise step.error(f"two steps are called '{node.id}'", "id")
        nodes[node.id] = node
    _check_targets(nodes, steps)
    version = hashlib.sha256(source.encode()).hexdigest()[:12]
    return Flow(
        flow_id,
        version,
        item.text("title"),
        path,
        steps[0].text("id"),
        MappingProxyType(nodes),
        item.texts("start_words"),
        item.text("about", ""),
    )


def _node(step: Item, flow_id: str, following: str) -> Node:
    step.only(*_NODE_KEYS)
    node_id = step.text("id")
    if not node_id.replace("_", "").isalnum() or not node_id.isascii():
        raise step.error(f"'{node_id}': a step's id has letters, digits and _ only", "id")
    if sum(key in step for key in ("ask", "say", "end")) != 1:
        raise step.error("a step has exactly one of ask, say or end")
    if "ask" not in step:
        kind = "say" if "say" in step else "end"
        going = step.text("next", following) if kind == "say" else ""
        return Node(node_id, kind, wording(step, kind), step.line, next=going)
    return _question(step, node_id, flow_id, following)


def _question(step: Item, node_id: str, flow_id: str, following: str) -> Node:
    kind = step.text("ask")
    _one_of(step, "ask", QUESTION_KINDS)
    _one_of(step, "domain", DOMAINS)
    _one_of(step, "sets", ("", "may_quote"))
    _one_of(step, "only_if", ("", "words"))
    going = step.text("next", following)
    return Node(
        id=node_id,
        kind=kind,
        text=wording(step, "text"),
        line=step.line,
        question=f"{flow_id}.{node_id}",
        next=going,
        domain=step.text("domain", ""),
        choices=_choices(step, kind),
        low=step.number("low", 1),
        high=step.number("high", 5),
        again=wording(step, "again") if "again" in step else None,
        most=step.number("most", 30 if kind == "wall" else 1),
        why=step.text("why", ""),
        wait_hours=step.number("wait_hours", WAIT_HOURS),
        takes=step.texts("takes"),
        attribute=step.text("attribute") if "attribute" in step else None,
        sets=step.text("sets", ""),
        only_if=step.text("only_if", ""),
        skip=step.flag("skip", True),
    )


def _choices(step: Item, kind: str) -> tuple[Choice, ...]:
    items = step.items("choices")
    if kind == "yes_no" and not items:
        return YES_NO
    if kind not in CHOICE_KINDS:
        if items:
            raise step.error(f"a '{kind}' question has no choices", "choices")
        return ()
    choices = []
    for one in items:
        one.only("value", "label", "accepts", "concern", "next")
        _one_of(one, "concern", CONCERNS)
        choices.append(
            Choice(
                one.text("value"),
                one.text("label"),
                one.texts("accepts"),
                one.text("concern", ""),
                one.text("next", ""),
                one.line,
            )
        )
    values = [choice.value for choice in choices]
    if len(values) < 2 or len(set(values)) < len(values):
        raise step.error("a choice needs two values or more, each named once", "choices")
    if kind == "yes_no" and set(values) != {"yes", "no"}:
        raise step.error("a yes_no question's values are yes and no", "choices")
    return tuple(choices)


def _one_of(item: Item, key: str, known: tuple[str, ...]) -> None:
    if item.text(key, known[0]) not in known:
        raise item.error(f"'{item.text(key)}' is not one of: {', '.join(filter(None, known))}", key)


def _check_targets(nodes: Mapping[str, Node], steps: tuple[Item, ...]) -> None:
    for step in steps:
        node = nodes[step.text("id")]
        if node.kind != "end" and not node.next:
            raise step.error(f"'{node.id}' leads nowhere: the last step must be an end")
        for line, target in ((node.line, node.next), *((c.line, c.next) for c in node.choices)):
            if target and target not in nodes:
                raise FlowError(step.file, line, f"there is no step called '{target}'")
