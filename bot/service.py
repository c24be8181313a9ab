"""Everything a conversation needs at hand: the rooms, the county's book of flows and texts."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import structlog

from bot.silent_score import SilentScore
from config.data import (
    County,
    DataError,
    FlowFile,
    SendingRules,
    load_county,
    load_flow_files,
    load_helplines,
    load_phrases,
    load_safety_texts,
    load_sending,
    load_texts,
    load_translations,
    load_words,
)
from config.settings import Settings
from conversations import audience, language, safeguarding, words
from conversations.book import Book
from conversations.flows import Flow, read_flow
from conversations.safeguarding import Detector, NothingRead
from storage.clock import Clock, DemoClock, SystemClock
from storage.crypto import Vault
from storage.database import Busy
from storage.register import contacts, flow_sources
from storage.rooms import Rooms, open_rooms
from storage.times import london_day

log = structlog.get_logger(__name__)

DEMO_PHONES = tuple(f"+4477009000{place:02d}" for place in range(10))
"""In the range that Ofcom keeps for drama: nobody has these numbers."""


@dataclass(frozen=True)
class Service:
    """The young people's side, ready to receive. One per process."""

    rooms: Rooms
    county: County
    book: Book
    sending: SendingRules
    cohorts: dict[str, int]  # keyed code of a school-year cohort -> its first year
    sources: dict[str, str]  # the YAML of each flow that is served
    old_flows: dict[tuple[str, str], Flow]  # cache of versions that running sessions keep
    base_url: str = ""  # the address that links in texts begin with
    alert_now: Callable[[datetime], None] = lambda now: None  # web: try alerts after the commit
    shadow: SilentScore = field(default_factory=SilentScore, compare=False)

    def age_band(self, cohort: str | None, now: datetime) -> str:
        """The audience band of a kept cohort code; empty when the cohort is not known."""
        year = self.cohorts.get(cohort or "")
        return audience.audience(str(year), london_day(now)) if year else ""

    def demo_contacts(self) -> list[str]:
        """The numbers of the registered demo contacts that `/demo/phone` lends."""
        with self.rooms.register.read() as conn:
            return [
                number
                for number in DEMO_PHONES
                if contacts.by_number(conn, self.rooms.vault, number)
            ]

    def book_for(self, state: dict[str, object] | None) -> Book:
        """The book, with the very version of the flow in which this conversation began."""
        flow_id, version = str((state or {}).get("flow")), str((state or {}).get("version"))
        if not version or self.book.flow(flow_id, version) is not None:
            return self.book
        old = self.old_flows.get((flow_id, version)) or self._old_flow(flow_id, version)
        return replace(self.book, earlier={(flow_id, version): old}) if old else self.book

    def _old_flow(self, flow_id: str, version: str) -> Flow | None:
        with self.rooms.register.read() as conn:
            source = flow_sources.find(conn, flow_id, version)
        if source is None:
            return None
        flow = read_flow(FlowFile(f"{flow_id}@{version}", source))
        self.old_flows[flow_id, version] = flow
        return flow


def open_service(settings: Settings, environ: Mapping[str, str]) -> tuple[Service, Clock]:
    """Open the databases and read the county; the clock is the demo's own in the demo."""
    vault = Vault(settings.register_keys, settings.lookup_peppers)
    rooms = open_rooms(
        settings.database_url, settings.keys_database_url, settings.answers_database_url, vault
    )
    clock: Clock = DemoClock(rooms.register) if settings.demo else SystemClock()
    environ = {**environ, "MODE": settings.mode}
    service = make_service(rooms, settings.county_dir, environ)
    return replace(service, base_url=settings.public_base_url.rstrip("/")), clock


def make_service(rooms: Rooms, county_dir: Path, environ: Mapping[str, str]) -> Service:
    """Read the county's files. A flow that cannot be read is left out, and said; the rest serve."""
    county = load_county(county_dir, environ)
    language.warm()
    files = {flow.id: (flow, file) for flow, file in readable_flows(county_dir)}
    return Service(
        rooms=rooms,
        county=county,
        book=_book(county_dir, county, {name: flow for name, (flow, _) in files.items()}),
        sending=load_sending(county_dir),
        cohorts=contacts.cohort_years(rooms.vault),
        sources={name: file.source for name, (_, file) in files.items()},
        old_flows={},
    )


def _book(county_dir: Path, county: County, flows: Mapping[str, Flow]) -> Book:
    return Book(
        flows=flows,
        texts=load_texts(county_dir),
        words=words.index(load_words(county_dir)),
        phrases=_detector(county_dir),
        translations=load_translations(county_dir),
        helplines=load_helplines(county_dir),
        safety=load_safety_texts(county_dir),
        county=county,
    )


def _detector(county_dir: Path) -> Detector:
    """What notices danger; where its files cannot be read, every text goes to a person."""
    try:
        return safeguarding.detector(load_phrases(county_dir))
    except DataError as error:
        log.error("safeguarding_not_read", problem=str(error))
        return NothingRead()


def readable_flows(county_dir: Path) -> Iterator[tuple[Flow, FlowFile]]:
    """The county's flows; a broken file is reported with its line and left out."""
    for file in load_flow_files(county_dir):
        try:
            yield read_flow(file), file
        except DataError as error:
            log.error("flow_left_out", problem=str(error))


def keep_flows(service: Service, now: datetime) -> None:
    """Keep the flows that are served from now on, so that a change harms nobody's conversation."""
    with service.rooms.register.write() as conn:
        flow_sources.serve(
            conn,
            [
                (name, flow.version, service.sources[name])
                for name, flow in service.book.flows.items()
            ],
            now,
        )


TRY_AGAIN_SECONDS = 2.0


def keep_flows_soon(service: Service, clock: Clock) -> None:
    """The same for a process that starts: while the database is away it serves all the same, and
    keeps the flows as soon as it can. One that died here would take the whole web with it."""
    if not _kept(service, clock):
        log.warning("flows_not_kept_yet", do="nothing: it is tried until the database is back")
        threading.Thread(
            target=_keep_later, args=(service, clock), daemon=True, name="keep-flows"
        ).start()


def _keep_later(service: Service, clock: Clock) -> None:
    while not _kept(service, clock):
        time.sleep(TRY_AGAIN_SECONDS)


def _kept(service: Service, clock: Clock) -> bool:
    try:
        keep_flows(service, clock.now())
    except Busy:
        return False
    return True
