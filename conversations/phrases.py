"""Phrases that a practitioner can write, turned into patterns that cannot run away.

A phrase is plain words. `word*` any ending, `(a|b)` one of these, `[a|b]` may be left out,
`...` up to three other words of the same sentence, `<name>` a group of phrases.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GAP = r"(?:[^ .]+ ){0,3}"
_COMMON = frozenset(
    re.findall(
        r"\S+",
        """. a about actually all always am an and any are as at be because been being but by can
    could did do does for from get gets go going good got had has have he her him his how i if in
    is it just know like make me more my never no not nothing of on one or our out people really
    say see she should so some someone stop that the their them they things this to too up us want
    was we what when where who why will with would you your""",
    )
)
_PIECE = re.compile(r"\s*(?:(\.\.\.)|<([\w-]+)>|([(\[])|([^\s()\[\]|<>]+))")


class PhraseError(ValueError):
    """A phrase is not written as it can be read."""


@dataclass(frozen=True)
class Pattern:
    """One phrase. `firsts`: the words (or word beginnings, with *) that it can begin with."""

    regex: re.Pattern[str]
    firsts: frozenset[str]


@dataclass(frozen=True)
class Part:
    """A piece of a phrase. `needs`: a text without any of these words cannot hold it; `also`: nor
    one without any word of each of these."""

    regex: str
    firsts: frozenset[str]
    optional: bool = False
    needs: frozenset[str] = frozenset()
    also: tuple[frozenset[str], ...] = ()


class PhraseBook:
    """Reads phrases, with the county's groups and its spellings put right in them too."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]], folds: Mapping[str, str]) -> None:
        self._groups, self._folds = groups, folds
        self._read: dict[str, Part] = {}
        self.vocabulary: set[str] = set()

    def pattern(self, phrase: str) -> Pattern:
        part = self.part(phrase)
        return Pattern(re.compile(f"(?<![^ ]){part.regex}"), part.firsts)

    def part(self, phrase: str) -> Part:
        part, rest = self._sequence(phrase.strip(), depth=0)
        if rest.strip():
            raise PhraseError(f"'{phrase}': brackets do not close where they should")
        if part.optional:
            raise PhraseError(f"'{phrase}': all of it may be left out")
        return part

    def _sequence(self, text: str, depth: int) -> tuple[Part, str]:
        """Pieces until the end or a bracket or bar that belongs to who called."""
        parts: list[Part] = []
        while text.strip() and text.strip()[0] not in ")]|":
            found = _PIECE.match(text)
            if found is None:
                raise PhraseError(f"cannot be read from '{text}'")
            text = text[found.end() :]
            gap, group, bracket, word = found.groups()
            if gap:
                parts.append(Part(GAP, frozenset(), optional=True))
            elif group:
                parts.append(self._group(group, depth))
            elif bracket:
                part, text = self._bracket(bracket, text, depth)
                parts.append(part)
            else:
                parts.extend(self._words(word))
        return _joined(parts), text

    def _bracket(self, bracket: str, text: str, depth: int) -> tuple[Part, str]:
        options: list[Part] = []
        while True:
            part, text = self._sequence(text, depth)
            options.append(part)
            text = text.lstrip()
            if not text:
                raise PhraseError("a bracket is not closed")
            closing, text = text[0], text[1:]
            if closing != "|":
                break
        if closing != {"(": ")", "[": "]"}[bracket]:
            raise PhraseError(f"'{bracket}' is closed by '{closing}'")
        return _either(options, optional=bracket == "["), text

    def _group(self, name: str, depth: int) -> Part:
        if name not in self._groups or depth > 5:
            raise PhraseError(f"there is no group <{name}>, or it holds itself")
        if name not in self._read:
            options = [self._sequence(one, depth + 1)[0] for one in self._groups[name]]
            self._read[name] = _either(options, optional=False)
        return self._read[name]

    def _words(self, word: str) -> Iterable[Part]:
        if word.endswith("*"):
            stem = word.rstrip("*")
            first = frozenset({stem + "*"})
            yield Part(re.escape(stem) + "[^ ]* ", first, needs=first)
            return
        for one in self._folds.get(word, word).split():
            self.vocabulary.add(one)
            yield Part(re.escape(one) + " ", frozenset({one}), needs=frozenset({one}))


def _either(options: list[Part], optional: bool) -> Part:
    regex = "|".join(dict.fromkeys(part.regex for part in options))
    firsts = frozenset().union(*(part.firsts for part in options))
    needs = frozenset().union(*(part.needs for part in options))
    known = needs if all(part.needs for part in options) else frozenset()
    return Part(f"(?:{regex})" + ("?" if optional else ""), firsts, optional, known)


def _joined(parts: list[Part]) -> Part:
    firsts: frozenset[str] = frozenset()
    for part in parts:
        firsts |= part.firsts
        if not part.optional:
            break
    sure = [part for part in parts if not part.optional]
    needed = sorted({part.needs for part in sure if part.needs}, key=_cost)
    others = {one for part in sure for one in part.also}.union(needed[1:])
    return Part(
        "".join(part.regex for part in parts),
        firsts,
        not sure,
        needed[0] if needed else frozenset(),
        tuple(sorted((one for one in others if not _stems(one)), key=_cost)),
    )


def _stems(words: frozenset[str]) -> bool:
    """Whether some of them are only beginnings of words."""
    return any(word.endswith("*") for word in words)


def _cost(words: frozenset[str]) -> tuple[int, list[str]]:
    """How many texts have one of these words, roughly: common words are in most."""
    return sum(40 if word in _COMMON else 1 for word in words), sorted(words)
