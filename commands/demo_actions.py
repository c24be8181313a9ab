"""The demo county's promises: one in every state, an overdue one, and one to walk to "told"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.demo_campaigns import RUNNING
from bot.service import DEMO_PHONES
from collation.reports.periods import last_day
from commands.demo_easy import EASIER
from config.board import load_board
from config.loop import Done, load_loop
from storage.answers import findings, publications
from storage.answers.findings import Finding
from storage.crypto import Vault
from storage.office import actions, campaigns, log, proposals, public_texts, reply_clock
from storage.office.actions import CANNOT, WILL, Action
from storage.office.campaigns import Campaign
from storage.office.log import LogEntry
from storage.office.proposals import AGENDA, CHALLENGE, QUESTION, YES, Proposal
from storage.office.public_texts import ACTION, TOLD, PublicText
from storage.register import audiences, contacts, notices
from storage.register.audiences import Audience
from storage.register.sending_tables import asked as asked_table
from storage.rooms import Rooms
from storage.times import LONDON, london_day, quarters_before

TELL = (
    "You said nobody tells you why things happen. Now all workers learn how to explain your "
    "story with you. Did it work? Text WORKED"
)
LENT = DEMO_PHONES[4:6]
FLOW, ASKED_AGO = "good-and-not-so-good", 75
TELL_TITLE = "Your story, explained"


@dataclass(frozen=True)
class People:
    """The accounts that sign: two different people."""

    officer: str
    council: str


@dataclass(frozen=True)
class _Story:
    """One promise of the demo: which ready-made answer, and how many days ago what happened."""

    theme: str
    asked: int
    decided: int
    by: int  # days from now; negative: over
    did: int | None = None
    told: int | None = None
    released: int | None = None
    checked: int | None = None
    kind: str = WILL
    moved: int = 0
    stuck: str = ""


STORIES = (
    _Story("worker_change", 110, 60, 45, told=50, released=70),
    _Story("meetings", 200, 150, -20, told=120, released=160, moved=1),  # overdue
    _Story("family", 200, 170, 0, kind=CANNOT, told=160, released=180),
    _Story("safety", 290, 240, -170, did=160, told=150, released=250),  # later than promised
    _Story("trust", 300, 280, -200, did=210, told=205, released=285, checked=40),
)
STUCK = _Story("trust", 200, 90, 20, stuck="no room to meet in until the autumn")
QUIET = Done(
    "trust", "You said there is nowhere quiet to meet your worker.",
    "Each of you has a quiet room to meet in.", "Placement Commissioning",
)  # fmt: skip
WALK = _Story("info", 0, 12, 30, did=2)


def load(rooms: Rooms, county_dir: Path, who: People, now: datetime) -> None:
    """Load them once."""
    with rooms.register.read() as conn:
        if actions.listing(conn):
            return
    with rooms.answers.read() as conn:
        found = [
            finding
            for one in publications.listing(conn, audiences=("public",))
            for finding in findings.of_publication(conn, one)
        ]
    ready = {one.theme: one for one in load_loop(county_dir).done}
    with rooms.register.write() as conn:
        for ago, quarter in enumerate(quarters_before(now, 5)[1:], 1):
            day = london_day(now) - timedelta(days=91 * ago - 25)
            reply_clock.note_release(conn, quarter, ["registered"], day)
        _early(conn, found, who, now)
        for story in STORIES:
            _add(conn, story, ready[story.theme], found, who, now)
        _add(conn, STUCK, QUIET, found, who, now)
        _councils(conn, county_dir, who, now)
        _log(conn, who, now)
        _to_walk(conn, rooms.vault, ready[WALK.theme], found, who, now)


def _councils(conn: Connection, county_dir: Path, who: People, now: datetime) -> None:
    """A card that waits too long, one that was answered, a question, and a line for the Board."""
    today = london_day(now)
    coming = [day.isoformat() for day in load_board(county_dir).dates if day >= today]
    for about in coming[:1]:
        line = "Why do our workers change so often, and what will you do?"
        proposals.add(conn, Proposal(AGENDA, line, who.council, now - timedelta(days=3), about,
                                     today + timedelta(days=25)))  # fmt: skip
    for kind, text, days, due in (
        (CHALLENGE, "Let us choose who comes to our meetings.", 40, 12),
        (CHALLENGE, "Show us the menu before we move in.", 60, 32),
        (QUESTION, "Do you know who to ask when you want to see your family?", 5, -23),
    ):
        one = Proposal(kind, text, who.council, now - timedelta(days=days),
                       due_on=today - timedelta(days=due))  # fmt: skip
        proposals.add(conn, one)
        if "menu" in text:
            proposals.reply(conn, one.id, YES, "Every home sends it with the welcome letter.",
                            who.officer, now - timedelta(days=35))  # fmt: skip


def _log(conn: Connection, who: People, now: datetime) -> None:
    """Events of the quarter that was reported last, one that was, one that is today with its
    code; carers' voices and what adults saw kept apart."""
    today = london_day(now)
    over = (today - last_day(quarters_before(now, 2)[1])).days
    for kind, ago, place, title, young, adults, lines, did, effect, managers, flow in (
        ("event", over + 20, "new-forest", "Summer picnic", 31, 9, 40,
         "Family time has its own page in every plan.", ("plan", "service"), "Director", None),
        ("event", over + 45, "winchester-eastleigh", "Have your say night", 12, 4, 18,
         "New workers hear it in their first week.", ("training",), "Head of Fostering", None),
        ("observed", over + 30, "test-valley", "Play afternoon", 0, 6, 9, "", (), "", None),
        ("event", 30, "havant", "Pizza night", 14, 4, 22, "We booked two trips.", ("service",),
         "", None),
        ("event", 0, "havant", "Youth club", 9, 3, 0, "", (), "", "after-an-event"),
        ("carers", 45, "havant", "Foster carers’ evening", 0, 17, 12,
         "Carers have one number now.", ("service",), "", None),
    ):  # fmt: skip
        day = today - timedelta(days=ago)
        told = day + timedelta(days=21) if kind == "event" and ago > over else None
        log.add(conn, LogEntry(
            kind, day, place, title, young, adults, day, lines, did, effect, managers,
            consent_words=True, flow=flow, told_back_on=told, made_by=who.officer,
        ))  # fmt: skip


