"""Opening sealed cases with a lead's passphrase; admitting leads, and ending a leaver's access."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nacl.public import PrivateKey
from sqlalchemy import Connection, select, update

from storage import audit, sealing
from storage.crypto import Unreadable
from storage.office import accounts, team_keys
from storage.register import alerts, case_hiding, case_work, concerns, records, team
from storage.register.case_work import Case
from storage.register.concerns import Lines
from storage.register.tables import contact
from storage.register.team import TeamPublic
from storage.rooms import Rooms
from storage.times import moment

MAY_BE_NAMED = ("safeguarding", "reader", "officer", "translator")
"""Whose names in a young person's words close a case or a conversation to them."""


@dataclass(frozen=True)
class Entry:
    """What a person wrote or did: a note, a text back, an outcome, the county's reference."""

    kind: str
    at: datetime
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Opened:
    """A case as a lead reads it."""

    case: Case
    reasons: tuple[str, ...]
    text: str
    lines: Lines
    numbers: tuple[str, ...]
    about: Mapping[str, Any]
    entries: tuple[Entry, ...]
    conversations: tuple[str, ...] = ()


def ensure_key(rooms: Rooms, now: datetime) -> str | None:
    """Make the team's pair once, and tell the bot its public half; the recovery key, once."""
    recovery = team_keys.ensure(rooms.register, now)
    with rooms.register.write() as conn:
        tell(conn, rooms)
    return recovery


def tell(conn: Connection, rooms: Rooms) -> None:
    """Leave the register what it must know of the office: the public key, the leads' names."""
    current, said = team_keys.find(conn), team.team_public(conn)
    if current is not None and (said is None or said.id != current.id):
        team.say_team_public(conn, current.id, current.public)
    listed = accounts.listing(conn)
    named = {one.id: one.name for one in listed if one.active and one.role in MAY_BE_NAMED}
    case_hiding.say_names(conn, rooms.vault, named)


def leads_in(conn: Connection) -> int:
    """How many leads with an open account can open a case today."""
    inside = team_keys.admitted(conn)
    return sum(one.active and one.id in inside for one in accounts.listing(conn))


def ring_of(rooms: Rooms, account_id: str, passphrase: str) -> dict[str, PrivateKey]:
    """The team's keys, as far as this lead has them. Raises `Unreadable`."""
    with rooms.register.read() as conn:
        own = team_keys.own_private(conn, account_id, passphrase)
        ring = team_keys.keyring(conn, account_id, own)
    if not ring:
        raise Unreadable
    return ring


def open_case(
    rooms: Rooms, case_id: str, account_id: str, passphrase: str, reason: str, now: datetime
) -> Opened | None:
    """Open a case, in the audit log with the reason; None: there is none for this lead.

    Raises `Unreadable` for a wrong passphrase, which is in the log too.
    """
    with rooms.register.read() as conn:
        known = visible(conn, rooms, case_id, account_id)
        sealed = case_work.parts(conn, case_id)
    if known is None:
        return None
    try:
        ring = ring_of(rooms, account_id, passphrase)
        said = [_said(ring, one) for one in sealed]
    except (Unreadable, KeyError) as error:
        with rooms.register.write() as conn:
            audit.record(conn, now, account_id, "case.not_opened", case_id, reason)
        raise Unreadable from error
    together = _put_together(known, said)
    if _named_after_all(rooms, together, account_id, now):
        return None
    with rooms.register.write() as conn:  # first into the log: nothing is shown that is not there
        audit.record(conn, now, account_id, "case.opened", case_id, reason)
        case_work.mark_seen(conn, case_id, now)
        alerts.opened(conn, case_id)
        if known.drill:
            team_keys.tested(conn, account_id, now)
        after = case_work.find(conn, case_id)
    return replace(together, case=after or known)


def _named_after_all(rooms: Rooms, opened: Opened, account_id: str, now: datetime) -> bool:
    """Whether it is about them, which nothing could tell while it was sealed under their old name.

    Their account was opened or renamed after the words were written.
    """
    said = case_hiding.in_their_words(opened.text, opened.lines)
    with rooms.register.write() as conn:
        tell(conn, rooms)
        if not case_hiding.is_named(conn, rooms.vault, account_id, said):
            return False
        case_hiding.hide(conn, rooms.vault, opened.case.id, account_id)
        audit.record(conn, now, "golden-thread", "case.hidden", opened.case.id)
    return True


def visible(conn: Connection, rooms: Rooms, case_id: str, account_id: str) -> Case | None:
    """The case, unless it is about this account: then there is none."""
    known = case_work.find(conn, case_id)
    if known is None or case_hiding.hidden_from(conn, rooms.vault, [case_id], account_id):
        return None
    return known


def queue(rooms: Rooms, account_id: str, *, open_only: bool = True) -> list[Case]:
    """The cases that this account may know of, the most urgent first, then the oldest."""
    with rooms.register.read() as conn:
        found = case_work.listing(conn, open_only=open_only)
        about = case_hiding.hidden_from(conn, rooms.vault, [one.id for one in found], account_id)
    return [one for one in found if one.id not in about]


def closed_to_all(conn: Connection, rooms: Rooms, seen_by: str) -> int:
    """Open cases that are about every lead who could open them; none that is about the asker."""
    found = [one.id for one in case_work.listing(conn)]
    leads = [one.id for one in accounts.listing(conn) if one.active]
    able = [one for one in leads if one in team_keys.admitted(conn)]
    closed = set(found) if able else set()
    for one in able:
        closed &= case_hiding.hidden_from(conn, rooms.vault, found, one)
    return len(closed - case_hiding.hidden_from(conn, rooms.vault, found, seen_by))


