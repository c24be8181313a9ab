"""What every page shows of the county: its name, its help numbers, its languages.

The public pages import this and never the register, not even on the way.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app

from config.data import County, Helpline

KEY = "golden_thread_site"


# What a helpline's line looks like: "text SHOUT to 85258", or a name and a number to ring.
TO_TEXT = re.compile(r"\btext (?P<word>\S+) to (?P<number>\d{4,6})\b", re.IGNORECASE)
TO_RING = re.compile(r"\d[\d ]+\d")


@dataclass(frozen=True)
class Line:
    """One number to ring or text, as a page shows it; `word` is what to text, "" to ring."""

    name: str
    number: str
    word: str
    hours: str

    @property
    def address(self) -> str:
        """The link that makes a phone ring or text."""
        number = self.number.replace(" ", "")
        return f"sms:{number}?&body={self.word}" if self.word else f"tel:{number}"


@dataclass(frozen=True)
class Site:
    """One app's county. Nothing here is a global: two apps in one process have two."""

    county: str
    lines: tuple[Line, ...]
    """Who can be rung or texted, the most urgent first."""
    council: tuple[str, str]
    """The council's own numbers, in office hours and at all other times."""
    languages: Mapping[str, str]
    """The languages switched on here: code and the language's own name."""
    drafts: frozenset[str]
    """Those of them that no translator has checked yet."""
    demo: bool
    hold_hours: int
    min_people: int


def site_of(
    county: County, helplines: Iterable[Helpline], languages: Mapping[str, str], *, demo: bool
) -> Site:
    """What the pages of one county show."""
    return Site(
        county=county.name,
        lines=tuple(line for helpline in helplines if (line := line_of(helpline))),
        council=(county.phone.get("day", ""), county.phone.get("night", "")),
        languages=languages,
        drafts=frozenset(county.drafts),
        demo=demo,
        hold_hours=county.release.hold_hours,
        min_people=county.release.min_people,
    )


def line_of(helpline: Helpline) -> Line | None:
    """A helpline as a page shows it; None where its line names no number."""
    if text := TO_TEXT.search(helpline.say):
        return Line(helpline.name, text["number"], text["word"], helpline.hours)
    ring = TO_RING.search(helpline.say)
    return Line(helpline.name, ring[0], "", helpline.hours) if ring else None


def site() -> Site:
    """The county of the app that is answering this request."""
    return cast(Site, current_app.extensions[KEY])
