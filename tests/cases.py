"""A safeguarding team with a key pair and leads, made once and put into a test's rooms."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from nacl.pwhash import argon2id

from storage import cases, sealing
from storage.cases import Opened
from storage.crypto import new_id
from storage.office import accounts
from storage.office.accounts import Account
from storage.register import case_work
from storage.rooms import Rooms
from tests.conftest import NOW

PASSPHRASE = "four words nobody guesses"
OTHERS = "another four secret words"

sealing.COST = (argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)
"""Tests guess nothing: stretching for a second each time would only make them slow."""


@dataclass
class Team:
    """Some rooms' safeguarding team."""

    rooms: Rooms
    recovery: str
    lead: Account
    more: dict[str, Account] = field(default_factory=dict)

    def open(self, case_id: str, passphrase: str = PASSPHRASE, why: str = "to act") -> Opened:
        found = cases.open_case(self.rooms, case_id, self.lead.id, passphrase, why, NOW)
        assert found is not None
        return found

    def all(self) -> list[Opened]:
        """Every open case, opened."""
        with self.rooms.register.read() as conn:
            known = case_work.listing(conn)
        return [self.open(one.id) for one in known]

    def add(self, name: str, role: str = "safeguarding") -> Account:
        """Another account; a lead who has chosen a passphrase, and is not yet admitted."""
        made = an_account(self.rooms, name, role)
        if role == "safeguarding":
            cases.choose_passphrase(self.rooms, made.id, OTHERS, NOW)
        return made


@cache
def _hash() -> str:
    return accounts.hash_password("a password of twelve")


def an_account(rooms: Rooms, name: str, role: str) -> Account:
    with rooms.register.write() as conn:
        made = accounts.create(conn, name, role, _hash(), date(2026, 5, 1), one_time=False)
        cases.tell(conn, rooms)
    return made


def a_team(rooms: Rooms, lead: Account | None = None) -> Team:
    """Set up: the pair, its recovery key, and a lead whom the custodians let in."""
    recovery = cases.ensure_key(rooms, NOW)
    assert recovery is not None
    who = lead or an_account(rooms, f"lead-{new_id()[:6]}", "safeguarding")
    cases.choose_passphrase(rooms, who.id, PASSPHRASE, NOW)
    assert cases.admit_by_recovery(rooms, recovery, who.id, NOW)
    return Team(rooms, recovery, who)
