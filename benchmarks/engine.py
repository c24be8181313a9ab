"""Row 2: engine and matching, state loaded from and saved to JSON at each turn, against others."""

import json
from contextlib import ExitStack
from functools import partial

from benchmarks import contender
from benchmarks.contender import PEERS, Contender, Engine, Talked
from benchmarks.measure import Size, interleaved, ratios, spread
from benchmarks.report import Report

GOFLOW = (764, 1330)
"""Turns per CPU-second of goflow with JSON state, measured before on another machine."""

TIMES = 10
SCRIPT = json.loads((PEERS / "conversation.json").read_text(encoding="utf-8"))


def measure(size: Size) -> list[Report]:
    """Turns per CPU-second of every engine that is here, in the same rounds."""
    plain, screened = contender.ours()
    peers = contender.peers()
    report = Report(
        "2. Engine and matching, seven turns a conversation, JSON state at each turn",
        ("", "turns/CPU-s", "turns/s", "ours is", "with screen", "state bytes"),
    )
    report.not_run += [(peer.name, peer.not_run) for peer in peers if peer.not_run]
    here = [plain, screened, *(peer for peer in peers if not peer.not_run)]
    with ExitStack() as stack:
        running = {engine.name: _start(engine, stack) for engine in here}
        for one in running.values():
            one.talk(size.warm_up)
        runs = {name: partial(one.talk, size.seconds) for name, one in running.items()}
        done = interleaved(runs, size.rounds)
    for engine in here:
        bytes_ = str(running[engine.name].checked["state_bytes"])
        ours = [done[plain.name], done[screened.name]] if engine in peers else []
        report.lines.append(_line(engine.name, done[engine.name], ours, bytes_))
    report.lines.append(("goflow (earlier figures, not run here)", _goflow(), "", "", "", "2900"))
    _goals(report, done[plain.name], [done[peer.name] for peer in peers if peer.name in done])
    report.notes.append(
        "ours also says who asks and waits for a 1 before its first question: done, not counted"
    )
    return [report]


def _start(engine: Engine, stack: ExitStack) -> Contender:
    """Start an engine and see that it understands what all must understand."""
    running = Contender(engine)
    stack.callback(running.stop)
    kept = running.checked["kept"]
    if kept != SCRIPT["kept"]:
        raise RuntimeError(f"{engine.name} kept {kept}")
    return running


def _line(
    name: str, rounds: list[Talked], ours: list[list[Talked]], state_bytes: str
) -> tuple[str, ...]:
    theirs = [one.per_cpu_second for one in rounds]
    times = [
        ratios([one.per_cpu_second for one in mine], theirs).show(".1f") + "×" for mine in ours
    ]
    return (
        name,
        spread(theirs).show(),
        spread(one.per_second for one in rounds).show(),
        *(times or ("", "")),
        state_bytes,
    )


def _goflow() -> str:
    return f"{GOFLOW[0]:,}–{GOFLOW[1]:,}"


def _goals(report: Report, ours: list[Talked], peers: list[list[Talked]]) -> None:
    mine = [one.per_cpu_second for one in ours]
    if peers:
        fastest = [max(one.per_cpu_second for one in rounds) for rounds in zip(*peers, strict=True)]
        times = ratios(mine, fastest)
        goal = f"{TIMES}× the fastest peer of each round; {times.show('.1f')}×"
        report.goals.append((goal, times.median >= TIMES))
    median = spread(mine).median
    goal = f"{TIMES}× goflow's earlier {_goflow()} turns/CPU-s; {median:,.0f}"
    report.goals.append((goal, median >= TIMES * GOFLOW[1]))
