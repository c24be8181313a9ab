"""The log from a sheet: every row checked first, wrong ones named, then events one by one."""

from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from flask import Blueprint, copy_current_request_context, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from staff import district_log
from staff.contacts.uploads import content, let_larger_in
from staff.desk import desk, now, person
from staff.log_fields import QUESTION_OF, Typed, problems, typed
from staff.progress import End, Report, shown
from staff.roles import may
from staff.spreadsheet import as_csv
from storage import audit, log_imports, spreadsheets
from storage.office import log
from storage.office.log import Key, LogEntry
from storage.spreadsheets import LINE, WHAT, Row, Sheet, Unusable
from storage.times import london_day

pages = Blueprint("log_import", __name__, url_prefix="/log-import")
pages.url_value_preprocessor(let_larger_in)

NEEDED = ("day", "place", "title", "young_people", "adults")
WANTED = (*NEEDED, "altogether", "kind", "question", "said", "did", "managers", "effect",
          "consent_words", "consent_photos")  # fmt: skip
MOST_ROWS = 40_000
AT_ONCE = 200
SHOWN = 50
_OF_ADULTS = frozenset(QUESTION_OF.values())  # a row's kind says these
_CHANGED = (
    "The import of “{0}” on {1} broke off when {2:,} of its {3:,} lines were in, and this file has "
    "another number of lines for it. Send the file as it was then: it goes on where it stopped."
)


@dataclass
class Gathered:
    """One event of the file: its first row, and all that was said there, by question."""

    first: Typed
    row: Row
    consent: tuple[bool, bool]
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def many(self) -> int:
        return sum(map(len, self.said.values()))

    def parts(self, done: int) -> Iterator[tuple[str, list[str]]]:
        """What is left after so many lines, question by question; one empty part if nothing was
        said at all."""
        if not self.many:
            yield "", []
        for question, lines in self.said.items():
            left = lines[done:]
            done = max(0, done - len(lines))
            for at in range(0, len(left), AT_ONCE):
                yield question, left[at : at + AT_ONCE]


@dataclass(frozen=True)
class Wrong:
    """One thing to put right, and the rows where it stands."""

    what: str
    rows: tuple[int, ...]
    more: int


@pages.get("")
@may("officer")
def show() -> str:
    """Which columns a sheet has, and the file."""
    return _page("", [])


@pages.post("")
@may("officer")
def bring_in() -> ResponseReturnValue:
    """Check all rows; bring them in only where none is wrong."""
    try:
        sheet = spreadsheets.read(content(), WANTED, NEEDED, MOST_ROWS)
    except Unusable as problem:
        return _page(str(problem), []), 400
    events, wrong = _gathered(sheet)
    if wrong:
        return _page("", _summed_up(wrong), len(sheet.rows), _to_correct(sheet, wrong)), 400
    with desk().rooms.register.read() as conn:
        there, begun = log.known(conn), log_imports.broken_off(conn)
    new = {key: one for key, one in events.items() if key not in there or key in begun}
    for key, (entry, many) in begun.items():
        if key in new and new[key].many != many:
            return _page(_CHANGED.format(entry.title, entry.day, entry.lines, many), []), 400
    return _work(new, {key: one for key, (one, _) in begun.items()}, len(events) - len(new))


def _gathered(sheet: Sheet) -> tuple[dict[Key, Gathered], list[tuple[int, str]]]:
    events: dict[Key, Gathered] = {}
    wrong: list[tuple[int, str]] = []
    names = {name.casefold(): one for one, name in district_log.places().items()}
    places, questions = district_log.places(), district_log.questions()
    today = london_day(now())
    judged: dict[tuple[str, ...], dict[str, str]] = {}
    for row in sheet.rows:
        cells = sheet.named(row)
        cells["place"] = names.get(cells.get("place", "").casefold(), cells.get("place", ""))
        one = typed({**cells, "lines": cells.get("said", "")}, cells.get("effect", "").split())
        # The event's own cells are the same in many rows: they are judged once.
        own = tuple(cells.get(name, "") for name in WANTED if name != "said")
        if own not in judged:
            judged[own] = problems(replace(one, lines=()), today, places, questions, MOST_ROWS)
        found = [f"{column}: {what}" for column, what in judged[own].items()]
        if one.lines and one.question not in questions:
            found.append("question: Write the id of a question, for example wall.more")
        wrong += [(row.line, each) for each in found]
        if not found:
            wrong += _put(events, one, row, cells)
    return events, wrong


