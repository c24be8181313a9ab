"""Finds what is wrong with a frame: terms that overlap, that are dead, that code everything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from collation.coding import compile_frame
from collation.non_answers import says_nothing
from collation.terms import ALWAYS, ANY, build, unreadable
from config.frame import Frame
from conversations.text import clean

ERROR, WARNING, NOTE = "error", "warning", "note"
EVERYTHING_FROM, EVERYTHING_SHARE = 100, 0.2
"""A term codes everything that finds this share of so many texts."""
ALIKE_FROM, ALIKE_SHARE = 10, 0.7
"""Two themes should be one, if one's answers are mostly the other's."""


@dataclass(frozen=True)
class Finding:
    """`theme` and `term` where it is about one; `message` says what to do."""

    severity: str
    theme: str
    term: str
    message: str


def lint(frame: Frame, sample_texts: Iterable[str] = ()) -> list[Finding]:
    """`sample_texts`: answers to try the terms on; without any, only what can be read is judged."""
    found = [*_shape(frame), *_unreadable(frame)]
    if not any(one.severity == ERROR for one in found):
        found += [*_examples(frame), *_same_terms(frame), *_tried(frame, sorted(set(sample_texts)))]
    return found


def _shape(frame: Frame) -> Iterator[Finding]:
    ids = {theme.id for theme in frame.themes}
    for theme in frame.themes:
        if theme.into and theme.into not in ids:
            yield Finding(ERROR, theme.id, "", f"It was merged into “{theme.into}”, which is gone.")
    for theme in frame.active:
        if not theme.terms:
            yield Finding(WARNING, theme.id, "", "It has no terms: nothing is coded to it.")
        if not theme.acts:
            yield Finding(WARNING, theme.id, "", "Nobody is named who can act on it (`acts`).")
        for word in sorted({term.text for term in theme.terms} & set(theme.excludes)):
            yield Finding(ERROR, theme.id, word, "It is a term and left out: it can find nothing.")


def _unreadable(frame: Frame) -> Iterator[Finding]:
    for theme, text, problem in unreadable(frame):
        yield Finding(ERROR, theme, text, f"It cannot be read: {problem}.")
    for one in frame.active:
        for term in one.terms:
            if term.text in (ANY, ALWAYS) and not term.asked:
                yield Finding(ERROR, one.id, term.text, "It codes everything: name questions.")


def _examples(frame: Frame) -> Iterator[Finding]:
    """An example that its own theme does not find; a counter-example that it does."""
    matcher = build(frame)
    for at, theme_id in enumerate(matcher.themes):
        theme = frame.theme(theme_id)
        for text, wanted in (
            *((text, True) for text in theme.examples),
            *((text, False) for text in theme.counter_examples),
        ):
            if (at in matcher.found(matcher.normal(clean(text)), None)) != wanted:
                what = "An example is not found" if wanted else "A counter-example is found"
                yield Finding(WARNING, theme_id, "", f"{what}: “{text}”.")


def _same_terms(frame: Frame) -> Iterator[Finding]:
    having: dict[str, list[str]] = defaultdict(list)
    for theme in frame.active:
        for text in {term.text for term in theme.terms if term.text not in (ANY, ALWAYS)}:
            having[text].append(theme.id)
    for text, themes in sorted(having.items()):
        if len(themes) > 1:
            others = ", ".join(sorted(themes)[1:])
            yield Finding(NOTE, sorted(themes)[0], text, f"It is also a term of {others}.")


def _tried(frame: Frame, texts: Sequence[str]) -> Iterator[Finding]:
    if not texts:
        return
    compiled = compile_frame(frame)
    matcher = compiled.matcher
    normals = [matcher.normal(clean(text)) for text in texts]
    spoken = [text for text in normals if not says_nothing(text, compiled.words)]
    hits: Counter[tuple[str, str]] = Counter()
    answers: dict[str, set[int]] = defaultdict(set)
    for number, normal in enumerate(spoken):
        for at, pairs in matcher.found(normal, None).items():
            answers[matcher.themes[at]].add(number)
            hits.update({(matcher.themes[at], term) for term, _ in pairs})
    for (theme, term), n in sorted(hits.items()):
        if len(spoken) >= EVERYTHING_FROM and n >= EVERYTHING_SHARE * len(spoken):
            share = round(100 * n / len(spoken))
            yield Finding(WARNING, theme, term, f"It codes everything: {share} % of all answers.")
    yield from _dead(frame, hits, len(spoken))
    yield from _alike(answers)


def _dead(frame: Frame, hits: Counter[tuple[str, str]], tried: int) -> Iterator[Finding]:
    for theme in frame.active:
        dead = sorted(
            {term.text for term in theme.terms if not term.asked}
            - {term for owner, term in hits if owner == theme.id}
        )
        for term in dead:
            yield Finding(NOTE, theme.id, term, f"It found nothing in {tried} answers.")


def _alike(answers: dict[str, set[int]]) -> Iterator[Finding]:
    for one in sorted(answers):
        for other in sorted(answers):
            if one != other and len(answers[one]) >= ALIKE_FROM:
                share = len(answers[one] & answers[other]) / len(answers[one])
                if share > ALIKE_SHARE:
                    yield Finding(
                        WARNING, one, "", f"{round(100 * share)} % of it is also “{other}”: merge?"
                    )
