"""Codes many answers: in this process, or in several once there are enough to be worth it."""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from collation.coding import BY_TERM, Coded, Compiled, code
from storage.answers.codings import (
    LEARNED,
    MACHINE,
    NON_ANSWER,
    SUBSTANTIVE,
    SUGGESTED,
    Coding,
    Made,
    ToCode,
)

AHEAD = 2
"""How many batches each process may be ahead of the database: what bounds the memory."""


def code_many(
    compiled: Compiled, batches: Iterable[Sequence[ToCode]], processes: int
) -> Iterator[list[Made]]:
    """Every batch coded, in their order. One process: this one."""
    if processes <= 1:
        for batch in batches:
            yield made_of(compiled, batch)
        return
    # Fresh processes: a copy of one that has threads may hang.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, fresh, _begin, (compiled,)) as pool:
        running: deque[Future[list[Made]]] = deque()
        for batch in batches:
            running.append(pool.submit(_code_batch, batch))
            if len(running) > processes * AHEAD:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def made_of(compiled: Compiled, batch: Sequence[ToCode]) -> list[Made]:
    """What the machine makes of some answers."""
    return [_made(one, code(compiled, one.text, one.question), compiled.version) for one in batch]


def _made(one: ToCode, coded: Coded, version: int) -> Made:
    themes = {
        hit.theme: Coding(
            hit.theme,
            MACHINE if hit.by == BY_TERM else LEARNED,
            terms=hit.terms,
            frame_version=version,
        )
        for hit in coded.themes
    }
    for each in coded.suggested:
        suggestion = Coding(
            each.theme, MACHINE, SUGGESTED, score=round(each.score, 3), frame_version=version
        )
        themes.setdefault(each.theme, suggestion)
    kind = SUBSTANTIVE if coded.kind == SUBSTANTIVE else NON_ANSWER
    return Made(one.id, kind, tuple(themes.values()), coded.doubted)


_here: Compiled | None = None
"""The frame of this process, handed over once instead of with every batch."""


def _begin(compiled: Compiled) -> None:
    global _here
    _here = compiled


def _code_batch(batch: Sequence[ToCode]) -> list[Made]:
    assert _here is not None  # noqa: S101 - `_begin` ran before
    return made_of(_here, batch)
