"""Claiming texts to send: limits checked and counted in the same transaction as the claim.

The first text of a prompt is what the limits judge; its companions (place 2 and on) go with it in
the same transaction, or alone later once it is surely out, and never without it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)

from config.data import SendingRules
from conversations import limits
from conversations.limits import LIMITED, RESERVED, Facts, Moment, Money, Verdict
from storage.database import alone
from storage.register import asks, companions, money, notices, rota
from storage.register.sending_tables import asked, outbox, outbox_text, told
from storage.register.tables import contact, do_not_ask, session
from storage.times import moment, stamp, time_of_day

_CLAIMS = 7306
RATE_SECONDS = 10
TRY_AGAIN = timedelta(hours=1)
AFTER_A_TALK = timedelta(minutes=15)
"""When a text that may not go to this person now is looked at again."""

SOON = ("in a conversation", "they want it later in the day", "at school")

_COLUMNS = (
    *outbox.c["id", "token", "kind", "place", "contact_id", "campaign_id", "flow", "part", "chosen",
              "until", "attempts", "segments", "body"],
    contact.c.number, contact.c.kind.label("who"), contact.c.consent, contact.c.may_ask,
    contact.c.phone_of, contact.c.cohort, contact.c.language, contact.c.onboarded,
    contact.c.paused, contact.c.preferred_time,
    exists().where(session.c.contact_id == contact.c.id).label("talking"),
    exists().where(do_not_ask.c.record_tag == contact.c.record_tag).label("listed"),
    outbox_text.c.body.label("text"),
)  # fmt: skip


@dataclass(frozen=True)
class Claimer:
    """Who claims, how much at once and for how long, and what the keys database knows."""

    owner: str
    size: int
    lease: timedelta
    epoch: int
    sendings: int
    alerts_only: bool = False
    pressing_only: bool = False


@dataclass(frozen=True)
class Setting:
    """What the limits need beside the database."""

    rules: SendingRules
    zone: ZoneInfo
    closed: frozenset[date]
    band: Callable[[str | None, datetime], str]
    terms: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Claimed:
    """One text that must now go out, still sealed. Nobody else has it until `lease_until`."""

    id: str
    token: str
    kind: str
    number: bytes | None
    body: bytes
    attempts: int
    claimed_at: datetime
    lease_until: datetime
    place: int = 1
    contact_id: str | None = None
    campaign_id: str | None = None


@dataclass(frozen=True)
class Batch:
    """What was claimed, and how far the register's count has got."""

    texts: tuple[Claimed, ...] = ()
    sendings: int = 0
    old_register: bool = False  # restored from a backup, and `after-restore` has not run


def anything_due(conn: Connection, now: datetime) -> bool:
    """Whether it is worth taking the write lock."""
    here = (outbox.c.state == "due") & (outbox.c.due_at <= stamp(now))
    return conn.execute(select(outbox.c.id).where(here).limit(1)).first() is not None


def claim(conn: Connection, setting: Setting, claimer: Claimer, now: datetime) -> Batch:
    """Take a small batch: alerts, safety texts and replies first, then what the limits let go."""
    alone(conn, _CLAIMS)
    counted = counted_before = int(notices.get(conn, notices.SENDINGS) or 0)
    old = counted < claimer.sendings
    at = Moment(now, setting.zone, setting.closed, rota.office(conn, now), setting.terms)
    old = old or claimer.alerts_only
    rows = _due(conn, ("alert",) if old else RESERVED, claimer, claimer.size, now)
    kinds = (
        []
        if old or claimer.pressing_only
        else [one for one in LIMITED if not limits.gate(one, at, setting.rules)]
    )
    room = min(claimer.size - len(rows), _room(conn, setting.rules, at)) if kinds else 0
    if room > 0:
        companions.drop_orphans(conn, now)
        rows += _due(conn, kinds, claimer, room, now)
    texts = _decided(conn, setting, claimer, at, rows) if rows else []
    if texts:
        counted += 1
        notices.put(conn, notices.SENDINGS, str(counted))
    return Batch(tuple(texts), counted, counted_before < claimer.sendings)


def _due(
    conn: Connection, kinds: Sequence[str], claimer: Claimer, size: int, now: datetime
) -> list[RowMapping]:
    limited = kinds[0] in LIMITED
    joined = outbox.outerjoin(outbox_text, outbox_text.c.id == outbox.c.text_id)
    joined = joined.join(contact, contact.c.id == outbox.c.contact_id, isouter=not limited)
    query = (
        select(*_COLUMNS)
        .select_from(joined)
        .where(
            outbox.c.state == "due",
            outbox.c.kind.in_(kinds),
            outbox.c.due_at <= stamp(now),
            or_(outbox.c.epoch == claimer.epoch, outbox.c.kind == "alert"),
            *(_let_go(conn) if limited else ()),
        )
        .order_by(outbox.c.kind != "alert", outbox.c.due_at)  # who must be woken comes first
        .limit(size)
        # The contact too: a STOP that is being written waits for us, or we for it.
        .with_for_update(skip_locked=True, of=[outbox, contact] if limited else [outbox])
    )
    return list(conn.execute(query).mappings())


