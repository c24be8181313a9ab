"""Whether a text may go out now: every limit on sending, as one pure function.

`send` goes out, `wait` may go later, `refuse` never goes. Prompts, reminders and "we did" texts
obey everything and fail closed: a fact that nobody has said counts against them. Replies and
safety texts obey STOP and a cap against abuse; alerts to staff obey nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.data import SendingRules

LIMITED = ("prompt", "reminder", "told")
RESERVED = ("reply", "safety", "alert")
"""Their money lies outside the stop, and no window or pause holds them back."""

COVERED_HOURS = 72
LIST_DAYS = 8
MONTHS_OF_90_DAYS = 3  # before this one
MONTHS_OF_A_YEAR = 12
YOUNGEST = "8-11"
GROWN_UP = "18-25"
SATURDAY = 5


@dataclass(frozen=True)
class Office:
    """What the office has said. None: nobody has said it, so nothing limited goes out."""

    paused: bool | None = None
    duty_until: datetime | None = None  # somebody is on duty for every hour until then
    readers: frozenset[date] | None = None  # days on which a reader is rostered
    reader_until: datetime | None = None  # a reader is at work until then
    list_at: datetime | None = None  # when the do-not-ask list came
    reads: frozenset[str] | None = None  # languages that somebody reads today
    read_late: bool = False  # a conversation waits too long for its safety read


@dataclass(frozen=True)
class Moment:
    """Now, in the county: its zone, its closed days, and what its office has said."""

    now: datetime
    zone: ZoneInfo
    closed: frozenset[date]
    office: Office = Office()
    terms: tuple[tuple[date, date], ...] = ()  # of school; none known: school is every day

    @property
    def local(self) -> datetime:
        """The time on the wall."""
        return self.now.astimezone(self.zone)

    @property
    def month(self) -> str:
        """`2026-05`, by the calendar on the wall."""
        return f"{self.local:%Y-%m}"

    @property
    def in_term(self) -> bool:
        """Whether there is school today; after the last term that anybody knows, yes."""
        day = self.local.date()
        if not self.terms or day > max(last for _, last in self.terms):
            return True
        return any(first <= day <= last for first, last in self.terms)


@dataclass(frozen=True)
class Facts:
    """What is known of one text and of the phone it is for. None: not known."""

    kind_of_contact: str | None = None  # registered | unknown | staff_test
    consent: str | None = None
    may_ask: bool | None = None
    phone_of: str | None = None
    band: str | None = None
    language: str | None = None
    flow: str | None = None
    part: str | None = None
    chosen: bool = False  # the young person asked for this question
    asked: frozenset[tuple[str, str, str]] | None = None  # (flow, part, month)
    told: frozenset[tuple[str, int]] | None = None  # (month, asks of that month before it)
    prompted: bool | None = None  # a reminder: its prompt went out
    today: int | None = None  # texts of this kind to this phone in 24 hours
    until: datetime | None = None
    onboarded: bool | None = None  # a known adult has told them
    paused: bool | None = None
    listed: bool | None = None  # the case system says: do not ask them now
    preferred: time | None = None
    talking: bool | None = None  # in a conversation with us


@dataclass(frozen=True)
class Money:
    """What was spent so far, in thousandths of a penny, and what this text would cost."""

    month: int | None = None  # of the limited kinds
    year: int | None = None  # of the limited kinds
    reserved: int | None = None  # of the others, this year
    cost: int | None = None


@dataclass(frozen=True)
class Verdict:
    """`send`, `wait` or `refuse`, and why in a word or two of ours."""

    do: str
    reason: str = ""


SEND = Verdict("send")


def verdict(kind: str, facts: Facts, moment: Moment, money: Money, rules: SendingRules) -> Verdict:
    """May this text go out at this moment?"""
    if kind == "alert":
        return SEND
    if kind in RESERVED:
        return _reserved(kind, facts, rules)
    if kind not in LIMITED:
        return Verdict("refuse", "no such kind")
    found = gate(kind, moment, rules) or _person(kind, facts, moment, rules)
    return found or no_money(money, rules) or SEND


def gate(kind: str, moment: Moment, rules: SendingRules) -> Verdict | None:
    """What holds back every text of a kind, whomever it is for; None when nothing does."""
    if kind not in LIMITED:
        return None
    for check in _GATES:
        if why := check(moment, rules):
            return Verdict("wait", why)
    return None


def _paused(moment: Moment, _rules: SendingRules) -> str:
    paused = moment.office.paused
    return "never switched on" if paused is None else "paused" if paused else ""


def _window(moment: Moment, rules: SendingRules) -> str:
    local = moment.local
    window, later = rules.windows[local.weekday()], rules.later[local.weekday()]
    if local.date() in moment.closed:
        return "closed today"
    if window is None or local.time() < window[0]:
        return "outside the window"
    if local.time() < window[1]:
        return ""
    reader = moment.office.reader_until
    if later is None or local.time() >= later or reader is None or moment.now >= reader:
        return "outside the window"
    return ""


def _duty(moment: Moment, _rules: SendingRules) -> str:
    until = moment.office.duty_until
    ends = moment.now + timedelta(hours=COVERED_HOURS)
    return "" if until is not None and until >= ends else "duty is not covered"


def _readers(moment: Moment, _rules: SendingRules) -> str:
    rostered = moment.office.readers
    if rostered is None or not _working_days(moment) <= rostered:
        return "no reader is rostered"
    return ""


def _working_days(moment: Moment) -> set[date]:
    last = (moment.now + timedelta(hours=COVERED_HOURS)).astimezone(moment.zone).date()
    first = moment.local.date()
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return {day for day in days if day.weekday() < SATURDAY and day not in moment.closed}


def _list(moment: Moment, _rules: SendingRules) -> str:
    came = moment.office.list_at
    fresh = came is not None and timedelta(0) <= moment.now - came < timedelta(days=LIST_DAYS)
    return "" if fresh else "the do-not-ask list is old"


def _late(moment: Moment, _rules: SendingRules) -> str:
    return "the safety read is late" if moment.office.read_late else ""


_GATES: tuple[Callable[[Moment, SendingRules], str], ...] = (
    _paused, _window, _duty, _readers, _list, _late,
)  # fmt: skip


def _reserved(kind: str, facts: Facts, rules: SendingRules) -> Verdict:
    if facts.consent is None:
        return Verdict("refuse", "nobody to send to")
    if facts.consent == "stopped":
        return Verdict("refuse", "stopped")
    if facts.today is None or facts.today >= rules.caps[kind]:
        return Verdict("wait", "too many today")
    return SEND


def _person(kind: str, facts: Facts, moment: Moment, rules: SendingRules) -> Verdict | None:
    if why := _may_not_be_asked(facts, moment):
        return Verdict("refuse", why)
    test = facts.kind_of_contact == "staff_test"  # a worker's own phone is nobody who tires
    if kind == "prompt" and not test and (why := _asked_too_much(facts, moment, rules)):
        return Verdict("refuse", why)
    if kind == "reminder" and not facts.prompted:
        return Verdict("refuse", "was not asked")
    if kind == "told" and (why := _told_for_nothing(facts)):
        return Verdict("refuse", why)
    if why := _not_now(facts, moment, rules) or _told_lately(kind, facts, moment):
        return Verdict("wait", why)
    return None


def _may_not_be_asked(facts: Facts, moment: Moment) -> str:
    if facts.until is not None and moment.now >= facts.until:
        return "too late"
    if facts.consent not in ("new", "agreed"):
        return "stopped" if facts.consent == "stopped" else "nobody to send to"
    if facts.kind_of_contact not in ("registered", "staff_test") or not facts.may_ask:
        return "may not be asked"
    if facts.kind_of_contact == "registered" and not facts.onboarded:
        return "nobody has told them yet"
    if facts.listed is not False:
        return "on the do-not-ask list"
    if facts.phone_of != "own" and facts.band in (None, "", YOUNGEST):
        return "a shared phone under 11"
    return ""


def _not_now(facts: Facts, moment: Moment, rules: SendingRules) -> str:
    local = moment.local
    if facts.paused is not False:
        return "they want a pause"
    if facts.talking is not False:
        return "in a conversation"
    school = moment.in_term and local.weekday() < SATURDAY and local.date() not in moment.closed
    if facts.band != GROWN_UP and school and local.time() < rules.school_out:
        return "at school"
    if facts.preferred is not None and local.time() < facts.preferred < _last(moment, rules):
        return "they want it later in the day"
    if facts.language is None or facts.language not in (moment.office.reads or ()):
        return "nobody reads their language today"
    return ""


def _last(moment: Moment, rules: SendingRules) -> time:
    """When today's window closes, as far as is known now."""
    local = moment.local
    window, later = rules.windows[local.weekday()], rules.later[local.weekday()]
    closes = window[1] if window else time.min
    reader = moment.office.reader_until
    if later is None or reader is None:
        return closes
    until = reader.astimezone(moment.zone)
    there = later if until.date() > local.date() else min(later, until.time())
    return max(closes, there)


