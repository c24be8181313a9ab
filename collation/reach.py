"""Who was heard and who was not, pure: groups against how many young people there are of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from storage.answers.tallies import EVERYONE, Cell
from storage.disclosure import PERCENT_FROM

NOT_SAID = ""


@dataclass(frozen=True)
class Group:
    """One group. Shares are whole percentages; None where the base is too small for one."""

    value: str
    people: int | None
    heard: int | None
    rate: int | None
    of_everybody: int | None
    of_heard: int | None

    @property
    def points(self) -> int | None:
        """How far its share of those heard is from its share of everybody, in points."""
        if self.of_everybody is None or self.of_heard is None:
            return None
        return self.of_heard - self.of_everybody

    def called(self, name: str) -> "Group":
        """The same under the name that staff read."""
        return replace(self, value=name or "Not known, or too few to say")


def groups(cells: Iterable[Cell], attribute: str, people: Mapping[str, int]) -> list[Group]:
    """Every group, in the order of the figures; those whose group is not known last.

    Heard are distinct voices to one question, of each group the question with most; checked or
    not, since who answered does not depend on what was said.
    """
    voices: dict[tuple[str, str], int] = defaultdict(int)
    for cell in cells:
        if cell.theme == EVERYONE:
            voices[getattr(cell, attribute), cell.question] += cell.voices + cell.unchecked
    heard: dict[str, int] = {}
    for (value, _), said in voices.items():
        heard[value] = max(heard.get(value, 0), said)
    everybody, known = sum(people.values()), sum(n for one, n in heard.items() if one in people)
    named = [
        Group(value, there, heard.get(value, 0), _part(heard.get(value, 0), there),
              _part(there, everybody), _part(heard.get(value, 0), known))
        for value, there in sorted(people.items(), key=_by_age_or_name)
    ]  # fmt: skip
    unknown = sum(said for value, said in heard.items() if value not in people)
    return [*named, Group(NOT_SAID, None, unknown, None, None, None)] if unknown else named


@dataclass(frozen=True)
class Figures:
    """How many young people there are of each value of an attribute, and who says so."""

    people: Mapping[str, int]
    source: str


def protected(people: Mapping[str, int], heard: Mapping[str, int]) -> list[Group]:
    """The same from published numbers alone: who is not among `heard` is blank, and with a blank
    nobody knows how many were heard in all."""
    everybody = sum(people.values())
    known = sum(heard.values()) if heard.keys() >= people.keys() else 0
    return [
        Group(value, there, heard.get(value),
              None if value not in heard else _most_all(heard[value], there),
              _part(there, everybody),
              None if value not in heard else _part(heard[value], known))
        for value, there in sorted(people.items(), key=_by_age_or_name)
    ]  # fmt: skip


def most_heard(some: Iterable[tuple[Sequence[str], Sequence[int | None]]]) -> dict[str, int]:
    """Of each group the question in which most were heard; from values and their published
    numbers, question by question."""
    heard: dict[str, int] = {}
    for values, numbers in some:
        for value, said in zip(values, numbers, strict=True):
            if said is not None:
                heard[value] = max(heard.get(value, 0), said)
    return heard


def _most_all(some: int, of: int) -> int | None:
    share = _part(some, of)
    return None if share is None else min(100, share)  # numbers are rounded up as well as down


def _part(some: int, of: int) -> int | None:
    return round(100 * some / of) if of >= PERCENT_FROM else None


def _by_age_or_name(one: tuple[str, int]) -> tuple[int, str]:
    start = one[0].partition("-")[0]
    return (int(start) if start.isdecimal() else 0, one[0])
