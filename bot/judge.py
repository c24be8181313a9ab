"""Judges one text before anything can drop it: for safety, and whether anybody can read it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from bot.assess import Late, assess
from bot.effects import Scene
from bot.service import Service
from conversations.flows import Node
from conversations.readable import marked
from conversations.safeguarding import Assessment
from conversations.shadow import rules_only
from conversations.text import clean
from storage.register import rota, shadow
from storage.register.shadow import Look
from storage.rooms import Rooms


class Judged(NamedTuple):
    """What counts, and while the trained score runs silently, what it would have said."""

    counts: Assessment
    silent: Assessment | None = None


class SoFar(NamedTuple):
    """What the conversation adds to a text's judgement, and where a late score goes."""

    language: str = "en"
    signs: Sequence[str] = ()
    late: Late | None = None


def judge(
    service: Service, text: str, question: Node | None, so_far: SoFar, now: datetime
) -> Judged:
    """The whole judgement of a text, as it counts at this moment."""
    detector, silent = service.book.phrases, None
    language, signs, late = so_far
    if service.shadow.is_on(service.rooms, now):
        silent = assess(text, detector, question, language, signs)
        detector = rules_only(detector)
    judged = assess(text, detector, question, language, signs, late)

    def reads() -> Collection[str] | None:
        with service.rooms.register.read() as conn:
            return rota.office(conn, now).reads

    try:
        return Judged(marked(judged, text, language, question, reads), silent)
    except Exception:  # who reads today is not known: a person must look all the same
        level = "concern" if judged.level in ("none", "flag") else judged.level
        reasons = (*judged.reasons, "language: not known")
        return Judged(Assessment(level, reasons, True, judged.detector), silent)


def keep_compared(conn: Connection, rooms: Rooms, scene: Scene) -> None:
    """In the silent weeks: what counted beside what the score would have said."""
    text = clean(scene.inbound.text)
    if scene.silent and text:
        counted, silent = scene.silent
        look = Look("", counted.level, silent.level, text, silent.reasons)
        shadow.add(conn, rooms.vault, scene.said_in, scene.now, look)
