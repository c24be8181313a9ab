"""Answers in words, coded as the night codes them, for the tests of the pages about themes."""

import functools
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import insert

from collation.code_many import made_of
from collation.coding import Compiled, compile_frame
from config.frame import Frame, load_frame
from storage.answers import codings, reviewing
from storage.answers.codings import ToCode
from storage.answers.tables import answer
from storage.crypto import new_id
from tests.conftest import ROOT
from tests.staff.console import Console

QUESTION, MORE, LESS = "check-in.change_one_thing", "wall.more", "wall.less"
OVER, NOW = "2026-Q3", "2026-Q4"
"""The console's clock stands in November: a quarter that is over, and today's."""


@functools.cache
def frame() -> Frame:
    """The county's frame."""
    return load_frame(ROOT / "config")


@functools.cache
def small_frame() -> Frame:
    """Four of its themes with a few plain words each: ready in no time."""
    kept = []
    for one in frame().themes:
        plain = [term for term in one.terms if term.text.isalpha() and not term.asked]
        if one.id in ("school", "fun", "family", "safety"):
            kept.append(replace(one, terms=tuple(plain), excludes=(), examples=()))
    return replace(frame(), groups=(), themes=tuple(kept))


@functools.cache
def compiled(which: Frame) -> Compiled:
    """A frame ready to code: once for all tests."""
    return compile_frame(which)


def said(
    console: Console,
    texts: Sequence[str],
    *,
    question: str = QUESTION,
    quarter: str = OVER,
    lane: str = "registered",
    may_quote: bool = True,
    place: str | None = None,
    by: Frame | None = None,
) -> list[str]:
    """Each text by a voice of its own, coded by the machine; their ids."""
    ids = [new_id() for _ in texts]
    with console.rooms.answers.write() as conn:
        for answer_id, text in zip(ids, texts, strict=True):
            conn.execute(insert(answer).values(
                id=answer_id, quarter=quarter, lane=lane, question=question, kind="words",
                text=text, may_quote=may_quote, voice=new_id(), place=place,
            ))  # fmt: skip
        made = made_of(compiled(by or frame()), [ToCode(one, quarter, question, text)
                                    for one, text in zip(ids, texts, strict=True)])  # fmt: skip
        at = console.clock.now()
        codings.put(conn, made, version=frame().version, learned="", moved={}, now=at)
    return ids


def checked(console: Console, ids: Sequence[str]) -> None:
    """A person has confirmed them as they stand."""
    with console.rooms.answers.write() as conn:
        reviewing.confirm(conn, ids, console.people["officer"].id, console.clock.now())


def themes_of(console: Console, answer_id: str) -> set[str]:
    """What counts for one answer now."""
    with console.rooms.answers.read() as conn:
        found = reviewing.find(conn, answer_id)
    assert found is not None
    return {one.theme for one in found.codings if one.state == "counted"}


def is_checked(console: Console, answer_id: str) -> bool:
    """Whether a person has confirmed it."""
    with console.rooms.answers.read() as conn:
        found = reviewing.find(conn, answer_id)
    return found is not None and found.state.checked
