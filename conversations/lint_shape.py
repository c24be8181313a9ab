"""Checks how a flow is built: ways in and out, what it keeps, how long a talk it makes."""

from collections.abc import Iterator

from config.data import AUDIENCES
from conversations.flows import OPEN_KINDS, Flow, Node
from conversations.words import COMMANDS, NEVER_AN_ANSWER

MOST_QUESTIONS = 8
"""About three minutes: six questions, a kind why, and who helped."""
REQUESTS = ("person", "advocate", "manager", "complain", "see", "challenge")
Found = tuple[int, str, str]
"""Line, severity, message."""


def shape(flow: Flow) -> Iterator[Found]:
    yield from _ways(flow)
    for node in flow.questions:
        yield from _question(node)
    yield from _choices(flow)
    yield from _what_is_kept(flow)
    yield from _kindness(flow)
    yield from _length(flow)


def _starts(flow: Flow) -> tuple[str, ...]:
    return tuple({flow.begins_at(n): None for n in range(1, max(1, len(flow.parts)) + 1)})


def _ways(flow: Flow) -> Iterator[Found]:
    reached = set[str]().union(*(_reachable(flow, start) for start in _starts(flow)))
    for node in flow.nodes.values():
        if node.id not in reached:
            yield node.line, "error", f"'{node.id}' can never be reached"
        elif not any(flow.nodes[one].kind == "end" for one in _reachable(flow, node.id)):
            yield node.line, "error", f"'{node.id}' never comes to an end"


def _reachable(flow: Flow, start: str) -> set[str]:
    reached, waiting = set[str](), [start]
    while waiting:
        at = waiting.pop()
        if at not in reached:
            reached.add(at)
            waiting += flow.following(at)
    return reached


def _question(node: Node) -> Iterator[Found]:
    if not node.skip:
        yield node.line, "error", f"'{node.id}' cannot be skipped"
    for word in node.takes:
        if word in NEVER_AN_ANSWER or word not in COMMANDS:
            yield node.line, "error", f"'{word}' can never be taken as an answer"
    if not node.why:
        yield node.line, "warning", f"'{node.id}' does not say why it is asked"


def _choices(flow: Flow) -> Iterator[Found]:
    for node in flow.questions:
        for choice in node.choices:
            line = choice.line or node.line
            if choice.request and choice.request not in REQUESTS:
                known = ", ".join(REQUESTS)
                yield line, "error", f"'{choice.request}' is no request; known: {known}"
            if node.kind == "menu" and not choice.next:
                yield line, "error", f"'{choice.label}' leads to no answer: say 'next'"
            if node.sets == "audience" and choice.value not in AUDIENCES:
                yield line, "error", f"'{choice.value}' is not one of: {', '.join(AUDIENCES)}"


def _what_is_kept(flow: Flow) -> Iterator[Found]:
    line = flow.nodes[flow.first].line
    keep = [node for node in flow.questions if node.sets == "keep"]
    if (flow.keeps == "if_yes") != bool(keep):
        yield line, "error", "'keeps: if_yes' goes with one question that 'sets: keep'"
    for node in keep:
        if node.kind != "yes_no":
            yield node.line, "error", f"'{node.id}' decides what is kept: ask yes_no"
    if flow.keeps == "nothing":
        return
    words = any(node.kind in (*OPEN_KINDS, "wall") for node in flow.questions)
    asked = sum(node.sets == "may_quote" for node in flow.questions)
    if words and asked != 1:
        how = "never" if not asked else "more than once"
        yield line, "warning", f"'May we use your words?' is asked {how} (sets: may_quote)"
    if flow.keeps == "answers":
        yield from _promises(flow)


def _promises(flow: Flow) -> Iterator[Found]:
    for node in flow.nodes.values():
        if node.kind == "end" and not all("{month}" in text for text in node.text.all()):
            yield node.line, "warning", f"'{node.id}' does not say by when: use {{month}}"


def _kindness(flow: Flow) -> Iterator[Found]:
    """A sad answer may have one kind why; more would be an interrogation."""
    follows = any(node.only_if == "sad" for node in flow.nodes.values())
    for node in flow.questions:
        sad = [choice for choice in node.choices if choice.sad]
        if sad and not follows and not all(choice.next for choice in sad):
            yield node.line, "warning", f"'{node.id}': no kind why follows a sad answer"
    for start in (part.steps[0] for part in flow.parts) if flow.parts else (flow.first,):
        kind = [one for one in sorted(_reachable(flow, start)) if flow.nodes[one].only_if == "sad"]
        if len(kind) > 1:
            yield flow.nodes[kind[1]].line, "warning", f"'{kind[1]}': one kind why is enough"


def _length(flow: Flow) -> Iterator[Found]:
    if any(node.kind == "menu" for node in flow.questions):
        return
    for audience in AUDIENCES:
        for start in _starts(flow):
            asked = _longest(flow, start, audience, frozenset())
            if asked > MOST_QUESTIONS:
                why = f"{asked} questions ({audience}) are more than three minutes"
                yield flow.nodes[start].line, "warning", why
                return


def _longest(flow: Flow, at: str, audience: str, before: frozenset[str]) -> int:
    node = flow.nodes[at]
    if at in before or node.kind == "end":
        return 0
    asked = node.asks and (not node.audiences or audience in node.audiences)
    after = (_longest(flow, one, audience, before | {at}) for one in flow.following(at))
    return asked + max(after)
