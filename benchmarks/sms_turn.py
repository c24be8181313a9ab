"""Row 1: one SMS turn over HTTP, durable: our whole app against the least that could answer."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
import psycopg

from benchmarks import phones, served, statements
from benchmarks.measure import Size, interleaved, percentile, ratios, spread
from benchmarks.phones import ORDINARY, Phone
from benchmarks.report import Report
from benchmarks.served import ROOMS, ROOT, Site
from tests import facilities

PHONES = 8  # as many as the server has threads
OURS, FLOOR = "Golden Thread", "floor"
GOAL, AIM, STATEMENTS = 0.40, 0.50, 4


@dataclass(frozen=True)
class Kind:
    """One kind of database, and how to serve our app and the floor on it."""

    name: str
    our_app: str
    floor_app: str
    synchronous: str
    urls: Callable[[Path, str], dict[str, str]]


@dataclass(frozen=True)
class Round:
    """What one app did in one round."""

    seconds: float
    cpu: float
    waits: tuple[phones.Answered, ...]

    @property
    def per_second(self) -> float:
        """Turns a second on the wall."""
        return len(self.waits) / self.seconds

    @property
    def per_cpu_second(self) -> float:
        """Turns for each processor second of the server (and the database, where it is apart)."""
        return len(self.waits) / self.cpu

    def milliseconds(self, share: float, steps: range = range(len(phones.SCRIPT))) -> float:
        """The wait that this share of the texts did not exceed."""
        return 1000 * percentile((one.seconds for one in self.waits if one.step in steps), share)


def _on_sqlite(folder: Path, who: str) -> dict[str, str]:
    return {name: f"sqlite:///{folder}/{who}-{name.lower()}.db" for name in ROOMS}


def _on_postgresql(_folder: Path, _who: str) -> dict[str, str]:
    return {name: facilities.fresh_postgres_url() for name in ROOMS}


FULL = Kind("SQLite, synchronous=FULL", "wsgi:app", "benchmarks.floor_app:app", "FULL", _on_sqlite)
NORMAL = Kind(
    "SQLite, synchronous=NORMAL",
    "benchmarks.relaxed:app",
    "benchmarks.floor_app:app",
    "NORMAL",
    _on_sqlite,
)
POSTGRESQL = Kind("PostgreSQL", "wsgi:app", "benchmarks.floor_app:app", "", _on_postgresql)


def measure(size: Size) -> list[Report]:
    """Each kind of database; then the SQL of each text."""
    with scratch() as folder:
        counted = statements.measure(_on_sqlite(folder, "counted"), STATEMENTS)
    return [throughput(size, (FULL, NORMAL, POSTGRESQL)), counted]


def throughput(size: Size, kinds: tuple[Kind, ...]) -> Report:
    """Turns a second, processor time and waiting on each kind of database."""
    report = Report(
        f"1. One SMS turn over HTTP, durable ({PHONES} phones, check-in, gunicorn 2 × 4)",
        ("", "turns/s", "of the floor", "turns/CPU-s", "of the floor", "p50 ms", "p99 ms"),
    )
    for kind in kinds:
        lack = facilities.postgres_missing() if kind is POSTGRESQL else None
        if lack:
            report.not_run.append((kind.name, lack))
        else:
            _measure_kind(kind, size, report)
    with scratch() as folder:
        report.notes.append(f"one 4 KiB write and fsync on this disk: {_fsync_ms(folder):.1f} ms")
    return report


def _measure_kind(kind: Kind, size: Size, report: Report) -> None:
    with scratch() as folder, ExitStack() as stack:
        sites = {
            OURS: stack.enter_context(_our_site(kind, folder)),
            FLOOR: stack.enter_context(_floor_site(kind, folder)),
        }
        runs = {name: _talker(site, _database_process(kind)) for name, site in sites.items()}
        for run in runs.values():
            run(size.warm_up)
        rounds = {name: partial(run, size.seconds) for name, run in runs.items()}
        done = interleaved(rounds, size.rounds)
    _tell(kind, done[OURS], done[FLOOR], report)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the project's own disk: elsewhere an fsync may cost nothing."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=ROOT / "var") as name:
        yield Path(name)


@contextmanager
def _our_site(kind: Kind, folder: Path) -> Iterator[Site]:
    urls = kind.urls(folder, "ours")
    try:
        environ = served.our_environ(urls, served.free_port())
        served.prepare(environ, phones.numbers(PHONES))
        with served.serving(kind.our_app, environ, folder / "ours.log") as site:
            yield site
    finally:
        _drop(urls)


@contextmanager
def _floor_site(kind: Kind, folder: Path) -> Iterator[Site]:
    urls = kind.urls(folder, "floor")
    try:
        environ = served.our_environ(urls, served.free_port())
        environ["DATABASE_URL"] = served.database_url(environ["DATABASE_URL"])
        environ["FLOOR_SYNCHRONOUS"] = kind.synchronous
        served.prepare_floor(environ, phones.numbers(PHONES))
        with served.serving(kind.floor_app, environ, folder / "floor.log") as site:
            yield site
    finally:
        _drop(urls)


def _drop(urls: Mapping[str, str]) -> None:
    for url in urls.values():
        if url.startswith("postgresql"):
            facilities.drop_postgres(url)


def _database_process(kind: Kind) -> psutil.Process | None:
    """PostgreSQL's own process, whose work counts too."""
    if kind is not POSTGRESQL:
        return None
    with psycopg.connect(facilities.postgres_url()) as conn:
        backend = psutil.Process(conn.info.backend_pid)
        return backend.parent()


