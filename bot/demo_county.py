"""Loads the demo county: its young people, a year of released answers, and what waits today.

Everything goes the way that real words go: sealed, held, read, and released by the mixer, at the
moment of its quarter. Each step is one transaction that leaves a notice, so that a load that was
broken off goes on where it stopped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection

from bot import demo_campaigns, demo_people
from bot.demo_reading import half_read, read_deposit
from bot.demo_words import DemoWords, Told, load_demo_words, talk
from bot.message import InboundMessage
from bot.receive import receive
from bot.service import Service
from conversations.redaction_change import Change
from storage import keys, mixer
from storage.crypto import new_id
from storage.register import case_work, cases, concerns, contacts, held, notices, requests, rota
from storage.register.concerns import Concern
from storage.register.contacts import Contact
from storage.register.held import Ending, Kept
from storage.register.requests import Request
from storage.rooms import Rooms
from storage.times import london_day, quarter

SEED = 20181022
LOADED, TODAY = "demo-loaded", "demo-today"
QUARTERS = 4
FOLDER = Path(__file__).resolve().parent.parent / "config"

# How many conversations a quarter brings, by flow: of registered people, and in web chat.
_REGISTERED = {"check-in": 110, "wall": 70, "say-anything": 50}
_WEB = {"wall": 14, "say-anything": 14}

_HAVE_HISTORY = slice(20, demo_people.PEOPLE)
"""The first twenty have said nothing yet: the demo's phone lends some, others are met below."""
_TALKING_NOW = demo_people.NUMBERS[10:13]
_IN_DANGER = demo_people.NUMBERS[13]
_ASKING = demo_people.NUMBERS[14:16]


@dataclass(frozen=True)
class DemoSummary:
    """What there is after loading."""

    people: int
    quarters: tuple[str, ...]
    texts_waiting: int
    looks: int
    concerns: int
    requests: int


@dataclass(frozen=True)
class _County:
    """What every step needs."""

    service: Service
    words: DemoWords
    people: Sequence[Contact]

    @property
    def rooms(self) -> Rooms:
        return self.service.rooms

    @property
    def hold(self) -> timedelta:
        return timedelta(hours=self.service.county.release.hold_hours)


def is_loaded(rooms: Rooms) -> bool:
    """Whether the demo county is there, whole."""
    return _is_done(rooms, LOADED)


def load(service: Service, now: datetime, seed: int = SEED) -> DemoSummary:
    """Load the demo county as it is at `now`, once; the same seed makes the same county."""
    if not is_loaded(service.rooms):
        _people(service, now, seed)
        county = _County(service, load_demo_words(FOLDER), _registered(service.rooms))
        days = list(_release_days(now))
        demo_campaigns.sign_questions(service, days[-1])
        last = demo_campaigns.closed(service, county.people, days[-1])
        for number, moment in enumerate(days):
            rng = Random(f"{seed} {number}")  # noqa: S311 - the same county each time
            answers = last if moment == days[-1] else None
            _quarter(county, moment, rng, number / (QUARTERS - 1), answers)
        demo_campaigns.running(service, county.people, now)
        if not _is_done(service.rooms, TODAY):
            _today(county, now)
        half_read(service.rooms, now)
        with service.rooms.register.write() as conn:
            notices.put(conn, LOADED, "done")
    return _summary(service.rooms, now)


def _is_done(rooms: Rooms, step: str) -> bool:
    with rooms.register.read() as conn:
        return notices.get(conn, step) is not None


def _people(service: Service, now: datetime, seed: int) -> None:
    step, rooms = "demo-people", service.rooms
    if _is_done(rooms, step):
        return
    rng = Random(seed)  # noqa: S311 - the same county each time
    rows = demo_people.rows(service.county, rooms.vault, rng, london_day(now))
    with rooms.register.write() as conn:
        for row in rows:
            contacts.add(conn, row)
        notices.put(conn, step, "done")


def _registered(rooms: Rooms) -> list[Contact]:
    with rooms.register.read() as conn:
        numbers = demo_people.NUMBERS[_HAVE_HISTORY]
        found = [contacts.by_number(conn, rooms.vault, number) for number in numbers]
    return [one for one in found if one is not None and not one.stopped]


def _release_days(now: datetime) -> Iterator[datetime]:
    """A night in the middle of each of the quarters before this one, the earliest first."""
    today = london_day(now)
    this = today.year * 4 + (today.month - 1) // 3
    for back in range(QUARTERS, 0, -1):
        year, part = divmod(this - back, 4)
        yield datetime(year, part * 3 + 2, 14, 3, tzinfo=UTC)


# ------------------------------------------------------------------------------ a quarter's words


def _quarter(
    county: _County, moment: datetime, rng: Random, year: float, campaign: str | None
) -> None:
    """People talk, a reader reads, the mixer releases."""
    step, rooms = f"demo-{quarter(moment)}", county.rooms
    if not _is_done(rooms, step):
        endings = list(_endings(county, moment, rng, year, campaign))
        found = _keys_for(rooms, endings, moment)
        with rooms.register.write() as conn:
            changes: list[Change] = []
            for ending in endings:
                deposit, changed = read_deposit(ending, found[ending.conversation_id], rng)
                mixer.deposit(conn, deposit)
                changes += changed
            mixer.count_changes(conn, changes, moment)
            notices.put(conn, step, "done")
    mixer.release(rooms, county.service.county.release, moment)


