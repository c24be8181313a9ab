"""Checks flows and texts before a young person meets them: file, line, error or warning, why."""

import importlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from config import data
from config.data import AUDIENCES, DataError, FlowFile, Wording, text_of
from conversations import catalogue, engine, reading
from conversations.book import Book, Person, load_book
from conversations.catalogue import Spoken, spoken_texts
from conversations.flows import Flow, Node, read_flow
from conversations.kinds import kindless
from conversations.lint_shape import shape
from conversations.lint_words import bad_words, own_words
from conversations.scene import Scene
from conversations.segments import count
from conversations.words import global_word

__all__ = ["Issue", "lint_county", "lint_flow", "lint_said", "spoken_texts"]

ENGLISH_SEGMENTS = 1
TRANSLATED_SEGMENTS = 3
# Reading age that a text may have, by audience: grade of school plus five.
YOUNG_READING_AGE = 7.0
READING_AGE = 9.0
FEWEST_WORDS = 10
EASY_SENTENCE = 15
# A Friday evening and a Friday noon: the longest things that are said of when staff are there.
MOMENTS = (datetime(2026, 6, 5, 20, tzinfo=UTC), datetime(2026, 6, 5, 11, tzinfo=UTC))
_PLACEHOLDER = re.compile(r"\{\w+\}")
_QUOTED = re.compile(r'"[^"]+"')
Grade = Callable[[str], float]


@dataclass(frozen=True)
class Issue:
    path: str
    line: int
    severity: str
    message: str


def lint_county(
    county_dir: Path, files: Sequence[str | Path] = (), theirs: Mapping[str, str] | None = None
) -> list[Issue]:
    """Every issue of a county's flows and texts; or of the flow files that are named.

    `theirs`: words of ours, with what young people would call them: a hint.
    """
    try:
        flow_files = _named(files) if files else list(data.load_flow_files(county_dir))
        flows, issues = _read(flow_files)
        book = replace(_book(county_dir), flows={flow.id: flow for flow in flows})
        jargon = data.load_jargon(county_dir)
    except DataError as problem:
        return [_broken(problem)]
    twice = [name for name, times in Counter(flow.id for flow in flows).items() if times > 1]
    for flow in flows:
        if flow.id in twice:
            issues.append(Issue(flow.path, 1, "error", f"two flows are called '{flow.id}'"))
        issues += lint_flow(flow, book, jargon, _reading_grade(), theirs)
    issues += _start_words(flows, book)
    if not files:
        issues += lint_said(book, jargon, _reading_grade(), theirs)
        issues += (Issue(*one) for one in kindless(county_dir))
    return sorted(issues, key=lambda one: (one.path, one.line, one.severity, one.message))


def lint_flow(
    flow: Flow,
    book: Book,
    jargon: Mapping[str, str] | None = None,
    grade: Grade | None = None,
    theirs: Mapping[str, str] | None = None,
) -> list[Issue]:
    """What is wrong with one flow: its shape, its length, its words, its translations."""
    issue = partial(Issue, flow.path)
    found = [issue(line, severity, message) for line, severity, message in shape(flow)]
    found += [issue(line, "error", message) for line, message in _lengths(flow, book)]
    # To rename a word of ours it must be said.
    ours = {node.question for node in flow.questions if node.kind == "rename"}
    spoken = [one for one in catalogue.of_flow(flow) if one.note not in ours]
    found += _words(spoken, jargon or {}, theirs or {})
    for node in flow.nodes.values():
        # What is quoted there is to be finished or renamed; how hard it is is not our choice.
        judge = _unquoted(grade) if grade and node.kind in ("sentence", "rename") else grade
        for wording in filter(None, (node.text, node.again)):
            found += _reading(flow.path, node.id, wording, judge, node.audiences)
    return list(dict.fromkeys(found)) + list(_translated(catalogue.of_flow(flow), book))


def lint_said(
    book: Book,
    jargon: Mapping[str, str] | None = None,
    grade: Grade | None = None,
    theirs: Mapping[str, str] | None = None,
) -> list[Issue]:
    """The same for the fixed texts."""
    found = list(_said_lengths(book))
    found += _words(catalogue.of_texts(book.texts), jargon or {}, theirs or {})
    for name, wording in book.texts.items():
        found += _reading(wording.file or "texts.yaml", name, wording, grade)
    return list(dict.fromkeys(found)) + list(_translated(catalogue.of_texts(book.texts), book))


