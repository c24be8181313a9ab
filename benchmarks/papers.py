"""Row 4, second half: how long reports take, by how many answers their publications stand for."""

import statistics
import time
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select, update

from benchmarks.pages import TIMES
from collation.publishing import NotYet, Sort, draft, publish
from collation.reports.slots import KINDS
from collation.themes_count import freshen
from config.data import ReleaseRules
from storage.answers.tables import answer_state, published_table, to_count
from storage.database import inserting
from storage.office import reports
from storage.rooms import Rooms
from storage.times import quarters_before
from tests.staff.console import Console

FORMS = ("preview", "report.docx")
LOOKED_BACK = 4


def published(rooms: Rooms, now: datetime) -> int:
    """Publish the last quarters that are over, for inside and for all; how many tables."""
    quarters = quarters_before(now, LOOKED_BACK + 1)[1:]
    with rooms.answers.write() as conn:
        these = answer_state.c.quarter.in_(quarters)
        conn.execute(
            update(answer_state)
            .where(these)
            .values(checked_by="bench", checked_in=answer_state.c.quarter)
        )
        units = conn.execute(
            select(answer_state.c.quarter, answer_state.c.question).where(these).distinct()
        )
        rows = [{"quarter": one.quarter, "question": one.question} for one in units]
        if rows:
            conn.execute(inserting(conn, to_count).on_conflict_do_nothing(), rows)
    freshen(rooms.answers)
    for quarter in quarters:
        for audience in ("inside", "public"):
            sort = Sort(quarter, audience, ReleaseRules(), 1)
            with suppress(NotYet):  # of a hundred answers nothing may go out
                which = draft(rooms.answers, sort, "Bench", now, by="bench")
                publish(rooms.answers, which or "", sort, "bench", now)
    with rooms.answers.read() as conn:
        return len(conn.execute(select(published_table.c.name)).all())


def milliseconds(console: Console, now: datetime) -> dict[str, float]:
    """The median of each report in each form; those of which nothing is published are absent."""
    published(console.rooms, now)
    browser, found = console.browser("officer"), {}
    last = quarters_before(now, 2)[1]
    for kind in KINDS:
        with console.rooms.register.write() as conn:
            which = reports.make(conn, kind, last, console.clock.now(), by="bench")
        for form in FORMS:
            path = f"/staff/reports/{which}/{form}"
            if browser.get(path).status_code != 200:
                continue
            taken = []
            for _ in range(TIMES):
                begun = time.perf_counter()
                browser.get(path)
                taken.append(1000 * (time.perf_counter() - begun))
            found[f"report {kind}, {form.partition('.')[2] or 'page'}"] = statistics.median(taken)
    return found