def _endings(
    county: _County, moment: datetime, rng: Random, year: float, campaign: str | None
) -> Iterator[Ending]:
    flows = county.service.book.flows
    for flow, count in _REGISTERED.items():
        for person in rng.sample(county.people, count):
            told = talk(flows[flow], county.words, rng, year)
            at = moment - timedelta(days=rng.randint(4, 40))
            asked = campaign if flow == "check-in" else None
            yield replace(_ending(county, person, told, at), campaign=asked)
    for flow, count in _WEB.items():
        for _ in range(count):
            told = talk(flows[flow], county.words, rng, year)
            yield _ending(county, None, told, moment - timedelta(days=rng.randint(4, 40)))


def _ending(
    county: _County,
    person: Contact | None,
    told: Told,
    at: datetime,
    how: str = "finished",
    *,
    look_only: bool = False,
) -> Ending:
    described: dict[str, str | None] = dict(told.attributes)
    if person is not None:
        age = county.service.age_band(person.cohort, at)
        described |= {"place": person.place, "age": age, "status": person.status}
        described |= {"language": person.language}
    return Ending(
        conversation_id=new_id(),
        contact_id=person.id if person else None,
        lane="registered" if person else "web",
        how=how,
        answers=told.kept,
        lines=tuple(told.lines),
        attributes={name: value for name, value in described.items() if value} if person else {},
        may_quote=told.may_quote,
        ready_at=at + county.hold,
        look_only=look_only,
    )


def _keys_for(rooms: Rooms, endings: Sequence[Ending], now: datetime) -> dict[str, bytes]:
    with rooms.keys.write() as conn:
        return {
            one.conversation_id: keys.make(conn, rooms.vault, one.conversation_id, now)
            for one in endings
        }


# ---------------------------------------------------------------------------------- what is today


def _today(county: _County, now: datetime) -> None:
    """Some are talking, some words wait to be read, and somebody is in danger."""
    rooms = county.rooms
    for place, number in enumerate(_TALKING_NOW):
        receive(county.service, InboundMessage("sms", number, f"demo-{place}", "check in"), now)
    endings = [*_waiting(county, now), *_looked_at(county, now)]
    found = _keys_for(rooms, endings, now)
    deposits = [held.prepare(one, found[one.conversation_id]) for one in endings]
    with rooms.register.write() as conn:
        for deposit in deposits:
            mixer.deposit(conn, deposit)
        _danger(conn, rooms, now)
        for kind, number in zip(("person", "advocate"), _ASKING, strict=True):
            made_at = now - timedelta(hours=5)
            asked = Request(new_id(), kind, made_at, "sms", "open", number)
            requests.add(conn, rooms.vault, asked)
        _office(conn, now)
        notices.put(conn, TODAY, "done")


def _office(conn: Connection, now: datetime) -> None:
    """All that sending needs: duty, readers, a fresh do-not-ask list, and no pause."""
    rota.pause(conn, False)
    rota.say_list(conn, now)
    demo_campaigns.roster(conn, now)


def _waiting(county: _County, now: datetime) -> Iterator[Ending]:
    questions = ("say-anything.words", "say-anything.more")
    for place, texts in enumerate(county.words.waiting):
        told = Told(lines=[("bot", "What would you like to say?")], may_quote=True)
        for question, text in zip(questions, texts, strict=False):
            told.kept.append(Kept(question, "words", None, text))
            told.lines.append(("you", text))
        at = now - county.hold - timedelta(hours=3 + 2 * place)
        yield _ending(county, county.people[place], told, at)


def _looked_at(county: _County, now: datetime) -> Iterator[Ending]:
    for place, (why, text) in enumerate(county.words.looked_at):
        told = Told(lines=[("bot", "What would you like to say?"), ("you", text)])
        person = county.people[-1 - place]
        yield _ending(county, person, told, now - county.hold, why, look_only=True)


def _danger(conn: Connection, rooms: Rooms, now: datetime) -> None:
    text = "he hit me again and i dont feel safe here tonight"
    raised = Concern(
        id=new_id(),
        level="urgent",
        raised_at=now - timedelta(minutes=25),
        channel="sms",
        detector="demo",
        needs_person=False,
        state="new",
        reasons=("being hurt", "not safe tonight"),
        text=text,
        lines=(("bot", "How are things where you live right now?"), ("you", text)),
        number=_IN_DANGER,
        note="",
    )
    person = contacts.by_number(conn, rooms.vault, _IN_DANGER)
    cases.take_in(conn, rooms.vault, raised, person.id if person else None)
    if person is not None:
        cases.link(conn, rooms.vault, person.id, raised.id)


def _summary(rooms: Rooms, now: datetime) -> DemoSummary:
    waiting = mixer.queue(rooms, now)
    with rooms.register.read() as conn:
        return DemoSummary(
            people=len(contacts.listing(conn, "registered", demo_people.PEOPLE + 1)),
            quarters=tuple(quarter(moment) for moment in _release_days(now)),
            texts_waiting=waiting.texts,
            looks=waiting.looks,
            concerns=len(concerns.listing(conn, rooms.vault)) + len(case_work.listing(conn)),
            requests=len(requests.listing(conn, rooms.vault)),
        )
