"""A script and its steps, read from a YAML file that a participation officer can write."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from config.data import AUDIENCES, DataError, FlowFile, Item, parse, wording
from conversations.steps import (
    CHOICE_KINDS,
    CONCERNS,
    DOMAINS,
    KEEPS,
    ONLY_IF,
    OPEN_KINDS,
    QUESTION_KINDS,
    RANGE_KINDS,
    SETS,
    TO_PART,
    WAIT_HOURS,
    YES_NO,
    Choice,
    Flow,
    Node,
    Part,
)

__all__ = [
    "CHOICE_KINDS", "OPEN_KINDS", "QUESTION_KINDS", "RANGE_KINDS", "Choice", "Flow", "FlowError",
    "Node", "Part", "parse_flow", "read_flow",
]  # fmt: skip

_MOST = {"wall": 30, "sheet": 3}
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
    "for",
    "heading",
    "blank",
)


class FlowError(DataError):
    """A flow file cannot be used; says file and line."""


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
    item.only(
        "flow", "title", "about", "start_words", "keeps", "answers", "before", "parts", "steps"
    )
    flow_id = item.text("flow")
    _one_of(item, "keeps", KEEPS)
    shared = item.items("steps")
    if not shared:
        raise item.error("a flow needs at least one step", "steps")
    before = item.items("before")
    parts = tuple(_part(part) for part in item.items("parts"))
    if before and not parts:
        raise item.error("'before' is for steps before the parts, and there are none", "before")
    sets = [(part.items("steps"), shared[0].text("id")) for part in item.items("parts")]
    groups = [
        (_with_answers(item, steps), after)
        for steps, after in ((before, TO_PART), *sets, (shared, ""))
    ]
    nodes = _nodes(flow_id, groups)
    _check_targets(nodes, [step for steps, _ in groups for step in steps])
    version = hashlib.sha256(source.encode()).hexdigest()[:12]
    return Flow(
        flow_id,
        version,
        item.text("title"),
        path,
        next(iter(nodes)),
        MappingProxyType(nodes),
        item.texts("start_words"),
        item.text("about", ""),
        item.text("keeps", KEEPS[0]),
        parts,
    )


def _part(item: Item) -> Part:
    item.only("part", "steps")
    steps = item.items("steps")
    if not steps:
        raise item.error("a part needs at least one step", "steps")
    return Part(item.text("part"), tuple(step.text("id") for step in steps), item.line)


def _with_answers(item: Item, steps: Iterable[Item]) -> tuple[Item, ...]:
    """Steps whose choices are only named, with the choices of that name in their place."""
    named = item.item("answers")
    found = []
    for step in steps:
        name = step.values.get("choices")
        if isinstance(name, str):
            if name not in named:
                raise step.error(f"there are no answers called '{name}'", "choices")
            step = replace(step, values={**step.values, "choices": list(named.items(name))})
        found.append(step)
    return tuple(found)


def _nodes(flow_id: str, groups: Iterable[tuple[Sequence[Item], str]]) -> dict[str, Node]:
    """Every step by its id. A step leads to the next one; the last of a group to what is beside."""
    nodes: dict[str, Node] = {}
    for steps, after in groups:
        for at, step in enumerate(steps):
            following = steps[at + 1].text("id", "") if at + 1 < len(steps) else after
            node = _node(step, flow_id, following)
            if node.id in nodes:
                raise step.error(f"two steps are called '{node.id}'", "id")
            nodes[node.id] = node
    return nodes


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
    _one_of(step, "sets", SETS)
    _one_of(step, "only_if", ONLY_IF)
    for one in step.texts("for"):
        if one not in AUDIENCES:
            raise step.error(f"'{one}' is not one of: {', '.join(AUDIENCES)}", "for")
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
        most=step.number("most", _MOST.get(kind, 1)),
        why=step.text("why", ""),
        wait_hours=step.number("wait_hours", WAIT_HOURS),
        takes=step.texts("takes"),
        attribute=step.text("attribute") if "attribute" in step else None,
        sets=step.text("sets", ""),
        only_if=step.text("only_if", ""),
        skip=step.flag("skip", True),
        audiences=step.texts("for"),
        heading=step.text("heading", ""),
        blank=step.texts("blank"),
    )


def _choices(step: Item, kind: str) -> tuple[Choice, ...]:
    items = step.items("choices")
    if kind == "yes_no" and not items:
        return YES_NO
    if kind not in (*CHOICE_KINDS, "menu"):
        if items:
            raise step.error(f"a '{kind}' question has no choices", "choices")
        return ()
    choices = [_choice(one) for one in items]
    values = [choice.value for choice in choices]
    if len(values) < 2 or len(set(values)) < len(values):
        raise step.error("a choice needs two values or more, each named once", "choices")
    if kind == "yes_no" and set(values) != {"yes", "no"}:
        raise step.error("a yes_no question's values are yes and no", "choices")
    return tuple(choices)


def _choice(one: Item) -> Choice:
    one.only("value", "label", "accepts", "concern", "next", "sad", "request")
    _one_of(one, "concern", CONCERNS)
    return Choice(
        one.text("value"),
        one.text("label"),
        one.texts("accepts"),
        one.text("concern", ""),
        one.text("next", ""),
        one.line,
        one.flag("sad"),
        one.text("request", ""),
    )


def _one_of(item: Item, key: str, known: tuple[str, ...]) -> None:
    if item.text(key, known[0]) not in known:
        raise item.error(f"'{item.text(key)}' is not one of: {', '.join(filter(None, known))}", key)


def _check_targets(nodes: Mapping[str, Node], steps: Iterable[Item]) -> None:
    for step in steps:
        node = nodes[step.text("id")]
        if node.kind != "end" and not node.next:
            raise step.error(f"'{node.id}' leads nowhere: the last step must be an end")
        for line, target in ((node.line, node.next), *((c.line, c.next) for c in node.choices)):
            if target and target not in (*nodes, TO_PART):
                raise FlowError(step.file, line, f"there is no step called '{target}'")
