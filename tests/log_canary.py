"""Catches words, numbers and codes in the logs: everything the suite logs is searched at its end.

A pytest plugin (`pytest_plugins = ["tests.log_canary"]` in the top conftest). Every test phone and
test page calls `canary(text)` with what it sends; whatever any of the project's or a library's
loggers writes, at any level, is kept in a file, and the run fails if a canary sings in it.

What a program prints for the person at its terminal (`manage.py chat`, `inspect`) is not a log and
is not searched; standard error is.
"""

import logging
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog

from tests import shared_out

SHORTEST, SHORTEST_SENTENCE, FEWEST_DIGITS = 12, 8, 5
"""Single words and short answers ("english", "check-in", "1 2") stand in any log by chance."""

NUMBER = re.compile(r"\+44(7\d{9})")

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {".venv", "node_modules", ".peers", "var"}


@dataclass
class Capture:
    """What was logged (each line once) and what must not be in it."""

    path: Path
    canaries: dict[str, str] = field(default_factory=dict)  # what to look for -> what was said
    drawn: set[str] = field(default_factory=set)  # canaries that only a random search made up
    seen: set[int] = field(default_factory=set)

    def watch(self, text: str, *, drawn: bool = False) -> None:
        """Look for a text, and for a number in every form that a log might give it."""
        stripped = text.strip()
        if _telling(stripped):
            if not drawn:
                self.drawn.discard(stripped)
            elif stripped not in self.canaries:
                self.drawn.add(stripped)
            self.canaries[stripped] = text
        for digits in NUMBER.findall(stripped):
            self.canaries[digits] = text

    def write(self, line: str) -> None:
        """Keep a line, unless the very same is there already."""
        if hash(line) in self.seen:
            return
        self.seen.add(hash(line))
        with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(line + "\n")

    def leaks(self) -> list[tuple[str, str]]:
        """Each canary found, with the line that it stands in."""
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        # A JSON log writes other scripts as \\uXXXX: look for that form too.
        return [
            (canary, _line_around(text, form))
            for canary in sorted(self.canaries)
            for form in _forms(canary)
            # A random search also draws the constants of the code it searches, names of log events
            # and pages among them: found in a log, those say nothing about who sent them.
            if form in text and not (canary in self.drawn and canary in _code())
        ]


_capture: list[Capture] = []
_leaks: list[tuple[str, str]] = []


def canary(*texts: str) -> None:
    """Say that these texts (what a young person sent, a number, a code) may never be logged."""
    for capture in _capture[-1:]:
        for text in texts:
            capture.watch(text, drawn=hypothesis.currently_in_test_context())


@cache
def _code() -> str:
    """All Python of the project, as one text."""
    own = (path for path in ROOT.rglob("*.py") if not NOT_OURS & set(path.relative_to(ROOT).parts))
    return "\n".join(path.read_text(encoding="utf-8") for path in own)


def _telling(text: str) -> bool:
    """Whether a text, found in a log, can only have come from who wrote it."""
    if len(text) >= SHORTEST or sum(char.isdigit() for char in text) >= FEWEST_DIGITS:
        return True
    return len(text) >= SHORTEST_SENTENCE and " " in text


def _forms(text: str) -> Iterable[str]:
    return dict.fromkeys((text, text.encode("unicode_escape").decode(), repr(text)[1:-1]))


def _line_around(text: str, form: str) -> str:
    at = text.index(form)
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return text[start : end if end >= 0 else None][:300]


# ----------------------------------------------------------------------------- listening in


_FORMAT = logging.Formatter("%(name)s %(levelname)s %(message)s")


def listen(capture: Capture, patch: pytest.MonkeyPatch) -> None:
    """Hear every record of `logging` and `structlog`, whatever handlers a program sets up.

    Handlers are replaced by any `logging.basicConfig(force=True)`; the method that every record
    passes is not.
    """
    handle = logging.Logger.handle

    def heard(self: logging.Logger, record: logging.LogRecord) -> None:
        capture.write(_FORMAT.format(record))
        handle(self, record)

    process = structlog._base.BoundLoggerBase._process_event

    def processed(self: Any, method_name: str, event: str | None, event_kw: dict[str, Any]) -> Any:
        capture.write(f"{self._context} {event} {event_kw}")
        result = process(self, method_name, event, event_kw)
        capture.write(repr(result))
        return result

    patch.setattr(logging.Logger, "handle", heard)
    patch.setattr(structlog._base.BoundLoggerBase, "_process_event", processed)


_patch = pytest.MonkeyPatch()


def pytest_configure(config: pytest.Config) -> None:
    handle, name = tempfile.mkstemp(prefix="gt-log-canary-", suffix=".log")
    open(handle, "w").close()
    _capture.append(Capture(Path(name)))
    listen(_capture[-1], _patch)
    # Anything that some county's settings might let through.
    logging.getLogger().setLevel(logging.DEBUG)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if _capture and report.capstderr:
        _capture[-1].write(report.capstderr)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    _leaks.extend(_capture[-1].leaks() if _capture else [])
    shared_out.tell(session.config, "leaks", _leaks)
    if _leaks and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _leaks.extend(shared_out.heard(node, "leaks"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _leaks:
        return
    terminalreporter.section("LOG CANARY: personal words stand in the logs", red=True)
    for text, line in _leaks[:20]:
        terminalreporter.write_line(f"{text!r} in: {line}")


def pytest_unconfigure() -> None:
    _patch.undo()
    while _capture:
        _capture.pop().path.unlink(missing_ok=True)