def _early(conn: Connection, found: Sequence[Finding], who: People, now: datetime) -> None:
    """Asked, said and themed: nothing is decided yet."""
    today, running = london_day(now), notices.get(conn, RUNNING)
    asked = Action(
        heard="We asked you about the place where you live.", made_on=today, made_by=who.officer,
        asked_in=(running,) if running else (), asked_on=today - timedelta(days=1),
    )  # fmt: skip
    said = Action(
        heard="You told us how things are for you.", made_on=today - timedelta(days=20),
        made_by=who.officer, asked_on=today - timedelta(days=60),
        released_on=today - timedelta(days=25),
    )  # fmt: skip
    themed = _from_finding(
        Action(heard="You said nobody listens.", made_on=today - timedelta(days=9),
               made_by=who.officer, theme="listened", asked_on=today - timedelta(days=100)),
        found, conn,
    )  # fmt: skip
    for one in (asked, said, themed):
        actions.add(conn, one, who.officer, now)


def _add(
    conn: Connection, story: _Story, ready: Done, found: Sequence[Finding], who: People,
    now: datetime,
) -> Action:  # fmt: skip
    one = _action(conn, story, ready, found, who, now)
    actions.add(conn, one, who.officer, now)
    if story.told is not None:
        _sign(conn, _page_text(one, ready, who, now), (who.officer, who.council), now)
    return one


