"""How often a person left standing what the machine had coded."""

from sqlalchemy import Connection, case, func, select

from storage.answers.codings import COUNTED, MACHINE, REJECTED
from storage.answers.tables import answer_state, coding


def agreement(conn: Connection, quarter: str | None) -> tuple[int, int]:
    """Of themes by the machine in checked answers: how many stand, out of how many."""
    query = (
        select(
            func.coalesce(func.sum(case((coding.c.state == COUNTED, 1), else_=0)), 0),
            func.count(),
        )
        .join(answer_state, answer_state.c.answer_id == coding.c.answer_id)
        .where(
            answer_state.c.checked_in.is_not(None),
            coding.c.coded_by == MACHINE,
            coding.c.state.in_((COUNTED, REJECTED)),
        )
    )
    if quarter is not None:
        query = query.where(answer_state.c.quarter == quarter)
    right, of = conn.execute(query).one()
    return int(right), int(of)
