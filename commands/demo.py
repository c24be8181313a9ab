"""Opens the demo: its clock set to a Tuesday, its county loaded, a log-in for each role."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import demo_county
from bot.service import keep_flows, open_service
from commands import (
    announcing,
    demo_actions,
    demo_cases,
    demo_contacts,
    demo_reports,
    demo_themes,
)
from config.settings import Settings, SettingsError
from staff.practice import MUST_PRACTISE
from staff.roles import ROLES
from storage.answers import read
from storage.clock import DemoClock, SystemClock
from storage.office import accounts, reading_work, signatures
from storage.rooms import Rooms

LONDON = ZoneInfo("Europe/London")
TUESDAY = 1
OPENS = time(16)
LEADS_IN = "havant"
PROPOSED_FROM = "wall.more"


@dataclass(frozen=True)
class Login:
    """A role's way in, to be printed."""

    role: str
    name: str
    password: str
    passphrase: str = ""  # of the lead, who opens cases with it


def open_demo(settings: Settings, environ: Mapping[str, str]) -> tuple[Login, ...]:
    """Load the demo county if it is not there yet; the log-ins, the same at every start."""
    service, clock = open_service(settings, environ)
    rooms = service.rooms
    if isinstance(clock, DemoClock) and not demo_county.is_loaded(rooms):
        clock.set_to(coming_tuesday(SystemClock().now()))
    now = clock.now()
    keep_flows(service, now)
    if not demo_county.is_loaded(rooms):
        announcing.announce_loading()
    demo_county.load(service, now)
    logins = _logins(rooms, demo_password(settings), now)
    with rooms.register.read() as conn:
        worker = accounts.find_by_name(conn, name_of("worker"))
        officer = accounts.find_by_name(conn, name_of("officer"))
        everybody = accounts.listing(conn)
    if officer is not None:
        demo_themes.load(rooms, service.county, settings.county_dir, officer[0].id, now)
        council = next((one.id for one in everybody if one.role == "council"), None)
        people = demo_actions.People(officer[0].id, council or officer[0].id)
        demo_actions.load(rooms, settings.county_dir, people, now)
        demo_reports.load(rooms, service.county, settings.county_dir, officer[0].id, now)
    if worker is not None:
        demo_contacts.load(rooms, worker[0].id, now)
    demo_cases.load(rooms, settings, name_of("safeguarding"), now)
    rooms.close()
    phrase = demo_cases.passphrase(settings)
    return tuple(
        replace(one, passphrase=phrase) if one.role == "safeguarding" else one for one in logins
    )


def forbid_demo_county(settings: Settings, environ: Mapping[str, str]) -> None:
    """Refuse to run production on the demo's databases: anybody may know their log-ins."""
    rooms = open_service(settings, environ)[0].rooms
    loaded = demo_county.is_loaded(rooms)
    rooms.close()
    if loaded:
        raise SettingsError(
            "DATABASE_URL names the demo county's database, with its log-ins: use a new one."
        )


def coming_tuesday(now: datetime) -> datetime:
    """16:00 in London, today if today is a Tuesday, or else on the next one."""
    today = now.astimezone(LONDON).date()
    day = today + timedelta(days=(TUESDAY - today.weekday()) % 7)
    return datetime.combine(day, OPENS, LONDON)


def demo_password(settings: Settings) -> str:
    """One password for all demo log-ins, another on every machine."""
    digest = hmac.digest(settings.secret_key.encode(), b"demo log-ins", hashlib.sha256)
    letters = base64.b32encode(digest).decode().lower()
    return "-".join(letters[at : at + 4] for at in (0, 4, 8, 12))


def _logins(rooms: Rooms, password: str, now: datetime) -> tuple[Login, ...]:
    with rooms.register.read() as conn:
        missing = [role for role in ROLES if accounts.find_by_name(conn, name_of(role)) is None]
    hashes = {role: accounts.hash_password(password) for role in missing}
    with rooms.register.write() as conn:
        for role, hashed in hashes.items():
            district = LEADS_IN if role == "district_lead" else None
            made = accounts.create(
                conn, name_of(role), role, hashed, now.date(), district=district, one_time=False
            )
            if role in MUST_PRACTISE:  # the demo's readers have practised
                reading_work.practised(conn, made.id, 15, passed=True, today=now.date())
    _propose(rooms, now)
    return tuple(Login(role, name_of(role), password) for role in ROLES)


def name_of(role: str) -> str:
    """The account name of a role's demo log-in."""
    return role.replace("_", "-")


def _propose(rooms: Rooms, now: datetime) -> None:
    """Some words are proposed for publication and wait for their second signature."""
    with rooms.answers.read() as conn:
        words = [one for one in read.words(conn, PROPOSED_FROM, limit=20) if one.may_quote][:2]
    with rooms.register.write() as conn:
        found = accounts.find_by_name(conn, name_of("officer"))
        if found and not signatures.listing(conn):
            for one in words:
                signatures.mark(conn, one.id, one.text, found[0].id, now)
