"""Measures ours against floors and peers: python -m benchmarks [ROW ...]."""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from benchmarks import engine, queueing, segments, sender, sms_turn, themes
from benchmarks.measure import Size, load
from benchmarks.report import Report

ROWS: dict[str, Callable[[Size], list[Report]]] = {
    "sms-turn": sms_turn.measure,
    "engine": engine.measure,
    "segments": segments.measure,
    "queue": queueing.measure,
    "sender": sender.measure,
    "themes": themes.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the rows that are named, or all, and print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", metavar="ROW", nargs="*", help=f"of: {', '.join(ROWS)}")
    parser.add_argument("--rounds", type=int, default=Size.rounds)
    parser.add_argument("--seconds", type=float, default=Size.seconds, help="of one round")
    asked = parser.parse_args(arguments)
    unknown = [row for row in asked.rows if row not in ROWS]
    if unknown or asked.rounds < 1:
        parser.error(f"no such row: {', '.join(unknown)}" if unknown else "at least one round")
    console = Console(width=None if sys.stdout.isatty() else 140)
    size = Size(asked.rounds, asked.seconds, warm_up=min(Size.warm_up, asked.seconds))
    console.print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}; {size.rounds} rounds of "
        f"{size.seconds:g} s, interleaved; medians (lowest–highest round)",
        highlight=False,
    )
    for row in asked.rows or ROWS:
        before = load()
        for report in ROWS[row](size):
            report.show(console)
        note = f"  load of the machine: {before:.1f} before, {load():.1f} after\n"
        console.print(note, highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
