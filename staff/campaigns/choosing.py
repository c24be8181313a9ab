"""What somebody chose on the sending page: to whom, which check-in, when; read from the form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from werkzeug.datastructures import MultiDict

from config.data import AUDIENCES, SendingRules
from conversations.campaign_rules import Reach, Ruling, Sender, leaving_out_own, may_send
from staff.campaigns.words import NoFlows, Question, book, question, questions
from staff.desk import desk, now, person
from storage import flow_safety
from storage.register import audiences, contacts
from storage.register.audiences import Audience

OPEN_DAYS = (3, 7, 14)
USUAL_DAYS = 7
SOON = "soon"
_FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Choice:
    """One check-in to be sent. `who`: all, one or some; the filters count for `some` only."""

    who: str
    audience: Audience
    asked: Question
    when: str  # soon, or a day
    starts_at: datetime
    open_days: int
    one: str = ""
    remind: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def closes_at(self) -> datetime:
        """When its window closes for all."""
        return self.starts_at + timedelta(days=self.open_days)

    @property
    def remind_at(self) -> datetime | None:
        """Half-way, so that there is time to answer after it."""
        return self.starts_at + timedelta(days=self.open_days) / 2 if self.remind else None


def sender() -> Sender:
    """Who is at the desk, as the rules ask."""
    return Sender(person().id, person().role, person().district)


def chosen(form: MultiDict[str, str]) -> Choice:
    """What the form says; the usual where it says nothing."""
    problems: dict[str, str] = {}
    who = form.get("who", "all")
    asked = question(form.get("ask", "")) if form.get("ask") else None
    if form.get("ask") and asked is None:
        problems["ask"] = "This check-in is not there any more. Choose another."
    starts_at = _start(form, problems)
    days = form.get("days", "")
    return Choice(
        who=who if who in ("all", "one", "some") else "all",
        audience=_audience(who, form, problems, asked or questions()[0]),
        asked=asked or questions()[0],
        when=form.get("when", SOON),
        starts_at=starts_at,
        open_days=int(days) if days in map(str, OPEN_DAYS) else USUAL_DAYS,
        one=form.get("one", ""),
        remind=form.get("remind") == "yes" and person().role != "worker",
        problems=problems,
    )


def size(audience: Audience) -> int:
    """How many it is today. Only the rules see it; a page shows `about`."""
    rooms = desk().rooms
    with rooms.register.read() as conn:
        return audiences.count(conn, audience, contacts.cohort_years(rooms.vault), now())


def about(number: int) -> str:
    """A count as a page may show it: small groups are not counted out, and filters cannot be
    played against each other to single somebody out."""
    least = desk().county.release.k_inside
    if number == 0:
        return "nobody"
    if number < least:
        return f"fewer than {least} young people"
    return f"about {max(least, round(number / 5) * 5):,} young people"


def ruling(choice: Choice, number: int, sending: SendingRules) -> Ruling:
    """Whether this person may send this to these people."""
    if not signed(choice.asked.flow):
        return Ruling("no", flow_safety.WHY_NOT)
    who = choice.audience
    reach = Reach(number, who.places, who.worker_id, who.not_worker_id)
    return may_send(sender(), choice.asked.flow, reach, sending)


def signed(flow_id: str | None) -> bool:
    """Whether the safeguarding lead has signed these questions as they are now."""
    try:
        flow = book().flow(flow_id or "")
    except NoFlows:
        return False
    with desk().rooms.register.read() as conn:
        return flow_safety.is_signed(conn, flow)


def opens(sending: SendingRules, after: datetime, most: int = 3) -> list[datetime]:
    """The next moments at which texts begin to go out; the first may be now."""
    county, found = desk().county, []
    local = after.astimezone(county.time_zone)
    for ahead in range(60):
        day = local.date() + timedelta(days=ahead)
        window = None if day in county.closed else sending.windows[day.weekday()]
        if window is None:
            continue
        first, last = (datetime.combine(day, at, county.time_zone) for at in window)
        if last > local:
            found.append(max(first, local))
        if len(found) == most:
            break
    return found


def _start(form: MultiDict[str, str], problems: dict[str, str]) -> datetime:
    when = form.get("when", SOON)
    if when == SOON:
        return now()
    try:
        day = date.fromisoformat(form.get("date", "") if when == "date" else when)
    except ValueError:
        problems["date"] = "Give the day on which it goes out."
        return now()
    start = datetime.combine(day, time(), desk().county.time_zone)
    today = now().astimezone(desk().county.time_zone).date()
    if day < today or start - now() > _FARTHEST:
        problems["date"] = "Give a day from today on, within a year."
    return max(start, now())


def _audience(
    who: str, form: MultiDict[str, str], problems: dict[str, str], asked: Question
) -> Audience:
    me = sender()
    places: tuple[str, ...] = ()
    found = Audience()
    if who == "some":
        county = desk().county
        places = _known(form, "place", (one.id for one in county.places))
        found = Audience(
            statuses=_known(form, "status", (one.id for one in county.statuses)),
            bands=_known(form, "band", AUDIENCES),
            languages=_known(form, "language", county.languages_on),
        )
        if not places and found == Audience():
            problems["place-0"] = "Tick at least one box, or choose all."
    if who == "one":
        if not form.get("one"):
            problems["one"] = "Choose one of your young people."
        found = Audience(contacts=(form.get("one", "")[:64],))
    if me.role == "district_lead":
        places = (me.district or "",)
    worker = me.id if me.role == "worker" else None
    reach = leaving_out_own(me, asked.flow, Reach(0, places, worker))
    return replace(
        found, places=places, worker_id=reach.worker_id, not_worker_id=reach.not_worker_id
    )


def _known(form: MultiDict[str, str], name: str, known: Iterable[str]) -> tuple[str, ...]:
    ticked = set(form.getlist(name))
    return tuple(one for one in known if one in ticked)
