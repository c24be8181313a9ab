"""The demo's reading room, as it is in the middle of a day: something waits at every desk."""

from datetime import datetime, timedelta
from functools import cache
from random import Random

from bot.demo_words import read_as
from conversations.redaction import Redaction
from conversations.redaction_change import Change
from conversations.safeguarding import Assessment
from storage import mixer
from storage.mixer import Entered
from storage.register import held
from storage.register.held import Deposit, Ending, HeldAnswer
from storage.rooms import Rooms

READER = "the demo's reader"

_WALL = ("a trampoline", "more time with animals please", "WIFI that works upstairs")
_IN_ENGLISH = "Everything is fine here, thank you"
_READ_FOR_SAFETY = 2


def read_deposit(ending: Ending, key: bytes, rng: Random) -> tuple[Deposit, list[Change]]:
    """A conversation with both reads done, as readers would have left it, and what they changed."""
    deposit, changes = held.prepare(ending, key), []
    deposit.conversation.update(safety="done", safety_by=READER)
    given = [kept for kept in ending.answers if kept.text or kept.value is not None]
    for row, kept in zip(deposit.answers, given, strict=True):
        row["decided_by"] = READER if kept.text else None
        if kept.text is None:
            continue
        body = {name: row[name] for name in ("id", "conversation_id", "question", "kind")}
        one = HeldAnswer(**body, decision=None, value=kept.value, text=kept.text)
        decision, leaves = read_as(kept.text, _redact(kept.text, kept.question).text, rng)
        ready = mixer.prepare_decision(one, key, decision, READER, leaves, redact=_redact)
        row.update(decision=ready.decision)
        if ready.body and ready.change:
            row["body"] = ready.body
            changes.append(ready.change)
    return deposit, changes


@cache
def _redact(text: str, question: str) -> Redaction:
    """The same sentences come again and again."""
    return mixer.plainly(text, question)


def half_read(rooms: Rooms, now: datetime) -> None:
    """One text is cleared, two conversations read for safety, a wall entered, one translated.

    Safe to do again after it was broken off, but for the wall, which then hangs there twice.
    """
    for one in mixer.held_texts(rooms, limit=50, now=now):
        if "college" in one.original:
            mixer.decide(rooms, one.id, "edit", READER, now, one.original)
    for _ in range(_READ_FOR_SAFETY):
        read = mixer.next_for_safety(rooms, READER, now)
        if read:
            mixer.read_for_safety(rooms, read.id, READER, now, worried=False)
    text = mixer.next_to_translate(rooms, READER, now)
    if text:
        mixer.translate(rooms, text.id, _IN_ENGLISH, now, Assessment())
    wall = Entered(
        question="wall.more",
        asked="What should there be MORE of?",
        kind="wall",
        lines=[(line, Assessment()) for line in _WALL],
        by="officer",
        event="Half-term fun day",
        may_quote=True,
    )
    mixer.enter(rooms, wall, now, now - timedelta(hours=1))
