"""Who is rung, and when: as the office has it, left where an alert can be raised at once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.crypto import Unreadable, Vault
from storage.register import notices
from storage.times import moment, stamp

WAYS = ("call", "sms", "email")


@dataclass(frozen=True)
class DutyPerson:
    """Somebody who can be reached; no account: a team that is not signed in here."""

    id: str
    account_id: str | None
    phone: str = ""
    email: str = ""

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """(way, address) of everything that reaches them."""
        known = (("call", self.phone), ("sms", self.phone), ("email", self.email))
        return tuple((way, to) for way, to in known if to)


@dataclass(frozen=True)
class Turn:
    """One stretch of duty: for whom, and whether only when whoever is on duty is silent."""

    starts_at: datetime
    ends_at: datetime
    person_id: str
    standin: bool


@dataclass(frozen=True)
class Rung:
    """The list as it stands."""

    people: tuple[DutyPerson, ...] = ()
    turns: tuple[Turn, ...] = ()

    def at(self, now: datetime, step: int, closed_to: frozenset[str] = frozenset()) -> tuple[
        DutyPerson, ...
    ]:  # fmt: skip
        """Who is rung at this step; everybody where nobody is down, or from the third step on."""
        open_to = [one for one in self.people if one.account_id not in closed_to and one.ways]
        there = {one.person_id for one in self.turns if one.starts_at <= now < one.ends_at
                 and (step > 0 or not one.standin)}  # fmt: skip
        found = tuple(one for one in open_to if one.id in there)
        return tuple(open_to) if step > 1 or not found else found

    def covered(self, now: datetime) -> bool:
        """Whether somebody who can be reached is down for this moment."""
        known = {one.id for one in self.people if one.ways}
        return any(
            one.starts_at <= now < one.ends_at and one.person_id in known and not one.standin
            for one in self.turns
        )


def sealed(vault: Vault, phone: str, email: str) -> bytes:
    """A telephone number and an address, as they are kept."""
    return vault.seal(json.dumps({"phone": phone, "email": email}))


def opened(vault: Vault, body: bytes) -> tuple[str, str]:
    """(phone, e-mail)."""
    said = json.loads(vault.open(body))
    return str(said.get("phone", "")), str(said.get("email", ""))


def say(
    conn: Connection,
    people: Iterable[tuple[str, str | None, bytes]],
    turns: Sequence[Turn],
) -> None:
    """Leave the list; the addresses stay sealed."""
    listed = [{"id": one, "account": account, "body": bytes(body).decode()}
              for one, account, body in people]  # fmt: skip
    when = [[stamp(one.starts_at), stamp(one.ends_at), one.person_id, one.standin] for one in turns]
    text = json.dumps({"people": listed, "turns": when}, sort_keys=True)
    if notices.get(conn, notices.DUTY_PEOPLE) != text:
        notices.put(conn, notices.DUTY_PEOPLE, text)


def rung(conn: Connection, vault: Vault) -> Rung:
    """The list; what cannot be read of it is left out, so that the rest are rung."""
    said = json.loads(notices.get(conn, notices.DUTY_PEOPLE) or "{}")
    people = []
    for one in said.get("people", ()):
        try:
            phone, email = opened(vault, one["body"].encode())
        except (Unreadable, ValueError):
            continue
        people.append(DutyPerson(one["id"], one["account"], phone, email))
    turns = tuple(Turn(moment(begins), moment(ends), person, bool(standin))
                  for begins, ends, person, standin in said.get("turns", ()))  # fmt: skip
    return Rung(tuple(people), turns)
