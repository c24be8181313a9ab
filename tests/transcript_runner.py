"""Reads conversations written down as plain text, and plays them through the pure dialogue.

`>` young person, `<` bot, `=` kept or done, `!` concern raised, `@` time passes, `#` note. Headers
come first, one a line (`flow: check-in`), then an empty line. Reading is apart from playing: the
same files are also run through the webhook and the database.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from conversations import course, dialogue, events
from conversations.book import Book, Person
from conversations.dialogue import Turn
from conversations.engine import Edge
from conversations.readable import marked
from conversations.safeguarding import assess

FOLDER = Path(__file__).parent / "transcripts"
OPTION = "--rewrite-transcripts"
LONDON = ZoneInfo("Europe/London")
START = "2026-05-12 16:00"  # a Tuesday afternoon in term, when prompts go out
SIGNS = (">", "<", "=", "!", "@", "#")
HEADERS = ("flow", "audience", "language", "mode", "easy", "findable", "shared", "stopped", "now")
_LENGTH = re.compile(r"(\d+) ?(m|h|d|minute|hour|day)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class Line:
    """`number` is the line of the file, from 1."""

    sign: str
    text: str
    number: int

    def __str__(self) -> str:
        return f"{self.sign} {self.text}".rstrip()


@dataclass(frozen=True)
class Transcript:
    path: Path
    headers: dict[str, str]
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def spoken(self) -> list[str]:
        """Everything but notes, as it is written."""
        return [str(line) for line in self.lines if line.sign != "#"]

    @property
    def now(self) -> datetime:
        written = self.headers.get("now", START)
        return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)

    @property
    def person(self) -> Person:
        told = self.headers
        mode = told.get("mode", "sms")
        return Person(
            language=told.get("language", "en"),
            # In web chat nobody knows how old somebody is: the simplest wording.
            audience=told.get("audience", "8-11" if mode == "web" else "11-15"),
            easy_read=told.get("easy", "no") == "yes",
            mode=mode,
            findable=told.get("findable", "yes" if mode == "sms" else "no") == "yes",
            stopped=told.get("stopped", "no") == "yes",
            shared=told.get("shared", "no") == "yes",
        )


def add_option(parser: Any) -> None:
    """For pytest_addoption in conftest."""
    parser.addoption(OPTION, action="store_true", help="write down what the bot says now")


def all_transcripts() -> list[Transcript]:
    return [parse(path.read_text(encoding="utf-8"), path) for path in sorted(FOLDER.rglob("*.txt"))]


def parse(source: str, path: Path) -> Transcript:
    """Read one file; ValueError names the line that is not understood."""
    headers: dict[str, str] = {}
    lines: list[Line] = []
    for number, raw in enumerate(source.splitlines(), 1):
        name, colon, value = raw.partition(":")
        if not raw.strip():
            continue
        if raw[0] in SIGNS and raw[1:2] in (" ", ""):
            lines.append(Line(raw[0], raw[2:].rstrip(), number))
        elif colon and name in HEADERS and not any(line.sign != "#" for line in lines):
            headers[name] = value.strip()
        else:
            raise ValueError(f"{path}:{number}: neither a header nor a line: {raw!r}")
    return Transcript(path, headers, tuple(lines))


def message(line: Line) -> tuple[str, int]:
    """The text and number of pictures that a `>` line stands for."""
    text = line.text.replace("\\n", "\n")
    if text.startswith("[photo]"):
        return text.removeprefix("[photo]").strip(), 1
    return ("", 0) if text == "[empty]" else (text, 0)


def length(line: Line) -> timedelta:
    """How long an `@` line waits: "3d later", "2 hours"."""
    found = _LENGTH.match(line.text)
    if found is None:
        raise ValueError(f"line {line.number}: how long? {line.text!r}")
    return timedelta(**{_UNITS[found[2][0]]: int(found[1])})


@dataclass
class Player:
    """Plays one conversation through the pure dialogue."""

    book: Book
    person: Person
    now: datetime
    state: dict[str, Any] | None = None
    path: list[tuple[str, Edge]] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)

    def begin(self, flow: str) -> list[str]:
        return self._took(dialogue.begin(self.book, flow, self.person, self.now))

    def hear(self, text: str, media: int) -> list[str]:
        flow = self.book.flow(self.state["flow"], self.state["version"]) if self.state else None
        question = flow.nodes.get(self.state["at"]) if flow and self.state else None
        phrases = self.book.phrases
        judged = assess(text, phrases, question, self.person.language)
        judged = course.in_the_run(judged, self.signs, text, phrases)
        judged = marked(judged, text, self.person.language, question, lambda: None)
        self.signs = course.signs_after(self.signs, judged)
        turn = dialogue.turn(self.book, self.state, self.person, text, judged, self.now, media)
        return self._took(turn)

    def wait(self, how_long: timedelta) -> list[str]:
        self.now += how_long
        if self.state is None:
            return []
        return self._took(dialogue.expire(self.book, self.state, self.person, self.now))

    def _took(self, turn: Turn) -> list[str]:
        for state in (self.state, turn.state):
            if state and state.get("flow"):
                self.path += [(state["flow"], edge) for edge in turn.path]
                break
        self.state = turn.state
        self.signs = self.signs if turn.state else []
        for event in turn.events:
            self._changed(event)
        return list(shown(turn.events))

    def _changed(self, event: events.Event) -> None:
        if isinstance(event, events.LanguageChosen):
            self.person = replace(self.person, language=event.code)
        elif isinstance(event, events.EasyChosen):
            self.person = replace(self.person, easy_read=event.on)
        elif isinstance(event, events.Stopped | events.Started):
            self.person = replace(self.person, stopped=isinstance(event, events.Stopped))


def play(transcript: Transcript, book: Book) -> tuple[list[str], Player]:
    """What is said, kept and raised today, with the young person's own lines between."""
    player = Player(book, transcript.person, transcript.now)
    lines = player.begin(transcript.headers["flow"]) if "flow" in transcript.headers else []
    for line in transcript.lines:
        if line.sign == ">":
            lines += [str(line), *player.hear(*message(line))]
        elif line.sign == "@":
            lines += [str(line), *player.wait(length(line))]
    return lines, player


