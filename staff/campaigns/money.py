"""The year's money: what texts cost, month by month, and what an answer costs altogether."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template

from conversations.limits import LIMITED, first_month_of_year, months_from
from staff.campaigns import words
from staff.desk import desk, now
from staff.roles import may
from storage import disclosure
from storage.office import campaigns
from storage.register import money, outbox
from storage.register.money import Spent

pages = Blueprint("money", __name__)

KINDS = {
    "prompt": "Check-ins", "reminder": "Reminders", "told": "Telling what came of it",
    "reply": "Replies", "safety": "Safety texts", "alert": "Alerts to staff",
}  # fmt: skip


@dataclass(frozen=True)
class Month:
    """What one month cost, and how long its bar is, in percent of the dearest or of the limit."""

    name: str
    asking: int
    rest: int
    asking_width: float
    rest_width: float


@pages.get("/money")
@may("officer", "admin")
def show() -> str:
    """The year, its months and kinds, and what is left."""
    rules, this = words.rules(), outbox.month_of(now())
    first = first_month_of_year(this, rules.year_starts)
    with desk().rooms.register.read() as conn:
        by_month = {month: money.by_kind(conn, month, month) for month in _months(first, this)}
        kinds = money.by_kind(conn, first, this)
        so_far = money.so_far(conn, this, rules)
        over = [
            one
            for one in campaigns.listing(conn, states=("closed",))
            if one.kind == "prompt" and outbox.month_of(one.starts_at) >= first
        ]
        asked = sum(one.asked for one in over)
        answered = sum(campaigns.answered(conn, one.id) for one in over)
    spent = sum(one.cost for one in kinds.values())
    people = disclosure.response(asked, answered)
    return render_template(
        "campaigns/money.html",
        months=_bars(by_month, rules.month),
        kinds={KINDS[kind]: kinds.get(kind, Spent()) for kind in KINDS},
        spent=spent,
        percent=min(100, round(100 * spent / max(1, rules.year))),
        held=money.percent_spent(so_far, rules),
        rules=rules,
        first=first,
        per_answer=spent // people if people else None,
        price=rules.price,
    )


def _months(first: str, last: str) -> list[str]:
    found = []
    while first <= last:
        found.append(first)
        first = months_from(first, -1)
    return found


def _bars(by_month: Mapping[str, Mapping[str, Spent]], limit: int) -> list[Month]:
    sums = {
        month: (
            sum(one.cost for kind, one in kinds.items() if kind in LIMITED),
            sum(one.cost for kind, one in kinds.items() if kind not in LIMITED),
        )
        for month, kinds in by_month.items()
    }
    longest = max([limit, *(asking + rest for asking, rest in sums.values())])
    return [
        Month(month, asking, rest, round(100 * asking / longest, 1), round(100 * rest / longest, 1))
        for month, (asking, rest) in sums.items()
    ]
