"""Why an answer has a theme, pure: the very words in it that a term found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from collation.frame import Frame
from collation.terms import ALWAYS, ANY, build
from conversations.text import clean

SHORT = 40


@dataclass(frozen=True)
class Asked:
    """One answer, with the terms that matched by theme."""

    id: str
    text: str
    question: str
    terms: Mapping[str, tuple[str, ...]]


def found_words(frame: Frame, asked: Iterable[Asked]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Answer and theme to the words found, for a page of answers: only their terms are read.

    A term that the frame no longer has, or that finds nothing any more, is shown itself.
    """
    every = list(asked)
    wanted: dict[str, set[str]] = {}
    for one in every:
        for theme, terms in one.terms.items():
            wanted.setdefault(theme, set()).update(terms)
    themes = tuple(
        replace(theme, terms=tuple(term for term in theme.terms if term.text in wanted[theme.id]))
        for theme in frame.active
        if theme.id in wanted
    )
    matcher = build(replace(frame, themes=themes))
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in every:
        hits = matcher.found(matcher.normal(clean(one.text)), one.question)
        words = {matcher.themes[at]: pairs for at, pairs in hits.items()}
        for theme, terms in one.terms.items():
            its = (said for term, said in words.get(theme, ()) if term in terms and said)
            shown = tuple(dict.fromkeys(its)) or tuple(map(_shown, terms[:1]))
            found[one.id, theme] = shown
    return found


def _shown(term: str) -> str:
    if term in (ANY, ALWAYS):
        return "what was asked"
    return term if len(term) <= SHORT else f"{term[:SHORT].rstrip()} …"
