"""Every limit by its name: each refuses what may be refused, and lets safety and alerts through."""

import inspect
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from conversations import limits
from conversations.limits import LIMITED, Money, verdict
from tests.conftest import NOW
from tests.conversations.test_limits import FOR, LONDON, MONEY, RULES, WORKING, at

NIGHT = datetime(2026, 5, 13, 3, 0, tzinfo=LONDON)
CHRISTMAS = datetime(2028, 12, 25, 16, 0, tzinfo=LONDON)
MORNING = datetime(2026, 5, 12, 11, 0, tzinfo=LONDON)
ALL_DAY = replace(RULES, windows=((time(0, 0), time(23, 59)),) * 7)


def told(*months: str):
    return frozenset((month, 9) for month in months)


def asked(*months: str):
    return frozenset(("wall", str(at), month) for at, month in enumerate(months))


OFFICE = {
    "never switched on": {"paused": None},
    "paused": {"paused": True},
    "duty is not covered": {"duty_until": NOW + timedelta(hours=71)},
    "no reader is rostered": {"readers": WORKING - {date(2026, 5, 14)}},
    "the do-not-ask list is old": {"list_at": NOW - timedelta(days=8)},
    "nobody reads their language today": {"reads": frozenset({"ti"})},
    "the safety read is late": {"read_late": True},
}
THEIRS = {
    "too late": {"until": NOW},
    "nobody to send to": {"consent": "unheard of"},
    "may not be asked": {"may_ask": False},
    "nobody has told them yet": {"onboarded": False},
    "on the do-not-ask list": {"listed": True},
    "a shared phone under 11": {"phone_of": "shared", "band": "8-11"},
    "they want a pause": {"paused": True},
    "in a conversation": {"talking": True},
    "they want it later in the day": {"preferred": time(17, 0)},
    "what was asked is not known": {"asked": None},
    "the same question within a year": {"asked": frozenset({("check-in", "a", "2025-06")})},
    "asked enough in 90 days": {"asked": asked("2026-03", "2026-04"), "told": told("2026-04")},
    "not told since the last time": {"asked": asked("2026-01"), "told": told("2025-12")},
    "was not asked": {"prompted": False, "asked": frozenset()},
    "told once in 90 days": {"told": told("2026-04")},
}
SPENT = {
    "what was spent is not known": Money(),
    "the month's money is spent": replace(MONEY, month=RULES.month),
    "the year's money is spent": replace(MONEY, year=RULES.year - RULES.reserve),
}
TIMES = {
    "closed today": (at(CHRISTMAS, list_at=CHRISTMAS), RULES),
    "outside the window": (at(NIGHT), RULES),
    "at school": (at(MORNING), ALL_DAY),
}
FREE = {
    "asked enough in 90 days": {"reminder"},
    "not told since the last time": {"reminder", "told"},
    "the same question within a year": {"reminder", "told"},
    "told once in 90 days": {"prompt", "reminder"},
    "was not asked": {"prompt"},
    "what was asked is not known": {"reminder"},
}
"""Kinds that a limit is not about."""
URGENT = {"reply", "safety", "alert"}
OF_THE_URGENT = {"too many today", "no such kind"}
"""What replies and safety texts obey too, and what is no limit; tested in `test_limits`."""


def cases():
    for why, office in OFFICE.items():
        yield why, at(**office), {}, MONEY, RULES
    for why, facts in THEIRS.items():
        yield why, at(), facts, MONEY, RULES
    for why, money in SPENT.items():
        yield why, at(), {}, money, RULES
    for why, (moment, rules) in TIMES.items():
        yield why, moment, {}, MONEY, rules


ALL = {why: rest for why, *rest in cases()}


@pytest.mark.parametrize("why", ALL)
def test_each_holds_back_what_may_wait_and_lets_the_urgent_through(why):
    moment, facts, money, rules = ALL[why]
    found = {kind: verdict(kind, replace(FOR[kind], **facts), moment, money, rules) for kind in FOR}
    held = {kind for kind in LIMITED if found[kind].do != "send"}
    assert why in {found[kind].reason for kind in held}
    assert held == set(LIMITED) - FREE.get(why, set())
    nobody = {"reply", "safety"} if why == "nobody to send to" else set()
    assert {kind for kind in FOR if found[kind].do == "send"} - held >= URGENT - nobody


def test_no_limit_is_left_out():
    source = inspect.getsource(limits)
    body = source[source.index("def verdict(") :]
    literals = set(re.findall(r'(?<!")"([a-z][^"{}\n]*)"', re.sub(r'"""[\s\S]*?"""', "", body)))
    words = {"send", "wait", "refuse", "reply", "safety", "alert", "prompt", "reminder", "told"}
    states = {"new", "agreed", "registered", "staff_test", "own", "stopped"}
    reasons = literals - words - states
    assert reasons == set(ALL) | OF_THE_URGENT
