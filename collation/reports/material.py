"""What a report may be made of: publications, the county's own figures, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from collation.reports.periods import Period, in_words
from collation.reports.typed_table import Typed
from storage.answers.publications import PublishedTable, Quote
from storage.office.populations import Population


@dataclass(frozen=True)
class Quarter:
    """One quarter as it was published."""

    period: str
    publication: str
    tables: tuple[PublishedTable, ...]
    quotes: tuple[Quote, ...] = ()
    published_on: str = ""


@dataclass(frozen=True)
class Asked:
    """One check-in that went out: whose title, on which day, to how many."""

    title: str
    on: date
    people: int


@dataclass(frozen=True)
class Deed:
    """One action: what was heard, what comes of it, who does it by when, how far it is.

    `answer`: what we will do, or why we cannot, "" while nobody has decided; `late`: that it is
    overdue, or was not kept by the day that was first named.
    """

    ref: str
    heard: str
    answer: str
    owner: str
    state: str
    possible: bool = True
    due: date | None = None
    themes: tuple[str, ...] = ()
    asked_on: date | None = None
    told_on: date | None = None
    late: str = ""
    href: str = ""


@dataclass(frozen=True)
class Event:
    """One line of the district log. `whose`: empty for young people's own; else which adults'."""

    day: date
    place: str
    title: str
    young_people: int
    adults: int
    did: str
    effect: tuple[str, ...] = ()
    whose: str = ""
    managers: bool = False
    told_back_on: date | None = None
    href: str = ""


@dataclass(frozen=True)
class Waiting:
    """The reply clock, of actions. `told` are those that `days` is the median of."""

    due: int
    in_time: int
    days: int | None
    told: int
    waiting: int
    longest: int | None


@dataclass(frozen=True)
class Meeting:
    """What the report is for."""

    title: str
    day: date
    cohort: str = ""


@dataclass(frozen=True)
class Texts:
    """What persons have written into a report, by slot; tables as they were checked."""

    written: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Typed] = field(default_factory=dict)


@dataclass(frozen=True)
class Names:
    """How ids read: themes, questions, places, statuses; which questions ask for more or less."""

    themes: Mapping[str, str]
    questions: Mapping[str, str]
    values: Mapping[str, str]
    meanings: Mapping[str, tuple[str, ...]]

    def theme(self, which: str) -> str:
        return self.themes.get(which, which)

    def question(self, which: str) -> str:
        """What was asked, without how to answer it."""
        whole = self.questions.get(which, which)
        return whole[: whole.rfind("?") + 1] or whole

    def value(self, which: str) -> str:
        return self.values.get(which, which) if which else "Not known, or too few to say"


@dataclass(frozen=True)
class Material:
    """All of it. `k`: the smallest group that is shown to those who read this report."""

    kind: str
    period: Period
    county: str
    board: str
    languages: tuple[str, ...]
    k: int
    today: date
    names: Names
    quarters: Mapping[str, Quarter]
    people: Mapping[str, tuple[Population, ...]] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    deeds: tuple[Deed, ...] = ()
    waiting: Waiting | None = None
    events: tuple[Event, ...] = ()
    agenda: tuple[str, ...] = ()
    meeting: Meeting | None = None
    texts: Texts = field(default_factory=Texts)

    @property
    def latest(self) -> Quarter | None:
        """The last quarter of the period that was published."""
        there = [one for one in self.period.quarters if one in self.quarters]
        return self.quarters[there[-1]] if there else None

    @property
    def of(self) -> str:
        """The quarter that single figures are of, in words."""
        return in_words(self.latest.period if self.latest else self.period.last)