def _asked_too_much(facts: Facts, moment: Moment, rules: SendingRules) -> str:
    if facts.asked is None or facts.told is None or not facts.flow or facts.part is None:
        return "what was asked is not known"
    year = months_from(moment.month, MONTHS_OF_A_YEAR)
    same = any((facts.flow, facts.part) == one[:2] and one[2] >= year for one in facts.asked)
    if same and not facts.chosen:
        return "the same question within a year"
    recent = months_from(moment.month, MONTHS_OF_90_DAYS)
    if sum(month >= recent for _, _, month in facts.asked) >= rules.most_prompts:
        return "asked enough in 90 days"
    if not told_since(facts.asked, facts.told):
        return "not told since the last time"
    return ""


def told_since(asked: frozenset[tuple[str, str, str]], told: frozenset[tuple[str, int]]) -> bool:
    """Whether a `told` followed their last ask. Only months are kept, so within a month it is
    the number of asks that came before the `told` that says so."""
    if not asked:
        return True
    last = max(month for _, _, month in asked)
    asks = sum(month == last for _, _, month in asked)
    return any(month > last or (month == last and before >= asks) for month, before in told)


def _told_for_nothing(facts: Facts) -> str:
    if facts.asked is None or facts.told is None:
        return "what was asked is not known"
    if not facts.asked:
        return "was not asked"
    return ""