def too_hard(text: str) -> float:
    """The reading age of a text that is for older readers than ours; 0 for one that is not."""
    age = _age(text, _reading_grade())
    return age if round(age) > READING_AGE else 0.0


def reading_age(text: str) -> float:
    """The reading age of a text; 0 for one too short to say it of."""
    return _age(text, _reading_grade())


def _named(files: Sequence[str | Path]) -> list[FlowFile]:
    return [FlowFile(str(path), text_of(Path(path), str(path))) for path in files]


def _read(files: Iterable[FlowFile]) -> tuple[list[Flow], list[Issue]]:
    flows, issues = [], []
    for file in files:
        try:
            flows.append(read_flow(file))
        except DataError as problem:
            issues.append(_broken(problem))
    return flows, issues


def _book(county_dir: Path) -> Book:
    """The county's book, even where one of its flows cannot be read: that is said of the flow."""
    try:
        return load_book(county_dir, {})
    except DataError:
        return load_book(county_dir, {}, flows=())


def _broken(problem: DataError) -> Issue:
    return Issue(problem.file, problem.line or 1, "error", problem.message)


def _lengths(flow: Flow, book: Book) -> Iterator[tuple[int, str]]:
    """Every text as it is really sent, to everyone it can be sent to, in every language."""
    for person in _listeners(book):
        limit = ENGLISH_SEGMENTS if person.language == "en" else TRANSLATED_SEGMENTS
        for node in flow.nodes.values():
            for text in _sent(node, Scene(book, person, MOMENTS[0])):
                yield from _too_long(text, limit, node.line, f"'{node.id}'", person)


def _sent(node: Node, scene: Scene) -> Iterator[str]:
    yield engine.question_text(node, scene) if node.asks else scene.fill(node.text)
    if node.again:
        yield engine.question_text(node, scene, again=True)
    if node.asks:
        yield engine.asked_again_text(node, scene)
    if node.why:
        yield scene.speaker.say(node.why)


def _said_lengths(book: Book) -> Iterator[Issue]:
    for person in _listeners(book):
        limit = ENGLISH_SEGMENTS if person.language == "en" else TRANSLATED_SEGMENTS
        for name, wording in book.texts.items():
            for now in MOMENTS:
                text = Scene(book, person, now).say(name)
                for line, why in _too_long(text, limit, wording.line, f"'{name}'", person):
                    yield Issue(wording.file or "texts.yaml", line, "error", why)


def _listeners(book: Book) -> list[Person]:
    people = [
        Person(language=code, audience=audience, easy_read=easy)
        for code in ("en", *(one for one in book.county.languages_on if one != "en"))
        for audience in AUDIENCES
        for easy in (False, True)
    ]
    return [one for one in people if one.language == "en" or one.language in book.translations]


def _too_long(
    text: str, limit: int, line: int, name: str, person: Person
) -> Iterator[tuple[int, str]]:
    counted = count(text)
    who = f"{person.language}, {person.audience}{', easy read' if person.easy_read else ''}"
    if person.language == "en" and counted.encoding != "GSM-7":
        odd = next(char for char in text if count(char).encoding != "GSM-7")
        yield line, f"{name} ({who}) has {odd!r}, which makes every SMS part 70 letters long"
    elif counted.segments > limit:
        yield line, f"{name} ({who}) takes {counted.segments} SMS parts; at most {limit}: {text}"


def _words(
    spoken: Iterable[Spoken], jargon: Mapping[str, str], theirs: Mapping[str, str]
) -> list[Issue]:
    found = []
    for one in spoken:
        if "words that mean" in one.note:
            continue
        hints = own_words(one.text, jargon, theirs)
        for severity, message in (*bad_words(one.text, jargon, one.note), *hints):
            found.append(Issue(one.path, one.line, severity, message))
    return list(dict.fromkeys(found))