def _let_go(conn: Connection) -> tuple[ColumnElement[bool], ...]:
    """No campaign that is paused, and no companion whose first text is not out yet."""
    paused = notices.listed(conn, notices.PAUSED_CAMPAIGNS)
    alone = or_(outbox.c.place == 1, companions.first_is_out(outbox))
    return (outbox.c.campaign_id.not_in(paused), alone) if paused else (alone,)


def _room(conn: Connection, rules: SendingRules, at: Moment) -> int:
    """How many limited texts the rate and the day leave, all workers together."""
    since = stamp(at.now - timedelta(seconds=RATE_SECONDS))
    midnight = at.local.replace(hour=0, minute=0, second=0, microsecond=0)
    limited = select(func.count()).where(outbox.c.kind.in_(LIMITED))
    lately = conn.execute(limited.where(outbox.c.claimed_at > since)).scalar_one()
    first = (outbox.c.place == 1) & (outbox.c.claimed_at >= stamp(midnight))
    # What is due again surely never went out: it does not use up the day.
    went = outbox.c.state != "due"
    today = conn.execute(limited.where(first, went)).scalar_one()
    return min(rules.per_second * RATE_SECONDS - int(lately), rules.most_a_day - int(today))


def _decided(
    conn: Connection,
    setting: Setting,
    claimer: Claimer,
    at: Moment,
    rows: Sequence[RowMapping],
) -> list[Claimed]:
    """Each text's verdict, one after the other, each counted before the next is looked at."""
    known = _Known.read(conn, rows, at)
    spent = money.so_far(conn, at.month, setting.rules)
    following = companions.of(conn, rows, _COLUMNS, claimer.epoch)
    changes, texts = [], []
    for row in rows:
        whole = (row, *following.get(row["id"], ()))
        cost = sum(_cost(one, setting) for one in whole)
        verdict = _verdict(row, known, replace(spent, cost=cost), setting, at)
        if verdict.do == "wait":
            changes.append(_change(row, verdict, claimer, at.now, 0))
            continue
        for one in whole:
            changes.append(_change(one, verdict, claimer, at.now, _cost(one, setting)))
        if verdict.do == "send":
            spent = _with(spent, row["kind"], cost)
            known.count(conn, row, at.month)
            segments = sum(one["segments"] for one in whole)
            money.count(conn, at.month, row["kind"], segments, cost)
            texts += [_claimed(one, claimer, at.now) for one in whole]
    columns = ("state", "due_at", "lease_until", "claimed_at", "claimed_by", "attempts", "cost",
               "reason")  # fmt: skip
    change = update(outbox).where(outbox.c.id == bindparam("its_id"))
    conn.execute(change.values({name: bindparam(name) for name in columns}), changes)
    never = [one["its_id"] for one in changes if one["state"] == "refused"]
    conn.execute(update(outbox).where(outbox.c.id.in_(never)).values(body=None))
    return texts


def _cost(row: RowMapping, setting: Setting) -> int:
    return int(row["segments"]) * setting.rules.price[row["kind"]]


def _verdict(
    row: RowMapping, known: "_Known", spent: Money, setting: Setting, at: Moment
) -> Verdict:
    facts = known.facts(row, setting, at)
    if row["kind"] != "alert" and (row["number"] is None or not (row["text"] or row["body"])):
        return Verdict("refuse", "nobody to send to")
    if row["place"] > 1:  # its first text was judged, and is out
        return companions.verdict(facts, spent, setting.rules)
    return limits.verdict(row["kind"], facts, at, spent, setting.rules)


def _with(spent: Money, kind: str, cost: int) -> Money:
    if kind in LIMITED:
        return replace(spent, month=(spent.month or 0) + cost, year=(spent.year or 0) + cost)
    return replace(spent, reserved=(spent.reserved or 0) + cost)


def _change(
    row: RowMapping, verdict: Verdict, claimer: Claimer, now: datetime, cost: int
) -> dict[str, Any]:
    goes = verdict.do == "send"
    state = {"send": "claimed", "wait": "due", "refuse": "refused"}[verdict.do]
    wait = AFTER_A_TALK if verdict.reason in SOON else TRY_AGAIN
    return {
        "its_id": row["id"],
        "state": state,
        "due_at": stamp(now + wait if verdict.do == "wait" else now),
        "lease_until": stamp(now + claimer.lease) if goes else None,
        "claimed_at": stamp(now) if goes else None,
        "claimed_by": claimer.owner if goes else None,
        "attempts": row["attempts"] + goes,
        "cost": cost if goes else 0,
        "reason": verdict.reason,
    }


