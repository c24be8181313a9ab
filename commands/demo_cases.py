"""The demo's cases: a lead who can open them, who is rung, and one case through its life."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import demo_people
from commands.announcing import RECOVERY_FILE
from config.settings import Settings
from storage import audit, cases, rosters
from storage.crypto import new_id
from storage.office import accounts, duty_list, team_keys
from storage.office.accounts import Account
from storage.office.rosters import DUTY, Shift
from storage.register import alerts, case_work, contacts, duty_people, notices
from storage.register import cases as kept
from storage.register.concerns import Concern
from storage.rooms import Rooms

STEP = "demo-cases"
SECOND = "safeguarding-2"
LEAD_PHONE, SECOND_PHONE, TEAM_PHONE = "+447700900801", "+447700900802", "+447700900803"
_SOME = demo_people.NUMBERS[40:80]
FIRST_WORDS = "my cousin makes me carry stuff for him and i owe him money now"
LATER_WORDS = "he says he will hurt me if i tell anyone"


def passphrase(settings: Settings) -> str:
    """The demo lead's, another on every machine, printed with the log-ins."""
    digest = hmac.digest(settings.secret_key.encode(), b"demo passphrase", hashlib.sha256)
    letters = base64.b32encode(digest).decode().lower()
    return "open " + " ".join(letters[at : at + 4] for at in (0, 4, 8))


def load(rooms: Rooms, settings: Settings, lead_name: str, now: datetime) -> None:
    """Once: the leads, the list of who is rung, and a case that was worked on."""
    with rooms.register.read() as conn:
        if notices.get(conn, STEP):
            return
        found = accounts.find_by_name(conn, lead_name)
    path = settings.var_dir / RECOVERY_FILE
    if found is None or not path.exists():
        return
    lead, recovery = found[0], path.read_text().strip()
    second = _second(rooms, now)
    for one, phrase in ((lead, passphrase(settings)), (second, accounts.one_time_password())):
        cases.choose_passphrase(rooms, one.id, phrase, now)
        cases.admit_by_recovery(rooms, recovery, one.id, now)
    _rung(rooms, lead, second, now)
    _through_its_life(rooms, lead, now)
    with rooms.register.write() as conn:
        notices.put(conn, STEP, "done")


def _second(rooms: Rooms, now: datetime) -> Account:
    """A colleague: one lead alone can be ill, asleep, or the one a case is about."""
    with rooms.register.read() as conn:
        known = accounts.find_by_name(conn, SECOND)
    if known is not None:
        return known[0]
    hashed = accounts.hash_password(accounts.one_time_password())
    with rooms.register.write() as conn:
        return accounts.create(conn, SECOND, "safeguarding", hashed, now.date(), one_time=False)


def _rung(rooms: Rooms, lead: Account, second: Account, now: datetime) -> None:
    listed = ((lead.id, LEAD_PHONE, "lead"), (second.id, SECOND_PHONE, "second"),
              (None, TEAM_PHONE, "team"))  # fmt: skip
    span = now - timedelta(days=1), now + timedelta(days=60)
    with rooms.register.write() as conn:
        for who, phone, name in listed:
            body = duty_people.sealed(rooms.vault, phone, f"{name}@demo.example.org")
            duty_list.put(conn, who, body)
        rosters.add(conn, Shift(DUTY, *span, lead.id))
        rosters.add(conn, Shift(DUTY, *span, second.id, standin=True))
        for one in (lead, second):
            team_keys.tested(conn, one.id, now - timedelta(days=2))
        cases.tell(conn, rooms)
        rosters.tell(conn, now)


def _through_its_life(rooms: Rooms, lead: Account, now: datetime) -> None:
    """Raised yesterday, opened, answered, joined by more words, decided; not yet handed over."""
    began = now - timedelta(days=1, hours=3)
    by = {"by": lead.name}
    with rooms.register.write() as conn:
        some = ((one, contacts.by_number(conn, rooms.vault, one)) for one in _SOME)
        number, person = next((one, who) for one, who in some if who and who.consent == "agreed")
        whose = person.id
        first = _concern(FIRST_WORDS, began, number)
        kept.take_in(conn, rooms.vault, first, whose)
        kept.link(conn, rooms.vault, whose, first.id)
        at = began + timedelta(minutes=6)
        _opened(conn, first.id, lead, at)
        kept.add_note(conn, first.id, "text", by | {
            "text": "Hi, I work for the council and read your text. You did right to say it. "
            "Can I ring you at 4pm?"}, at + timedelta(minutes=4))  # fmt: skip
        more = _concern(LATER_WORDS, began + timedelta(minutes=30), number)
        kept.join(conn, rooms.vault, first.id, more, whose)
        _opened(conn, first.id, lead, began + timedelta(minutes=38))
        kept.add_note(conn, first.id, "note", by | {"text": "Rang. Safe at home with their carer; "
            "agreed whom we tell."}, began + timedelta(minutes=55))  # fmt: skip
        case_work.mark_decided(conn, first.id, began + timedelta(minutes=58))
        kept.add_note(conn, first.id, "outcome", by | {
            "outcome": "referred", "text": "Strategy discussion tomorrow at 10",
        }, began + timedelta(minutes=58))  # fmt: skip


def _opened(conn: Connection, case_id: str, lead: Account, at: datetime) -> None:
    audit.record(conn, at, lead.id, "case.opened", case_id, "To read what was said and decide")
    case_work.mark_seen(conn, case_id, at)
    alerts.opened(conn, case_id)


def _concern(text: str, at: datetime, number: str) -> Concern:
    lines = (("bot", "Is there anything you would change?"), ("you", text))
    return Concern(new_id(), "urgent", at, "sms", "demo", False, "new",
                   ("exploitation:demo",), text, lines, number, "")  # fmt: skip
