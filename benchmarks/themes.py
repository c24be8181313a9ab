"""Rows 3 and 4: coding answers to themes, a night that brings little, and pages, as curves."""

import gc
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import yaml
from sqlalchemy import insert

from benchmarks import pages, papers
from benchmarks.measure import Size
from benchmarks.queueing import rooms_on
from benchmarks.report import Report
from collation import nightly
from config.data import ReleaseRules
from config.frame import load_frame
from storage.answers import codings
from storage.answers.tables import answer
from storage.crypto import new_id
from storage.rooms import Rooms
from storage.times import quarters_before
from tests import facilities

CONFIG = Path(__file__).resolve().parent.parent / "config"
NOW = datetime(2026, 5, 12, 15, tzinfo=UTC)
QUARTERS = 24
QUESTIONS = (
    "check-in.good_day", "check-in.working_well", "wall.more", "wall.less",
    "say-anything.words", "say-anything.more", "ideal-worker.is", "finish-the-sentence.wish",
)  # fmt: skip
PLACES, AGES = ("havant", "new-forest", "test-valley", None), ("8-11", "11-15", "16-17", None)
NEW = 1_000
GOAL_SECONDS, MILLION = 300, 1_000_000
LITTLE = 2.0
"""A night with 1,000 new answers among many may take so many times one among a thousand."""


def sizes(size: Size) -> tuple[int, ...]:
    """The million only when it is asked for: it takes some ten minutes a database."""
    if size.seconds < 1:
        return (100,)
    return (1_000, 10_000, 100_000, *((MILLION,) if size.seconds >= 10 else ()))


def measure(size: Size) -> list[Report]:
    """Both kinds of database."""
    report = Report(
        "3. Coding answers to themes: a first night, and one with 1,000 new answers",
        ("", "coded in s", "answers/s", "processor, s", "1,000 new, s", "nothing new, s",
         "peak memory, MB"),
    )  # fmt: skip
    shown: dict[str, dict[int, dict[str, float]]] = {}
    for kind in ("SQLite", "PostgreSQL"):
        lack = facilities.postgres_missing() if kind == "PostgreSQL" else None
        if lack:
            report.not_run.append((kind, lack))
            continue
        little = []
        for many in sizes(size):
            with rooms_on(kind) as rooms, tempfile.TemporaryDirectory() as folder:
                first, new = _curve(report, kind, rooms, many)
                by_size = shown.setdefault(kind, {})
                console = pages.console_of(rooms, folder)
                by_size[many] = pages.milliseconds(console)
                by_size[many] |= papers.milliseconds(console, NOW)
            little.append(new)
            if many == MILLION:
                goal = f"{kind}: a million in {GOAL_SECONDS} s; {first:.0f}"
                report.goals.append((goal, first <= GOAL_SECONDS))
        ratio = little[-1] / little[0]
        goal = f"{kind}: 1,000 new among the most at most {LITTLE:g} times among the least"
        report.goals.append((f"{goal}; {ratio:.1f}", ratio <= LITTLE))
    return [report, pages.report_of(shown)]


def _curve(report: Report, kind: str, rooms: Rooms, many: int) -> tuple[float, float]:
    fill(rooms, many)
    before = _processor()
    first = _night(rooms)
    worked = _processor() - before
    fill(rooms, min(NEW, many), quarters_before(NOW, 1))
    new, nothing = _night(rooms), _night(rooms)
    line = (f"{kind}, {many:,}", f"{first:.1f}", f"{many / first:,.0f}", f"{worked:.0f}",
            f"{new:.1f}", f"{nothing:.1f}", f"{_memory():.0f}")  # fmt: skip
    report.lines.append(line)
    return first, new


def _night(rooms: Rooms) -> float:
    gc.collect()
    begun = time.perf_counter()
    nightly.run(rooms.answers, rooms.register, load_frame(CONFIG), ReleaseRules(), NOW)
    return time.perf_counter() - begun


def _processor() -> float:
    """Of this process and those that coded; a PostgreSQL server's is not in it."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _memory() -> float:
    """The most that this process and the largest of those that code ever had."""
    most = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF,
                                                           resource.RUSAGE_CHILDREN))  # fmt: skip
    return sum(most) / 1024


def fill(rooms: Rooms, many: int, quarters: list[str] | None = None, batch: int = 10_000) -> None:
    """Released answers in words, spread over quarters, questions, places and ages."""
    rng = Random(many)
    rows = _rows(rng, many, quarters or quarters_before(NOW, QUARTERS))
    while some := [row for _, row in zip(range(batch), rows, strict=False)]:
        with rooms.answers.write() as conn:
            conn.execute(insert(answer), some)
            codings.enqueue(conn, (row["id"] for row in some))
    rooms.answers.checkpoint()


def _rows(rng: Random, many: int, quarters: list[str]) -> Iterator[dict[str, object]]:
    texts = sentences()
    for _ in range(many):
        text = rng.choice(texts)
        if rng.random() < 0.5:
            text = f"{text} {rng.choice(('and', 'but', 'because'))} {rng.choice(texts)}"
        yield {"id": new_id(), "quarter": rng.choice(quarters), "lane": "registered",
               "question": rng.choice(QUESTIONS), "kind": "words", "text": text[:300],
               "may_quote": True, "voice": new_id(), "place": rng.choice(PLACES),
               "age": rng.choice(AGES), "status": None}  # fmt: skip


def sentences() -> list[str]:
    """What the demo county says."""
    known = yaml.safe_load((CONFIG / "demo-words.yaml").read_text())
    return sorted(
        {text for value in known.values() if isinstance(value, list) for text in value
         if isinstance(text, str)}
    )  # fmt: skip
