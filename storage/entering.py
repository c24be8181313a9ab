"""Lines from paper walls and events, entered by staff: their own lane, the same reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from conversations.safeguarding import Assessment
from storage import keys
from storage.crypto import new_id
from storage.register import cases, held
from storage.register.concerns import Concern
from storage.register.held import Ending, Kept
from storage.rooms import Rooms

LANE = "entered"


@dataclass(frozen=True)
class Entered:
    """What somebody typed off a wall: one question, some lines, each already assessed."""

    question: str
    asked: str
    kind: str
    lines: Sequence[tuple[str, Assessment]]
    by: str
    """The name of the account: a safeguarding lead must be able to ask whoever was there."""
    event: str = ""
    one_person: bool = False
    may_quote: bool = False
    drill: bool = False  # planted by us: it raises what it raises, and nothing waits to be read


def enter(
    rooms: Rooms, entered: Entered, now: datetime, ready_at: datetime,
    besides: Callable[[Connection], object] = lambda _conn: None,
) -> int:  # fmt: skip
    """Put the lines into the hold, and raise what they say; how many concerns that made.

    Each line is somebody of its own unless all are one person's. `besides` is done in the same
    transaction, first: where it raises, nothing is kept.
    """
    apart = [entered.lines] if entered.one_person else [[line] for line in entered.lines]
    endings = [] if entered.drill else [_ending(entered, lines, ready_at) for lines in apart]
    with rooms.keys.write() as conn:
        made = [keys.make(conn, rooms.vault, one.conversation_id, now) for one in endings]
    deposits = [held.prepare(one, key) for one, key in zip(endings, made, strict=True)]
    raised = [
        _concern(entered, text, judged, now)
        for text, judged in entered.lines
        if judged.level != "none"
    ]
    with rooms.register.write() as conn:
        besides(conn)
        for deposit in deposits:
            held.put(conn, deposit)
        for one in raised:
            cases.take_in(conn, rooms.vault, one, None, drill=entered.drill)
    return len(raised)


def _ending(
    entered: Entered, lines: Sequence[tuple[str, Assessment]], ready_at: datetime
) -> Ending:
    described = {"event": entered.event, "entered_by": entered.by}
    return Ending(
        conversation_id=new_id(),
        contact_id=None,
        lane=LANE,
        how="entered",
        answers=[Kept(entered.question, entered.kind, None, text) for text, _ in lines],
        lines=(("bot", entered.asked), *(("you", text) for text, _ in lines)),
        attributes={name: value for name, value in described.items() if value},
        may_quote=entered.may_quote,
        ready_at=ready_at,
        look_only=False,
        raised=any(judged.level != "none" for _, judged in lines),
    )


def _concern(entered: Entered, text: str, judged: Assessment, now: datetime) -> Concern:
    where = f" ({entered.event})" if entered.event else ""
    return Concern(
        id=new_id(),
        level=judged.level,
        raised_at=now,
        channel=LANE,
        detector=judged.detector,
        needs_person=judged.needs_person,
        state="new",
        reasons=judged.reasons,
        text=text,
        lines=(("bot", entered.asked), ("you", text)),
        number=None,
        note=f"Entered by {entered.by}{where}: ask them who wrote it.",
    )
