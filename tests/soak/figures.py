"""What each proof counted, one line a proof, shown as a table at the end of the run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests import shared_out

_lines: list[tuple[str, dict[str, Any]]] = []


@dataclass
class Figures:
    """The counts of one proof; a proof that fails shows how far it had got."""

    counts: dict[str, Any] = field(default_factory=dict)

    def __call__(self, **counts: Any) -> None:
        """Note some counts."""
        self.counts.update(counts)


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    """A place for a proof's counts."""
    kept = Figures()
    yield kept
    name = request.node.name.removeprefix("test_").replace("_", " ")
    _lines.append((name, kept.counts))


def pytest_sessionfinish(session: pytest.Session) -> None:
    shared_out.tell(session.config, "figures", _lines)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _lines.extend(shared_out.heard(node, "figures"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table."""
    if not _lines:
        return
    terminalreporter.section("what the proofs counted")
    for name, counts in _lines:
        told = ", ".join(f"{what.replace('_', ' ')} {number}" for what, number in counts.items())
        terminalreporter.write_line(f"{name}: {told}")
