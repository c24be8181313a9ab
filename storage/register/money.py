"""What texts cost: counted with the claim, by month and kind; read for the stop and for staff."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from config.data import SendingRules
from conversations.limits import LIMITED, Money, first_month_of_year
from storage.database import inserting
from storage.register.sending_tables import outbox, spend


@dataclass(frozen=True)
class Spent:
    """Thousandths of a penny and segments, of one kind, in some months."""

    segments: int = 0
    cost: int = 0


def count(conn: Connection, month: str, kind: str, segments: int, cost: int) -> None:
    """Add to what was spent; negative numbers take back what was not sent after all."""
    row = inserting(conn, spend).values(month=month, kind=kind, segments=segments, cost=cost)
    more = {"segments": spend.c.segments + segments, "cost": spend.c.cost + cost}
    conn.execute(row.on_conflict_do_update(index_elements=["month", "kind"], set_=more))


def so_far(conn: Connection, month: str, rules: SendingRules) -> Money:
    """What the stop looks at, this month and this budget year."""
    year = by_kind(conn, first_month_of_year(month, rules.year_starts), month)
    this = by_kind(conn, month, month)
    return Money(
        month=sum(one.cost for kind, one in this.items() if kind in LIMITED),
        year=sum(one.cost for kind, one in year.items() if kind in LIMITED),
        reserved=sum(one.cost for kind, one in year.items() if kind not in LIMITED),
    )


def by_kind(conn: Connection, first: str, last: str) -> Mapping[str, Spent]:
    """What each kind cost from one month to another, both counted."""
    query = select(spend.c.kind, func.sum(spend.c.segments), func.sum(spend.c.cost))
    months = spend.c.month.between(first, last)
    rows = conn.execute(query.where(months).group_by(spend.c.kind))
    return {kind: Spent(int(segments), int(cost)) for kind, segments, cost in rows}


def of_campaign(conn: Connection, campaign_id: str) -> int:
    """What a campaign's texts have cost, its reminder included."""
    went = outbox.c.state.in_(("claimed", "sent", "delivered", "undelivered", "unknown"))
    query = select(func.sum(outbox.c.cost)).where(outbox.c.campaign_id == campaign_id, went)
    return int(conn.execute(query).scalar() or 0)


def percent_spent(money: Money, rules: SendingRules) -> int:
    """How much of what prompts may cost this year is gone, in percent."""
    over = max(0, (money.reserved or 0) - rules.reserve)
    return 100 * ((money.year or 0) + over) // max(1, rules.year - rules.reserve)


def forget_old(conn: Connection, before: str) -> None:
    """Delete the months before one."""
    conn.execute(spend.delete().where(spend.c.month < before))