def _put(
    events: dict[Key, Gathered], one: Typed, row: Row, cells: Mapping[str, str]
) -> list[tuple[int, str]]:
    consent = (cells.get("consent_words") == "yes", cells.get("consent_photos") == "yes")
    key = (one.kind, str(one.day), one.place, one.title)
    known = events.setdefault(key, Gathered(one, row, consent))
    if (known.first.young_people, known.first.adults) != (one.young_people, one.adults):
        where = f"row {known.row.line} has another number for the same event"
        return [(row.line, f"young_people, adults: {where}")]
    if one.lines:
        known.said[one.question] += one.lines
    return []


def _work(
    events: Mapping[Key, Gathered], begun: Mapping[Key, LogEntry], there: int
) -> ResponseReturnValue:  # fmt: skip
    of = sum(one.many for one in events.values()) or 1
    today, start = london_day(now()), url_for(".show")
    after, me = url_for("district_log.show"), person()

    def work(report: Report) -> End:
        done = raised = 0
        for key, one in events.items():
            entry = _entry(one, today, me.id)
            known = begun.get(key)
            if known:
                entry = replace(entry, id=known.id, code=known.code)
            at = known.lines if known else 0
            done += at
            for question, lines in one.parts(at):
                keep = _keep(entry, at, lines, me.id)
                raised += district_log.say(entry, question, lines, me.name, keep)
                at, done = at + len(lines), done + len(lines)
                report(done, of)
        return End(_in_words(len(events), done, there, raised), True, "Go on", after)

    failed = End(
        "It broke off. Nothing is lost and nothing is there twice: send the same file again, and "
        "it goes on where it stopped.", False, "Back", start,
    )  # fmt: skip
    # The work goes on in a thread of its own, which needs the app and who asked for it.
    return shown("Importing the log", "lines", copy_current_request_context(work), failed)


def _keep(
    entry: LogEntry, before: int, lines: Sequence[str], by: str
) -> Callable[[Connection], None]:  # fmt: skip
    def keep(conn: Connection) -> None:
        log_imports.bring_in(conn, entry, before, len(lines))
        if not before:
            audit.record(conn, now(), by, "log.imported", entry.id)

    return keep


def _entry(one: Gathered, today: date, by: str) -> LogEntry:
    assert one.first.day is not None  # noqa: S101 - it was checked
    made = district_log.entry_of(one.first, one.first.day, today, by)
    words, photos = one.consent
    return replace(made, lines=one.many, consent_words=words, consent_photos=photos)


def _in_words(events: int, lines: int, there: int, raised: int) -> str:
    text = f"{_many(events, 'event')} and {_many(lines, 'line')} are in; the lines wait to be read."
    if there:
        was = "was" if there == 1 else "were"
        text += f" {_many(there, 'event')} {was} there before and left out."
    if raised:
        text += f" The safeguarding lead was told of {_many(raised, 'line')}."
    return text


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _summed_up(wrong: Iterable[tuple[int, str]]) -> list[Wrong]:
    rows: dict[str, list[int]] = defaultdict(list)
    for line, what in wrong:
        rows[what].append(line)
    often = Counter({what: len(lines) for what, lines in rows.items()})
    return [
        Wrong(what, tuple(rows[what][:10]), max(0, many - 10))
        for what, many in often.most_common(SHOWN)
    ]


def _to_correct(sheet: Sheet, wrong: Iterable[tuple[int, str]]) -> str:
    """The wrong rows as they stand in the file, each with its number and what to do: inside the
    page, so that nothing of it is kept here."""
    whats: dict[int, list[str]] = defaultdict(list)
    for line, what in wrong:
        whats[line].append(what)
    own = [name for name in sheet.header if name not in (LINE, WHAT)]
    rows = []
    for row in sheet.rows:
        if row.line in whats:
            cells = sheet.named(row)
            rows.append([*(cells.get(name, "") for name in own), row.line,
                         "; ".join(whats[row.line])])  # fmt: skip
    return b64encode(as_csv([*own, LINE, WHAT], rows).encode()).decode()


def _page(problem: str, wrong: Sequence[Wrong], of: int = 0, to_correct: str = "") -> str:
    return render_template(
        "log/import.html", problem=problem, wrong=wrong, of=of, to_correct=to_correct,
        wanted=WANTED, needed=NEEDED, most=MOST_ROWS, places=district_log.places(),
        questions=[one for one in district_log.questions().values() if one.id not in _OF_ADULTS],
        empty=b64encode(as_csv(WANTED, []).encode()).decode(),
    )  # fmt: skip
