"""Every limit refuses prompts, and lets safety texts and alerts through."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.data import load_county, load_sending
from conversations.limits import (
    LIMITED,
    Facts,
    Moment,
    Money,
    Office,
    first_month_of_year,
    gate,
    months_from,
    told_since,
    verdict,
)
from tests.conftest import NOW, ROOT

RULES = load_sending(ROOT / "config")
COUNTY = load_county(ROOT / "config", {})
CLOSED = COUNTY.closed
LONDON = ZoneInfo("Europe/London")
WORKING = frozenset(date(2026, 5, 1) + timedelta(days=ahead) for ahead in range(3000))

GOOD_OFFICE = Office(
    paused=False,
    duty_until=datetime(2034, 1, 1, tzinfo=UTC),
    readers=WORKING,
    list_at=NOW - timedelta(days=1),
    reads=frozenset({"en"}),
)
GOOD = Facts(
    kind_of_contact="registered",
    consent="agreed",
    may_ask=True,
    phone_of="own",
    band="11-15",
    language="en",
    flow="check-in",
    part="a",
    asked=frozenset(),
    told=frozenset(),
    prompted=True,
    today=0,
    onboarded=True,
    paused=False,
    listed=False,
    talking=False,
)
ASKED = {("wall", "b", "2026-03")}
FOR = {
    "prompt": GOOD,
    "reminder": GOOD,
    "told": replace(GOOD, asked=frozenset(ASKED)),
    "reply": GOOD,
    "safety": GOOD,
    "alert": Facts(),
}
MONEY = Money(month=0, year=0, reserved=0, cost=5000)


def at(now: datetime = NOW, **office: object) -> Moment:
    return Moment(now, LONDON, CLOSED, replace(GOOD_OFFICE, **office), COUNTY.terms)


def ask(kind: str, moment: Moment | None = None, money: Money = MONEY, **facts: object):
    return verdict(kind, replace(FOR[kind], **facts), moment or at(), money, RULES)


@pytest.mark.parametrize("kind", FOR)
def test_when_all_is_well_everything_goes_out(kind):
    assert ask(kind).do == "send"


# --------------------------------------------------------------------- what holds everybody back

MISSING_OR_BAD = {
    "never switched on": {"paused": None},
    "paused": {"paused": True},
    "nobody said who is on duty": {"duty_until": None},
    "duty ends in 71 hours": {"duty_until": NOW + timedelta(hours=71)},
    "no roster": {"readers": None},
    "a working day without a reader": {"readers": WORKING - {date(2026, 5, 14)}},
    "no do-not-ask list": {"list_at": None},
    "a do-not-ask list of 8 days": {"list_at": NOW - timedelta(days=8)},
    "a do-not-ask list from the future": {"list_at": NOW + timedelta(hours=1)},
    "nobody said who reads what": {"reads": None},
}


@pytest.mark.parametrize("what", MISSING_OR_BAD)
@pytest.mark.parametrize("kind", FOR)
def test_what_the_office_has_not_put_right_holds_back_the_limited_kinds_only(kind, what):
    found = ask(kind, at(**MISSING_OR_BAD[what]))
    assert found.do == ("wait" if kind in LIMITED else "send"), found


def test_a_weekend_day_needs_no_reader():
    thursday = datetime(2026, 5, 14, 15, 0, tzinfo=UTC)
    weekend = {date(2026, 5, 16), date(2026, 5, 17)}
    assert ask("prompt", at(thursday, readers=WORKING - weekend)).do == "send"
    assert ask("prompt", at(thursday, readers=WORKING - {date(2026, 5, 15)})).do == "wait"


TIMES = {  # London's wall: whether prompts may go out
    "2026-05-12 15:44": False,
    "2026-05-12 15:45": True,
    "2026-05-12 17:29": True,
    "2026-05-12 17:30": False,
    "2026-05-12 03:00": False,
    "2026-05-15 16:00": False,  # a Friday
    "2026-05-16 16:00": False,  # a Saturday
    "2026-05-25 16:00": False,  # a bank holiday, a Monday
    "2028-12-25 16:00": False,  # Christmas Day, a Monday
    "2026-03-30 15:45": True,  # the first working day of summer time
    "2026-10-26 15:45": True,  # the first of winter time
}


@pytest.mark.parametrize("wall", TIMES)
@pytest.mark.parametrize("kind", FOR)
def test_the_window_is_the_one_on_the_wall(kind, wall):
    now = datetime.fromisoformat(wall).replace(tzinfo=LONDON).astimezone(UTC)
    days = frozenset(now.date() + timedelta(days=ahead) for ahead in range(9))
    moment = at(now, list_at=now - timedelta(days=1), readers=days)
    assert ask(kind, moment).do == ("send" if TIMES[wall] or kind not in LIMITED else "wait")


def test_later_in_the_evening_only_while_a_reader_is_there():
    evening = datetime(2026, 5, 12, 18, 0, tzinfo=LONDON).astimezone(UTC)
    there = evening + timedelta(minutes=1)
    assert ask("prompt", at(evening)).do == "wait"
    assert ask("prompt", at(evening, reader_until=there)).do == "send"
    assert ask("prompt", at(there, reader_until=there)).do == "wait"
    night = evening + timedelta(hours=3)
    assert ask("prompt", at(night, reader_until=night + timedelta(hours=1))).do == "wait"
    morning = evening - timedelta(hours=9)
    assert ask("prompt", at(morning, reader_until=evening)).do == "wait"


# ------------------------------------------------------------------------------ what is theirs

NOT_FOR_THEM = {
    "consent not known": {"consent": None},
    "stopped": {"consent": "stopped"},
    "may not be asked": {"may_ask": False},
    "whether they may be asked is not known": {"may_ask": None},
    "not registered": {"kind_of_contact": "unknown"},
    "who they are is not known": {"kind_of_contact": None},
    "a shared phone under 11": {"phone_of": "shared", "band": "8-11"},
    "a carer's phone under 11": {"phone_of": "carer", "band": "8-11"},
    "a shared phone, age not known": {"phone_of": "shared", "band": None},
    "whose phone, at 9, is not known": {"phone_of": None, "band": "8-11"},
    "too late": {"until": NOW},
    "what was asked is not known": {"asked": None, "prompted": None},
}


@pytest.mark.parametrize("what", NOT_FOR_THEM)
@pytest.mark.parametrize("kind", LIMITED)
def test_what_is_known_of_them_or_is_not_refuses_for_good(kind, what):
    if kind == "told" and "asked" in NOT_FOR_THEM[what]:
        assert ask(kind, asked=None).do == "refuse"
        return
    assert ask(kind, **NOT_FOR_THEM[what]).do == "refuse"


def test_a_shared_phone_of_somebody_older_may_be_asked():
    assert ask("prompt", phone_of="shared", band="16-17").do == "send"


def test_nobody_is_asked_in_a_language_that_nobody_reads_today():
    assert ask("prompt", language="ti").do == "wait"
    assert ask("prompt", language=None).do == "wait"
    assert ask("safety", language="ti").do == "send"


PROMPTS = {  # (asked, told): whether the prompt check-in/a may go out in May 2026
    "never asked": ((), (), True),
    "once, and told": ((("wall", "", "2026-03"),), (("2026-04", 0),), True),
    "once, and not told": ((("wall", "", "2026-03"),), (), False),
    "told before the last ask": ((("wall", "", "2026-03"),), (("2026-02", 0),), False),
    "told in the same month, after": ((("wall", "", "2026-03"),), (("2026-03", 1),), True),
    "told in the same month, before": ((("wall", "", "2026-03"),), (("2026-03", 0),), False),
    "twice since February": (
        (("wall", "", "2026-02"), ("wall", "b", "2026-04")), (("2026-05", 0),), False,
    ),
    "twice, once in January": (
        (("wall", "", "2026-01"), ("wall", "b", "2026-04")), (("2026-05", 0),), True,
    ),
    "the same in May last year": ((("check-in", "a", "2025-05"),), (("2025-06", 0),), False),
    "the same in April last year": ((("check-in", "a", "2025-04"),), (("2025-06", 0),), True),
    "another part last month": ((("check-in", "b", "2026-04"),), (("2026-04", 1),), True),
}  # fmt: skip


@pytest.mark.parametrize("what", PROMPTS)
def test_how_often_somebody_may_be_asked(what):
    asked, told, goes = PROMPTS[what]
    found = ask("prompt", asked=frozenset(asked), told=frozenset(told))
    assert (found.do == "send") is goes, found


def test_the_same_question_again_only_when_they_chose_it():
    before = {
        "asked": frozenset({("check-in", "a", "2025-09")}),
        "told": frozenset({("2025-10", 0)}),
    }
    assert ask("prompt", **before).do == "refuse"
    assert ask("prompt", **before, chosen=True).do == "send"


def test_a_reminder_only_to_those_who_were_asked():
    assert ask("reminder", prompted=False).reason == "was not asked"
    assert ask("reminder", prompted=None).do == "refuse"


def test_told_once_in_90_days_and_only_those_who_were_asked():
    assert ask("told", told=frozenset({("2026-02", 1)})).do == "wait"  # it is owed to them
    assert ask("told", told=frozenset({("2026-01", 1)})).do == "send"
    assert ask("told", asked=frozenset()).do == "refuse"


@pytest.mark.parametrize("kind", ["reply", "safety"])
def test_replies_and_safety_obey_stop_and_a_cap(kind):
    assert ask(kind, consent="stopped").do == "refuse"
    assert ask(kind, consent=None).do == "refuse"
    assert ask(kind, today=RULES.caps[kind] - 1).do == "send"
    assert ask(kind, today=RULES.caps[kind]).do == "wait"
    assert ask(kind, today=None).do == "wait"
    assert ask(kind, may_ask=False, kind_of_contact="unknown").do == "send"


def test_an_alert_obeys_nothing():
    empty = Moment(NOW, LONDON, CLOSED)
    assert verdict("alert", Facts(), empty, Money(), RULES).do == "send"


def test_a_kind_that_there_is_not_is_refused():
    assert verdict("advert", GOOD, at(), MONEY, RULES).do == "refuse"
    assert gate("safety", Moment(NOW, LONDON, CLOSED), RULES) is None


# ---------------------------------------------------------------------------------- the money


def test_the_stop_is_hard_and_leaves_the_reserve():
    free = RULES.year - RULES.reserve
    for kind in LIMITED:
        assert ask(kind, money=Money(0, free - 5000, 0, 5000)).do == "send"
        assert ask(kind, money=Money(0, free - 4999, 0, 5000)).do == "wait"
        assert ask(kind, money=Money(RULES.month - 4999, 0, 0, 5000)).do == "wait"
        assert ask(kind, money=Money(0, free - 5000, RULES.reserve, 5000)).do == "send"
        assert ask(kind, money=Money(0, free - 5000, RULES.reserve + 1, 5000)).do == "wait"
        for unknown in ("month", "year", "reserved", "cost"):
            assert ask(kind, money=replace(MONEY, **{unknown: None})).do == "wait"
    spent = Money(RULES.month * 2, RULES.year * 2, RULES.year * 2, 5000)
    for kind in ("reply", "safety", "alert"):
        assert ask(kind, money=spent).do == "send"
        assert ask(kind, money=Money()).do == "send"


def test_months():
    assert months_from("2026-05", 3) == "2026-02"
    assert months_from("2026-01", 1) == "2025-12"
    assert first_month_of_year("2026-03", 4) == "2025-04"
    assert first_month_of_year("2026-04", 4) == "2026-04"
    assert first_month_of_year("2026-04", 1) == "2026-01"


def test_who_was_never_asked_has_nothing_to_be_told():
    assert told_since(frozenset(), frozenset())


# ------------------------------------------------------------------------ of the young person

LIMITS_OF_A_PERSON = {
    "nobody told them": ({"onboarded": False}, "refuse"),
    "nobody knows whether": ({"onboarded": None}, "refuse"),
    "on the do-not-ask list": ({"listed": True}, "refuse"),
    "not looked up on it": ({"listed": None}, "refuse"),
    "wants a pause": ({"paused": True}, "wait"),
    "pause not known": ({"paused": None}, "wait"),
    "in a conversation": ({"talking": True}, "wait"),
    "conversation not known": ({"talking": None}, "wait"),
    "wants it later": ({"preferred": time(17, 0)}, "wait"),
}


@pytest.mark.parametrize("why", LIMITS_OF_A_PERSON)
@pytest.mark.parametrize("kind", LIMITED)
def test_what_a_person_wants_or_is_spared(kind, why):
    facts, do = LIMITS_OF_A_PERSON[why]
    assert ask(kind, **facts).do == do


def test_a_wanted_time_that_no_window_allows_is_no_reason_to_wait_for_ever():
    assert ask("prompt", preferred=time(18, 0)).do == "send"
    until = NOW + timedelta(hours=4)
    assert ask("prompt", at(reader_until=until), preferred=time(18, 0)).do == "wait"


ALL_DAY = replace(RULES, windows=((time(9), time(17, 30)),) * 7)


@pytest.mark.parametrize(
    ("day", "band", "do"),
    [
        (datetime(2026, 5, 12, 11, tzinfo=UTC), "11-15", "wait"),  # a Tuesday in term, at noon
        (datetime(2026, 5, 12, 11, tzinfo=UTC), None, "wait"),
        (datetime(2026, 5, 12, 11, tzinfo=UTC), "18-25", "send"),
        (datetime(2026, 5, 12, 15, tzinfo=UTC), "11-15", "send"),
        (datetime(2026, 5, 27, 11, tzinfo=UTC), "11-15", "send"),  # half-term
        (datetime(2026, 5, 16, 11, tzinfo=UTC), "11-15", "send"),  # a Saturday
        (datetime(2030, 8, 7, 11, tzinfo=UTC), "11-15", "wait"),  # after the last known term
    ],
)
def test_nobody_of_school_age_is_asked_at_school(day, band, do):
    facts = replace(GOOD, band=band, phone_of="own")
    moment = at(day, list_at=day - timedelta(days=1))
    assert verdict("prompt", facts, moment, MONEY, ALL_DAY).do == do


def test_with_no_terms_known_every_weekday_is_school():
    moment = replace(at(datetime(2026, 8, 5, 11, tzinfo=UTC)), terms=())
    assert moment.in_term


def test_a_test_phone_needs_nobody_to_have_told_it():
    assert ask("prompt", kind_of_contact="staff_test", onboarded=False).do == "send"


def test_a_workers_own_phone_may_try_a_check_in_again():
    asked = frozenset({("check-in", "a", "2026-05"), ("wall", "a", "2026-05")})
    assert ask("prompt", kind_of_contact="staff_test", asked=asked).do == "send"
    assert ask("prompt", asked=asked).do == "refuse"