def _told_lately(kind: str, facts: Facts, moment: Moment) -> str:
    """What they are owed is not lost: it waits until they may be told again."""
    recent = months_from(moment.month, MONTHS_OF_90_DAYS)
    lately = any(month >= recent for month, _ in facts.told or ())
    return "told once in 90 days" if kind == "told" and lately else ""


def no_money(money: Money, rules: SendingRules) -> Verdict | None:
    """The hard stop. What replies and safety spend beyond their reserve comes out of the rest."""
    if None in (money.month, money.year, money.reserved, money.cost):
        return Verdict("wait", "what was spent is not known")
    month, year, reserved, cost = (
        int(one or 0) for one in (money.month, money.year, money.reserved, money.cost)
    )
    if month + cost > rules.month:
        return Verdict("wait", "the month's money is spent")
    if year + max(0, reserved - rules.reserve) + cost > rules.year - rules.reserve:
        return Verdict("wait", "the year's money is spent")
    return None


def months_from(month: str, back: int) -> str:
    """The month so many months before, as `2026-05`."""
    whole = int(month[:4]) * 12 + int(month[5:]) - 1 - back
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"


def first_month_of_year(month: str, year_starts: int) -> str:
    """The first month of the budget year that a month belongs to."""
    return months_from(month, (int(month[5:]) - year_starts) % 12)