def _said(ring: Mapping[str, PrivateKey], part: case_work.Part) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(sealing.open_text(ring[part.key_id], part.body))
    if sealed := said.get("about", {}).pop("record", None):
        said["about"]["record_number"] = _record(ring, bytes.fromhex(sealed))
    return said


def _record(ring: Mapping[str, PrivateKey], sealed: bytes) -> str:
    for private in ring.values():
        try:
            return sealing.open_bytes(private, sealed).decode().strip()
        except Unreadable:
            continue
    return ""


def _put_together(case: Case, parts: Sequence[dict[str, Any]]) -> Opened:
    ordered = sorted(parts, key=lambda one: str(one["at"]))
    reasons: dict[str, None] = {}
    numbers: dict[str, None] = {}
    texts: list[str] = []
    lines: Lines = ()
    about: dict[str, Any] = {}
    entries = []
    for one in ordered:
        reasons |= dict.fromkeys(one.get("reasons", ()))
        if one["kind"] == "words":
            texts.append(one["text"])
            later = tuple((who, what) for who, what in one["lines"])
            lines = concerns.together(lines, later)
            numbers |= dict.fromkeys(filter(None, [one["number"]]))
            about |= one["about"]
            if not one["note"]:
                continue
        elif one["kind"] == "raised":
            continue
        entries.append(Entry(one["kind"], moment(one["at"]), one))
    talks = dict.fromkeys(one.get("about", {}).get("conversation") for one in ordered)
    conversations = tuple(one for one in talks if one)
    about.pop("conversation", None)
    return Opened(case, tuple(reasons), "\n".join(texts), lines, tuple(numbers), about,
                  tuple(entries), conversations)  # fmt: skip


# ------------------------------------------------------------------------- who can open at all


def choose_passphrase(rooms: Rooms, account_id: str, passphrase: str, now: datetime) -> None:
    """A lead's first passphrase: nothing opens with it until somebody admits them."""
    made = team_keys.lead_pair(passphrase)
    with rooms.register.write() as conn:
        team_keys.choose(conn, account_id, made, now)
        audit.record(conn, now, account_id, "case_key.chosen", account_id)


def change_passphrase(
    rooms: Rooms, account_id: str, before: str, after: str, now: datetime
) -> None:
    """Another passphrase for the same pair. Raises `Unreadable` for a wrong one before."""
    with rooms.register.read() as conn:
        own = team_keys.own_private(conn, account_id, before)
    salt = sealing.new_salt()
    key = sealing.stretched(after, salt)
    with rooms.register.write() as conn:
        team_keys.relock(conn, account_id, own, key, salt)
        audit.record(conn, now, account_id, "case_key.changed", account_id)


def admit(rooms: Rooms, account_id: str, passphrase: str, new: str, now: datetime) -> bool:
    """A lead who is in lets another in. Raises `Unreadable`; False: they chose no passphrase."""
    ring = ring_of(rooms, account_id, passphrase)
    return _admit(rooms, account_id, new, ring, now)


def admit_by_recovery(rooms: Rooms, recovery: str, new: str, now: datetime) -> bool:
    """The custodians let the first lead in, or one when all have lost theirs. `Unreadable`."""
    with rooms.register.read() as conn:
        pairs = team_keys.all_of(conn)
    ring = {}
    for one in pairs:
        try:
            ring[one.id] = team_keys.unwrapped(one, recovery)
        except Unreadable:  # a pair of another recovery key
            continue
    if not ring:
        raise Unreadable
    return _admit(rooms, "recovery key", new, ring, now)


def _admit(rooms: Rooms, by: str, new: str, ring: dict[str, PrivateKey], now: datetime) -> bool:
    with rooms.register.write() as conn:
        done = team_keys.admit(conn, new, ring)
        if done:
            audit.record(conn, now, by, "case_key.admitted", new)
    return done


def end_access(
    rooms: Rooms, account_id: str, passphrase: str, leaver: str, now: datetime
) -> str | None:
    """A leaver opens nothing more: a new pair for what comes, and all that is kept sealed to it.

    Raises `Unreadable`. A new recovery key, to be shown once, where the old one cannot be used on.
    """
    ring = ring_of(rooms, account_id, passphrase)
    with rooms.register.write() as conn:
        team_keys.end(conn, leaver)
        made, private, recovery = team_keys.next_pair(conn, now)
        tell(conn, rooms)
        audit.record(conn, now, account_id, "case_key.ended", leaver)
    _seal_again(rooms, {**ring, made.id: private}, TeamPublic(made.id, made.public))
    return recovery


def _seal_again(rooms: Rooms, ring: dict[str, PrivateKey], key: TeamPublic) -> None:
    """Cases and record numbers, one short write each; what comes meanwhile has the new key."""
    with rooms.register.read() as conn:
        older = [
            one for one in case_work.parts(conn) if one.key_id in ring and one.key_id != key.id
        ]
        query = select(contact.c.id, contact.c.record_number)
        records = conn.execute(query.where(contact.c.record_number.is_not(None))).all()
    for part in older:
        text = json.dumps(_said(ring, part), ensure_ascii=False)
        with rooms.register.write() as conn:
            case_work.reseal(conn, part, key, text)
    changed = [(row.id, _record(ring, row.record_number)) for row in records]
    with rooms.register.write() as conn:
        for contact_id, record in changed:
            if record:
                _keep_record(conn, contact_id, key, record)


def _keep_record(conn: Connection, contact_id: str, key: TeamPublic, record: str) -> None:
    values = {"record_number": records.sealed(key.public, record)}
    conn.execute(update(contact).where(contact.c.id == contact_id).values(**values))