def _reading(
    path: str, name: str, wording: Wording, grade: Grade | None, audiences: Sequence[str] = ()
) -> Iterator[Issue]:
    """Each form of a text, for the youngest who gets it."""
    for text, (who, limit) in _youngest_readers(wording, audiences or AUDIENCES).items():
        age = _age(text, grade)
        if round(age) > limit:  # to the year; no measure of one short text is finer
            why = f"'{name}' ({who}) has reading age {age:.1f}; at most {limit:.0f}"
            yield Issue(path, wording.line, "warning", why)
    for form, text in wording.variants.items():
        if form.startswith("easy"):
            yield from _easy(path, name, wording.line, text)


def _youngest_readers(wording: Wording, audiences: Sequence[str]) -> dict[str, tuple[str, float]]:
    readers: dict[str, tuple[str, float]] = {}
    for audience in audiences:
        for mode in ("sms", "web"):
            for easy in (True, False):
                young = easy or audience == AUDIENCES[0]
                who = "easy read" if easy else audience
                limit = YOUNG_READING_AGE if young else READING_AGE
                # Where easy read has no words of its own, the usual ones are measured as usual.
                own = not easy or any(form.startswith("easy") for form in wording.variants)
                if own:
                    readers.setdefault(wording.pick(audience, easy, mode), (who, limit))
    return readers


def _unquoted(grade: Grade) -> Grade:
    return lambda text: grade(_QUOTED.sub("it", text))


def _easy(path: str, name: str, line: int, text: str) -> Iterator[Issue]:
    """Easy read is one idea a sentence."""
    for sentence in reading.sentences(text):
        words = reading.words_in(sentence)
        if words > EASY_SENTENCE:
            why = f"'{name}' (easy read) has a sentence of {words} words; at most {EASY_SENTENCE}"
            yield Issue(path, line, "warning", why)


def _age(text: str, grade: Grade | None) -> float:
    plain = _PLACEHOLDER.sub("May", text)
    return 5 + grade(plain) if grade and len(plain.split()) >= FEWEST_WORDS else 0.0


def _start_words(flows: Sequence[Flow], book: Book) -> Iterator[Issue]:
    """What starts a flow starts one only, and is no word that always does something else."""
    seen: dict[str, str] = {}
    for flow in flows:
        for word in flow.start_words:
            line, other = flow.nodes[flow.first].line, seen.setdefault(word, flow.id)
            if other != flow.id:
                yield Issue(flow.path, line, "error", f"'{word}' starts '{other}' already")
            if global_word(word, book.words):
                yield Issue(flow.path, line, "error", f"'{word}' always does something else")


def _translated(spoken: Iterable[Spoken], book: Book) -> Iterator[Issue]:
    """A missing translation is an error where the county has switched a checked language on."""
    messages = list(spoken)
    for code in book.county.languages_on:
        if code == "en":
            continue
        severity = "warning" if code in book.county.drafts else "error"
        theirs = book.translations.get(code, {})
        missing = [one for one in messages if one.text not in theirs]
        if missing and severity == "warning":
            first = missing[0]
            yield Issue(
                first.path, first.line, severity, f"{code} (draft): {len(missing)} texts missing"
            )
        elif missing:
            for one in missing:
                yield Issue(one.path, one.line, severity, f"{code}: no translation of '{one.text}'")
        yield from _placeholders(code, messages, theirs)


def _placeholders(code: str, messages: list[Spoken], theirs: Mapping[str, str]) -> Iterator[Issue]:
    for one in messages:
        if one.text in theirs:
            wanted, found = (
                set(_PLACEHOLDER.findall(text)) for text in (one.text, theirs[one.text])
            )
            for name in sorted(wanted ^ found):
                which = "lacks" if name in wanted else "has an unknown"
                yield Issue(one.path, one.line, "error", f"{code} {which} {name} in '{one.text}'")


def _reading_grade() -> Grade:
    """Flesch-Kincaid: textstat's where it is installed, which is on no server; else our own."""
    try:
        grade: Grade = importlib.import_module("textstat").flesch_kincaid_grade
    except ImportError:
        return lambda text: reading.grade(text) - reading.MAY_BE_OUT
    return grade