def _talker(site: Site, database: psutil.Process | None) -> Callable[[float], Round]:
    callers = [Phone(number) for number in phones.numbers(PHONES)]

    def cpu() -> float:
        return site.cpu() + (served.tree_cpu(database) if database else 0.0)

    def run(seconds: float) -> Round:
        before = cpu()
        took = phones.talk(callers, site.port, site.token, seconds)
        used = cpu() - before
        return Round(took, used, tuple(one for caller in callers for one in caller.answered))

    return run


def _tell(kind: Kind, ours: list[Round], floor: list[Round], report: Report) -> None:
    wall = ratios([r.per_second for r in ours], [r.per_second for r in floor])
    cpu = ratios([r.per_cpu_second for r in ours], [r.per_cpu_second for r in floor])
    report.lines.append((kind.name, "", "", "", "", "", ""))
    report.lines.append(_line(f"  {OURS}", ours, wall.show(".0%"), cpu.show(".0%")))
    report.lines.append(_line(f"  {FLOOR}", floor, "", ""))
    last = len(phones.SCRIPT) - 1
    report.notes.append(
        f"{kind.name}: p50 of the first text {_waits(ours, range(1))}, an ordinary one "
        f"{_waits(ours, ORDINARY)}, the last one {_waits(ours, range(last, last + 1))} ms"
    )
    report.goals.append(
        (
            f"{kind.name}: at least {GOAL:.0%} of the floor's throughput (aim {AIM:.0%}); "
            f"{wall.median:.0%}",
            wall.median >= GOAL,
        )
    )


def _waits(rounds: list[Round], steps: range) -> str:
    """How long some of the check-in's texts waited; a short round may have had none of them."""
    had = [one for one in rounds if any(wait.step in steps for wait in one.waits)]
    return spread(one.milliseconds(0.5, steps) for one in had).show(".1f") if had else "–"


def _line(name: str, rounds: list[Round], wall: str, cpu: str) -> tuple[str, ...]:
    return (
        name,
        spread(one.per_second for one in rounds).show(),
        wall,
        spread(one.per_cpu_second for one in rounds).show(),
        cpu,
        spread(one.milliseconds(0.5) for one in rounds).show(".1f"),
        spread(one.milliseconds(0.99) for one in rounds).show(".1f"),
    )


def _fsync_ms(folder: Path) -> float:
    waits = []
    with (folder / "fsync").open("wb") as file:
        for _ in range(50):
            begun = time.perf_counter()
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
            waits.append(time.perf_counter() - begun)
    return 1000 * percentile(waits, 0.5)