def shown(happened: Iterable[events.Event]) -> Iterator[str]:
    for event in happened:
        line = _shown(event)
        if line:
            yield line.replace("\n", "\\n")


def _shown(event: events.Event) -> str:
    how = _SHOWN.get(type(event))
    return how(event) if how else ""


def _concern(event: events.ConcernRaised) -> str:
    marks = " (a person must look)" if event.needs_person else ""
    marks += " (same case)" if event.same_case else ""
    return f"! {event.level}: {', '.join(event.reasons)}{marks}"


def _answer(event: events.Answered) -> str:
    value = event.value
    if isinstance(value, tuple):
        value = ", ".join(value)
    if value is None:
        kind = " (unclear)" if event.kind == "unclear" else ""
        return f"{event.question}{kind}: {event.text}"
    notes = [name for name in (event.attribute, "may quote" if event.may_quote else "") if name]
    note = f" ({', '.join(notes)})" if notes else ""
    more = f" + {event.text}" if event.text else ""
    return f"{event.question}: {value}{note}{more}"


_SHOWN: dict[type, Callable[[Any], str]] = {
    events.Said: lambda event: f"< {event.text}",
    events.Answered: lambda event: f"= {_answer(event)}",
    events.Skipped: lambda event: f"= {event.question}: skipped",
    events.ConcernRaised: _concern,
    events.LanguageChosen: lambda event: f"= language: {event.code}",
    events.EasyChosen: lambda event: f"= easy read: {'on' if event.on else 'off'}",
    events.RequestMade: lambda event: f"= request: {event.kind}",
    events.RequestDetail: lambda event: f"= asked for, {event.field}: {event.text}",
    events.NumberLeft: lambda event: f"= number left: {event.number}",
    events.Silence: lambda event: f"= silence: {event.why}",
    events.Ended: lambda event: f"= ended: {event.how}",
    events.Stopped: lambda _: "= stopped",
    events.Started: lambda _: "= started",
}


def rewritten(transcript: Transcript, played: list[str]) -> str:
    """The file as it would be recorded today: its headers and notes, and what is said now."""
    out = [str(line) for line in _first_notes(transcript)]
    out += [f"{name}: {value}" for name, value in transcript.headers.items()] + [""]
    rest = iter(played)
    waiting = list(_inputs_with_notes(transcript))
    if not waiting or not played or played[0] != str(waiting[0][1]):
        out += _until_input(rest, waiting[0][1] if waiting else None)
    else:
        next(rest)
    for at, (notes, line) in enumerate(waiting):
        following = waiting[at + 1][1] if at + 1 < len(waiting) else None
        out += ["", *notes, str(line)] if notes else [str(line)]
        out += _until_input(rest, following)
    return "\n".join(out) + "\n"


def _first_notes(transcript: Transcript) -> list[Line]:
    notes = []
    for line in transcript.lines:
        if line.sign != "#":
            break
        notes.append(line)
    return notes


def _inputs_with_notes(transcript: Transcript) -> Iterator[tuple[list[str], Line]]:
    notes: list[str] = []
    for line in transcript.lines[len(_first_notes(transcript)) :]:
        if line.sign == "#":
            notes.append(str(line))
        elif line.sign in (">", "@"):
            yield notes, line
            notes = []


def _until_input(rest: Iterator[str], line: Line | None) -> list[str]:
    """The bot's lines up to the next line of the young person, which is taken too."""
    taken: list[str] = []
    for one in rest:
        if line is not None and one == str(line):
            break
        taken.append(one)
    return taken
