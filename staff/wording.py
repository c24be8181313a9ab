"""How the questions read: each question's own words and answers, for the pages of staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from config.data import DataError, load_flow_files
from conversations.flows import CHOICE_KINDS, Node, read_flow

OTHER = "other"
"""The part of the list for questions that belong to none of the five."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Question:
    """One question as staff see it. `options` are the values kept and how they read."""

    id: str
    text: str
    kind: str
    domain: str
    options: tuple[tuple[str, str], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values in the order in which they were offered."""
        return tuple(value for value, _ in self.options)

    def label(self, value: str) -> str:
        """How a kept value reads."""
        return dict(self.options).get(value, value)


OF_ADULTS = (
    Question("log.carers", "What carers said (not young people)", "words", "service", ()),
    Question("log.observed", "What adults saw of children who cannot say it yet", "words",
             "service", ()),
)  # fmt: skip
"""From the district log: kept apart from what young people said, and always labelled so."""


def load_wording(county_dir: Path) -> Mapping[str, Question]:
    """Every question of today's flows. An answer to an older one is shown by its id.

    A flow file that cannot be read must not keep the safeguarding lead out of the console: its
    questions are then shown by their ids too.
    """
    found: dict[str, Question] = {}
    try:
        files = load_flow_files(county_dir)
    except DataError:
        log.warning("staff_flows_unreadable")
        return found
    for file in files:
        try:
            flow = read_flow(file)
        except DataError as error:
            log.warning("staff_flow_unreadable", line=error.line)
            continue
        found |= {node.question: _question(node) for node in flow.questions}
    return found | {one.id: one for one in OF_ADULTS}


def _question(node: Node) -> Question:
    return Question(node.question, node.text.plain, node.kind, node.domain or OTHER, _options(node))


def _options(node: Node) -> tuple[tuple[str, str], ...]:
    if node.kind in CHOICE_KINDS:
        return tuple((choice.value, choice.label) for choice in node.choices)
    if node.kind == "scale":
        return tuple((str(step), str(step)) for step in range(node.low, node.high + 1))
    return ()
