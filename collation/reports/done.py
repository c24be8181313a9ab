"""What the office records of the loop, as reports name it: actions, events, agenda lines."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from collation.reports.material import Deed, Event, Meeting, Waiting
from collation.reports.periods import Period, first_day, last_day
from storage.office import actions, log, proposals, public_texts
from storage.office.actions import CANNOT, Action, Owner
from storage.office.log import CARERS, OBSERVED
from storage.office.reply_clock import reply_clock

STATES: Mapping[str, str] = {
    "asked": "asked, not answered yet", "said": "said, not sorted yet",
    "themed": "nobody has decided yet", "decided": "decided, not done yet",
    "did": "done, they have not been told", "told": "done, and they were told",
    "checked": "done, told, and they said whether it worked",
}  # fmt: skip
WHOSE = {CARERS: "carers’ own", OBSERVED: "what adults saw of children who cannot say it yet"}
EFFECTS = {"plan": "care plans", "training": "training", "service": "the service"}


def deeds(
    office: Connection, period: Period, today: date, base: str, *, public: bool
) -> tuple[Deed, ...]:
    """The county's actions that belong to a period: found in it, or with something done in it.

    `public`: in the words that two people signed, where there are any, and with public addresses.
    """
    who = actions.owners(office)
    texts = public_texts.public(office, "action") if public else []
    signed = {one.subject: one.body["usual"] for one in texts if "usual" in one.body}
    found = [one for one in actions.listing(office) if _belongs(one, period)]
    return tuple(_deed(one, who, today, base, signed.get(one.id), public=public) for one in found)


def waiting(office: Connection, today: date) -> Waiting | None:
    """The reply clock over all actions; None where there are none."""
    clock = reply_clock(actions.listing(office), today)
    if not clock.due and not clock.waiting:
        return None
    return Waiting(clock.due, clock.in_time, clock.days_from_asking, clock.told_of_asked,
                   clock.waiting, clock.longest_wait)  # fmt: skip


def events(office: Connection, period: Period, base: str, *, public: bool) -> tuple[Event, ...]:
    """The district log of a period, the earliest first. `public`: without links to the log."""
    first, last = first_day(period.quarters[0]), last_day(period.last)
    found = [
        Event(
            one.day, one.place, one.title, one.young_people, one.adults, one.did,
            tuple(EFFECTS.get(each, each) for each in one.effect), WHOSE.get(one.kind, ""),
            bool(one.managers), one.told_back_on,
            "" if public else f"{base}/staff/log/{one.id}",
        )
        for one in log.listing(office)
        if first <= one.day <= last
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.day, one.place, one.title)))


def agenda(office: Connection, meeting: Meeting | None) -> tuple[str, ...]:
    """What young people's councils want the Board to talk about on its day."""
    return tuple(one.text for one in proposals.agenda(office, meeting.day)) if meeting else ()


def _belongs(one: Action, period: Period) -> bool:
    days = (one.decided_on, one.did_on, one.told_on, one.checked_on)
    first, last = first_day(period.quarters[0]), last_day(period.last)
    return one.period in period.quarters or any(day and first <= day <= last for day in days)


def _deed(
    one: Action, who: Mapping[str, Owner], today: date, base: str,
    signed: Mapping[str, str] | None, *, public: bool,
) -> Deed:  # fmt: skip
    owner = who.get(one.owner_id or "")
    words = signed or {"said": one.heard, "did": one.answer}
    address = f"{base}/you-said-we-did#{one.code}" if public else f"{base}/staff/actions/{one.id}"
    state = "we cannot, and they were told" if _refused(one) else STATES[one.state]
    return Deed(
        ref=one.code, heard=words["said"], answer=words["did"],
        owner=owner.name if owner else "nobody yet", state=state, possible=one.kind != CANNOT,
        due=one.by_when, themes=(one.theme,) if one.theme else (), asked_on=one.asked_on,
        told_on=one.told_on, late=_late(one, today), href=address,
    )  # fmt: skip


def _late(one: Action, today: date) -> str:
    if one.overdue(today):
        return "overdue"
    return "not by the day that was promised" if one.broken(today) else ""


def _refused(one: Action) -> bool:
    return one.kind == CANNOT and one.told_on is not None
