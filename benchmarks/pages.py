"""Row 4: how long the officer's pages and reports take, by how many answers there are."""

import statistics
import time
from http import HTTPStatus

from werkzeug.test import Client

from benchmarks.report import Report
from config.data import load_county
from config.settings import load_settings
from storage.rooms import Rooms
from tests.staff.console import Console

PATHS = (
    "/staff/answers",
    "/staff/answers/wall.more",
    "/staff/answers/wall.more?quarter=2026-Q1&page=2",
    "/staff/themes",
    "/staff/themes/review",
    "/staff/themes/pictures",
    "/staff/publications",
    "/staff/reports",
)
TIMES = 7
GOAL = 2.0
SLOWEST = 2_000
"""A report grows with what may be shown, up to a bound, so it is held to milliseconds instead."""


def console_of(rooms: Rooms, folder: str) -> Console:
    """The staff app on these rooms."""
    settings = load_settings({"MODE": "demo", "VAR_DIR": folder})
    return Console(rooms, load_county(settings.county_dir, {"MODE": "demo"}), settings)


def milliseconds(console: Console) -> dict[str, float]:
    """The median of each page, after one look at it that is not counted."""
    browser = console.browser("officer")
    found = {}
    for path in PATHS:
        _seen(browser, path)
        taken = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            _seen(browser, path)
            taken.append(1000 * (time.perf_counter() - begun))
        found[path] = statistics.median(taken)
    return found


def _seen(browser: Client, path: str) -> None:
    """A page that is not there would be the fastest of all."""
    got = browser.get(path, follow_redirects=True)
    if got.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{path}: {got.status}")


def report_of(kinds: dict[str, dict[int, dict[str, float]]]) -> Report:
    """By kind of database and number of answers; the goal compares the most with the least."""
    sizes = sorted({many for some in kinds.values() for many in some})
    columns = ("", *(f"{many:,}, ms" for many in sizes), "most : least")
    report = Report("4. The officer's pages and reports, by how many answers there are", columns)
    for kind, by_size in kinds.items():
        report.lines.append((kind, *("" for _ in columns[1:])))
        least, most = by_size[sizes[0]], by_size[sizes[-1]]
        worst = 0.0
        for path in least:
            page = path.startswith("/")  # of few answers a report shows next to nothing
            ratio = most[path] / least[path] if page or path in most else 0.0
            worst = max(worst, ratio) if page else worst
            times = (f"{by_size[many].get(path, 0):.0f}" for many in sizes)
            report.lines.append((f"  {path}", *times, f"{ratio:.1f}"))
        report.goals.append((f"{kind}: at most {GOAL:g} times; {worst:.1f}", worst <= GOAL))
        slowest = max((ms for path, ms in most.items() if not path.startswith("/")), default=0)
        goal = f"{kind}: no report over {SLOWEST / 1000:g} s; {slowest / 1000:.1f}"
        report.goals.append((goal, slowest <= SLOWEST))
    return report
