"""The demo county's check-ins: one that has closed, answers and all, and one that is running."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, func, insert, select, update

from bot.service import Service
from storage import check_ins, flow_safety, rosters
from storage.check_ins import Campaign, Desk
from storage.register import audiences, money, notices
from storage.register.audiences import Audience
from storage.register.contacts import Contact
from storage.register.sending_tables import asked, outbox
from storage.rosters import Shift
from storage.times import LONDON, london_day, stamp

CLOSED = "demo-campaign-closed"
RUNNING = "demo-campaign-running"
MADE_BY = "demo"
ASKED_NOW = 60
WEEKS_OF_ROSTER = 60


def closed(service: Service, people: Sequence[Contact], release: datetime) -> str:
    """The check-in whose answers the last release carried; its id."""
    starts = _window(release - timedelta(days=26))
    one = _plan(service, CLOSED, "How are things?", people, starts, starts + timedelta(days=14))
    check_ins.run(_desk(service), starts)
    _sent(service, one, starts)
    check_ins.run(_desk(service), starts + timedelta(days=14))
    return one


def running(service: Service, people: Sequence[Contact], now: datetime) -> str:
    """A check-in that went out yesterday, or on the last day before that had a window."""
    starts = _window(now - timedelta(days=1))
    some = people[:ASKED_NOW]
    closes = starts + timedelta(days=14)
    one = _plan(service, RUNNING, "Where I live", some, starts, closes, "how-is-life", "2")
    check_ins.run(_desk(service), starts)
    _sent(service, one, starts)
    return one


def roster(conn: Connection, now: datetime) -> None:
    """Somebody is on duty at all hours, and reads on working days."""
    monday = london_day(now) - timedelta(days=london_day(now).weekday())
    for week in range(WEEKS_OF_ROSTER):
        first = monday + timedelta(weeks=week)
        begins = datetime.combine(first, time(), LONDON)
        rosters.add(conn, Shift("duty", begins, begins + timedelta(days=7)))
        for ahead in range(5):
            day = first + timedelta(days=ahead)
            from_, to = (datetime.combine(day, at, LONDON) for at in (time(8, 30), time(17, 30)))
            rosters.add(conn, Shift("reader", from_, to, languages=("en", "ar")))
    rosters.tell(conn, now)


def sign_questions(service: Service, now: datetime) -> None:
    """The demo's safeguarding lead has read every set of questions."""
    with service.rooms.register.write() as conn:
        for flow in service.book.flows.values():
            flow_safety.sign(conn, flow, MADE_BY, now)


def _desk(service: Service) -> Desk:
    return Desk(service.rooms, service.book, service.cohorts)


def _window(near: datetime) -> datetime:
    """The last Monday to Thursday, at a quarter to four."""
    day = london_day(near)
    while day.weekday() > 3:
        day -= timedelta(days=1)
    return datetime.combine(day, time(15, 45), LONDON)


def _plan(
    service: Service,
    step: str,
    title: str,
    people: Sequence[Contact],
    starts: datetime,
    closes: datetime,
    flow: str = "check-in",
    part: str = "",
) -> str:
    who = Audience(contacts=tuple(one.id for one in people), onboarded_only=False)
    made = Campaign(
        title=title, kind="prompt", made_by=MADE_BY, audience=audiences.to_json(who),
        starts_at=starts, closes_at=closes, flow=flow, part=part, state="planned",
    )  # fmt: skip
    with service.rooms.register.write() as conn:
        known = notices.get(conn, step)
        if known is not None:
            return known
        notices.put(conn, step, check_ins.plan(conn, made))
    return made.id


def _sent(service: Service, campaign_id: str, at: datetime) -> None:
    """As if a network had taken them: most arrived, a few did not go."""
    mine = (outbox.c.campaign_id == campaign_id) & (outbox.c.state == "due")
    price = service.sending.price["prompt"]
    with service.rooms.register.write() as conn:
        whole = select(outbox.c.contact_id).where(mine, outbox.c.place == 1)
        ids = sorted(conn.execute(whole).scalars())
        fates = {"refused": ids[::13], "sent": ids[1::9]}
        out = [one for one in ids if one not in fates["refused"]]
        _became(conn, campaign_id, fates["refused"], state="refused", reason="may not be asked")
        taken = {"claimed_at": stamp(at), "attempts": 1, "cost": price * outbox.c.segments}
        _became(conn, campaign_id, fates["sent"], state="sent", **taken)
        _became(conn, campaign_id, out, state="delivered", **taken)
        row = conn.execute(select(outbox.c.flow, outbox.c.part).where(
            outbox.c.campaign_id == campaign_id)).first()  # fmt: skip
        if row is None or not out:
            return
        month = f"{at.astimezone(LONDON):%Y-%m}"
        known = {"flow": row.flow, "part": row.part, "month": month}
        conn.execute(insert(asked), [{"contact_id": one, **known} for one in out])
        costs = select(func.sum(outbox.c.segments), func.sum(outbox.c.cost))
        gone = (outbox.c.campaign_id == campaign_id) & (outbox.c.state != "refused")
        segments, cost = conn.execute(costs.where(gone)).one()
        money.count(conn, month, "prompt", int(segments), int(cost))


def _became(conn: Connection, campaign_id: str, people: Sequence[str], **values: object) -> None:
    here = (outbox.c.campaign_id == campaign_id) & (outbox.c.state == "due")
    conn.execute(update(outbox).where(here, outbox.c.contact_id.in_(people)).values(**values))
