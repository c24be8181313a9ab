"""Scores the telling of languages against labelled text: right, and who is asked for nothing."""

import csv
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.evaluation import Share
from config.data import DataError
from conversations.language import NAMES, Guess, identify, offer

LONGER = 12
ENGLISH = "en"
NOBODYS = ("", "-", "none", "und")
"""Labels of texts in no language: names, codes, emoji."""


@dataclass(frozen=True)
class Spoken:
    """A text and the language that a person says it is in; "" for none."""

    text: str
    lang: str
    kind: str = ""


@dataclass(frozen=True)
class Judged:
    """Each text with what was made of it."""

    texts: tuple[tuple[Spoken, Guess, tuple[str, ...]], ...]
    seconds: float


def read_spoken(path: Path) -> tuple[Spoken, ...]:
    """Columns `text` and `lang`, and `kind` where given."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as problem:
        raise DataError(path.name, None, f"cannot be read ({type(problem).__name__})") from None
    for column in ("text", "lang"):
        if rows and column not in rows[0]:
            raise DataError(path.name, 1, f"there is no column '{column}'")
    return tuple(_spoken(row, path.name, line) for line, row in enumerate(rows, start=2))


def _spoken(row: dict[str, str], file: str, line: int) -> Spoken:
    lang = (row["lang"] or "").strip().lower()
    if lang not in NAMES and lang not in NOBODYS:
        raise DataError(file, line, f"'lang' must be one of {', '.join(NAMES)}, or none")
    known = lang if lang in NAMES else ""
    return Spoken(row["text"] or "", known, (row.get("kind") or "").strip())


def seen(text: str) -> bool:
    """Whether anything may be fitted to a text: by its own hash, one half."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[0] % 2 == 0


def half(texts: Sequence[Spoken], which: str) -> tuple[Spoken, ...]:
    return tuple(one for one in texts if which == "all" or seen(one.text) == (which == "seen"))


def judge(
    texts: Sequence[Spoken],
    identified: Callable[[str], Guess] = identify,
    offered: Callable[[str], tuple[str, ...]] = offer,
) -> Judged:
    identified("ok bana")  # what is read once is not counted
    begun = time.process_time()
    found = tuple((one, identified(one.text), offered(one.text)) for one in texts)
    return Judged(found, time.process_time() - begun)


def shares(found: Judged) -> dict[str, Share]:
    """Name -> how many of how many."""
    hits: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for one, guess, codes in found.texts:
        for name, hit in _counted(one, guess, codes):
            of[name] += 1
            hits[name] += hit
    return {name: Share(hits[name], of[name]) for name in of}


def _counted(one: Spoken, guess: Guess, codes: Sequence[str]) -> Iterator[tuple[str, bool]]:
    right = guess.language == one.lang
    if one.lang:
        yield "right", right
        if len(one.text) >= LONGER:
            yield f"right from {LONGER} characters", right
        yield f"right: {one.lang}", right
    if one.lang and one.lang != ENGLISH:
        yield "right, without English", right
        yield "offered with the right one", one.lang in codes
        return
    yield "wrong offers to English", bool(codes)
    yield "English taken for another", guess.language not in (None, ENGLISH)
    if one.kind:
        yield f"wrong offers: {one.kind}", bool(codes)


def told(found: Judged) -> Iterator[str]:
    """The figures as lines for a person."""
    counted = shares(found)
    for name in sorted(name for name in counted if ": " not in name):
        yield f"{name:30} {counted[name]}"
    by_language = [share for name, share in counted.items() if name.startswith("right: ")]
    if by_language:
        mean = sum(share.found / share.of for share in by_language) / len(by_language)
        yield f"{'right, mean of languages':30} {100 * mean:5.1f} %  ({len(by_language)} languages)"
    for start in ("right: ", "wrong offers: "):
        kinds = [name for name in counted if name.startswith(start)]
        for name in sorted(kinds, key=lambda one: counted[one].found / counted[one].of):
            yield f"  {name:28} {counted[name]}"
    each = 1000 * found.seconds / len(found.texts) if found.texts else 0.0
    yield f"milliseconds a text             {each:.2f}"


def odd(found: Judged) -> Iterator[str]:
    """What was taken for something else, and who was asked for nothing."""
    for one, guess, codes in found.texts:
        if (one.lang or ENGLISH) == ENGLISH and codes:
            yield f"wrong offer | {one.kind} | {one.text} | {guess.language}"
        elif one.lang and guess.language != one.lang:
            yield f"wrong | {one.lang} | {guess.language} {guess.confidence} | {one.text}"
        elif one.lang and one.lang != ENGLISH and one.lang not in codes:
            yield f"no offer | {one.lang} | {one.text}"
