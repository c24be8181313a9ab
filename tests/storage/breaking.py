"""Breaking a run off at its n-th SQL statement, as a power cut would."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from storage.rooms import Rooms


class PowerCut(BaseException):
    """Not an Exception: nothing in the code may catch it and go on."""


@contextmanager
def cut_at(rooms: Rooms, nth: int | None) -> Iterator[list[str]]:
    """Let statements through, in whichever database, and cut before the n-th; none for None.

    The list given fills with the statements that ran. Whatever was not committed is rolled back.
    """
    ran: list[str] = []
    engines = [database.engine for _, database, _ in rooms._all()]

    def before(_conn, _cursor, statement, _parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
        ran.append(statement)
        if len(ran) == nth:
            raise PowerCut

    for engine in engines:
        event.listen(engine, "before_cursor_execute", before)
    try:
        yield ran
    except PowerCut:
        pass
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", before)
