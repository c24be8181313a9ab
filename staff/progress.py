"""Long work shown while it goes on: the page grows as it is sent, and needs no script."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread

from flask import Response, stream_template

Report = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


@dataclass(frozen=True)
class Step:
    """How far it has got."""

    done: int
    of: int


@dataclass(frozen=True)
class End:
    """How it ended, and where to go on."""

    words: str
    well: bool
    go_on: str
    where: str


def shown(title: str, unit: str, work: Callable[[Report], End], else_: End) -> Response:
    """A page that tells how far `work` has got; `else_` is said where it raises.

    The work goes on to its end even where nobody looks any more: what is all or nothing stays so.
    """
    told: SimpleQueue[Step | End | BaseException] = SimpleQueue()

    def run() -> None:
        try:
            told.put(work(lambda done, of: told.put(Step(done, of))))
        except BaseException as problem:
            told.put(problem)

    Thread(target=run, daemon=False, name="progress").start()
    page = stream_template("progress.html", title=title, unit=unit, steps=_steps(told, else_))
    return Response(page, headers={"X-Accel-Buffering": "no"})


def _steps(told: "SimpleQueue[Step | End | BaseException]", else_: End) -> Iterator[Step | End]:
    while isinstance(step := told.get(), Step):
        yield step
    if isinstance(step, BaseException):
        yield else_
        raise step
    yield step