def _claimed(row: RowMapping, claimer: Claimer, now: datetime) -> Claimed:
    return Claimed(
        id=row["id"],
        token=row["token"],
        kind=row["kind"],
        number=row["number"],
        body=row["text"] or row["body"],
        attempts=row["attempts"] + 1,
        claimed_at=now,
        lease_until=now + claimer.lease,
        place=row["place"],
        contact_id=row["contact_id"],
        campaign_id=row["campaign_id"],
    )


@dataclass
class _Known:
    """What was asked and told, for the people of one batch; grows as the batch is decided."""

    asked: dict[str, set[tuple[str, str, str]]]
    told: dict[str, set[tuple[str, int]]]
    prompted: set[tuple[str, str]]
    today: dict[tuple[str, str], int]

    @classmethod
    def read(cls, conn: Connection, rows: Sequence[RowMapping], at: Moment) -> "_Known":
        people = {row["contact_id"] for row in rows if row["contact_id"]}
        known = cls({}, {}, set(), {})
        for row in conn.execute(select(asked).where(asked.c.contact_id.in_(people))):
            known.asked.setdefault(row.contact_id, set()).add((row.flow, row.part, row.month))
        for row in conn.execute(select(told).where(told.c.contact_id.in_(people))):
            known.told.setdefault(row.contact_id, set()).add((row.month, row.asks))
        mine = outbox.c.contact_id.in_(people)
        if any(row["kind"] == "reminder" for row in rows):
            went = (
                (outbox.c.kind == "prompt")
                & (outbox.c.place == 1)
                & outbox.c.state.in_(("sent", "delivered"))
            )
            query = select(outbox.c.contact_id, outbox.c.campaign_id).where(mine, went)
            known.prompted = {(row.contact_id, row.campaign_id) for row in conn.execute(query)}
        if any(row["kind"] in RESERVED for row in rows):
            since = outbox.c.claimed_at > stamp(at.now - timedelta(days=1))
            each = (outbox.c.contact_id, outbox.c.kind)
            many: Select[Any] = select(*each, func.count()).where(mine, since).group_by(*each)
            known.today = {(row[0], row[1]): int(row[2]) for row in conn.execute(many)}
        return known

    def facts(self, row: RowMapping, setting: Setting, at: Moment) -> Facts:
        who = row["contact_id"]
        return Facts(
            kind_of_contact=row["who"],
            consent=row["consent"],
            may_ask=row["may_ask"],
            phone_of=row["phone_of"],
            band=setting.band(row["cohort"], at.now),
            language=row["language"],
            flow=row["flow"],
            part=row["part"],
            chosen=bool(row["chosen"]),
            asked=frozenset(self.asked.get(who, ())),
            told=frozenset(self.told.get(who, ())),
            prompted=(who, row["campaign_id"]) in self.prompted,
            today=self.today.get((who, row["kind"]), 0),
            until=moment(row["until"]) if row["until"] else None,
            onboarded=row["onboarded"],
            paused=row["paused"],
            listed=row["listed"],
            preferred=time_of_day(row["preferred_time"]),
            talking=row["talking"],
        )

    def count(self, conn: Connection, row: RowMapping, month: str) -> None:
        """Count a text that goes out, in the database and for the rest of this batch."""
        who, kind = row["contact_id"], row["kind"]
        self.today[who, kind] = self.today.get((who, kind), 0) + 1
        if row["place"] > 1:
            return  # of an ask that is counted
        asks.count(conn, row, month)
        if kind == "prompt":
            self.asked.setdefault(who, set()).add((row["flow"], row["part"], month))
        elif kind == "told":
            before = sum(one[2] == month for one in self.asked.get(who, ()))
            self.told.setdefault(who, set()).add((month, before))


def expired(conn: Connection, now: datetime, limit: int) -> list[Mapping[str, Any]]:
    """Claims whose lease ran out: nobody knows whether those texts went out."""
    joined = outbox.outerjoin(outbox_text, outbox_text.c.id == outbox.c.text_id)
    joined = joined.outerjoin(contact, contact.c.id == outbox.c.contact_id)
    query = select(*_COLUMNS, *outbox.c["claimed_at", "lease_until"]).select_from(joined)
    late = (outbox.c.state == "claimed") & (outbox.c.lease_until <= stamp(now))
    rows = conn.execute(query.where(late).order_by(outbox.c.lease_until).limit(limit)).mappings()
    return [dict(row) for row in rows]