def _action(
    conn: Connection, story: _Story, ready: Done, found: Sequence[Finding], who: People,
    now: datetime,
) -> Action:  # fmt: skip
    today = london_day(now)

    def ago(days: int | None) -> date | None:
        return None if days is None else today - timedelta(days=days)

    by_when = today + timedelta(days=story.by) if story.kind == WILL else None
    first = by_when - timedelta(days=60 * story.moved) if by_when else None
    worked = {"quarter": quarters_before(now, 3)[-1], "base": 60, "yes": 35, "a_bit": 15, "no": 10,
              "not_seen": None}  # fmt: skip
    one = Action(
        heard=ready.heard, made_on=ago(story.decided) or today, kind=story.kind,
        answer=ready.answer,
        owner_id=actions.put_owner(conn, ready.who), by_when=by_when, first_by=first,
        theme=story.theme, moved=story.moved, asked_on=ago(story.asked) if story.asked else None,
        released_on=ago(story.released), decided_on=ago(story.decided),
        did_on=ago(story.did), told_on=ago(story.told),
        checked_on=ago(story.checked), worked=worked if story.checked else None,
        stuck_on=ago(5) if story.stuck else None, stuck_why=story.stuck, made_by=who.officer,
    )  # fmt: skip
    return _from_finding(one, found, conn)


def _ask_lent_phones(conn: Connection, vault: Vault, who: People, now: datetime) -> Campaign:
    """Two phones of `/demo/phone` were asked some weeks ago: there they get the "we did" text."""
    starts = now - timedelta(days=ASKED_AGO)
    made = Campaign(
        title="What's good and not so good?", kind="prompt", made_by=who.officer,
        audience=audiences.to_json(Audience(onboarded_only=False)), starts_at=starts,
        closes_at=starts + timedelta(days=14), flow=FLOW, state="closed", asked=len(LENT),
    )  # fmt: skip
    campaigns.add(conn, made)
    for number in LENT:
        contact = contacts.by_number(conn, vault, number)
        if contact is not None:
            month = f"{starts.astimezone(LONDON):%Y-%m}"
            row = {"contact_id": contact.id, "flow": FLOW, "part": "", "month": month}
            conn.execute(insert(asked_table).values(row))
    return made


def _to_walk(
    conn: Connection, vault: Vault, ready: Done, found: Sequence[Finding], who: People,
    now: datetime,
) -> None:  # fmt: skip
    """Done and not told: its words wait for the council's signature, then the officer sends."""
    one = _action(conn, WALK, ready, found, who, now)
    asked = _ask_lent_phones(conn, vault, who, now)
    one = replace(one, asked_in=(asked.id,), asked_on=london_day(asked.starts_at))
    actions.add(conn, one, who.officer, now)
    body = {"texts": {"en": TELL}, "about": [one.id], "asked_in": list(one.asked_in)}
    told = PublicText(TOLD, one.code, TELL_TITLE, body, who.officer, now)
    for text in (_page_text(one, ready, who, now), told):
        _sign(conn, text, (who.officer,), now)


def _page_text(one: Action, ready: Done, who: People, now: datetime) -> PublicText:
    did = f"We can't change this now. {ready.answer}" if one.kind == CANNOT else one.answer
    body = {"usual": {"said": one.heard, "did": did}, **EASIER.get(ready.theme, {})}
    return PublicText(ACTION, one.id, one.heard[:80], body, who.officer, now)


def _sign(conn: Connection, text: PublicText, signers: Iterable[str], now: datetime) -> None:
    public_texts.put(conn, text)
    for each in signers:
        public_texts.sign(conn, text.id, text.digest, each, now)


def _from_finding(one: Action, found: Sequence[Finding], conn: Connection) -> Action:
    """Say where it was published: of the quarter in which they were asked, if it is there."""
    asked = f"{one.asked_on.year}-Q{(one.asked_on.month + 2) // 3}" if one.asked_on else ""
    about = [each for each in found if each.theme == one.theme]
    finding = next((each for each in about if each.publication.period == asked), None) or next(
        iter(about), None
    )
    if finding is None:
        return one
    period = finding.publication.period
    return replace(
        one, publication_id=finding.id, period=period,
        released_on=one.released_on or reply_clock.released_on(conn, period),
    )  # fmt: skip
