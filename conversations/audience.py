"""Which wording a young person gets: bands by school year, and the simplest when not known."""

import re
from datetime import date

from config.data import AUDIENCES

YOUNGEST = AUDIENCES[0]
_COHORT = re.compile(r"(\d{4})(?:\s*[-/]\s*(\d{2}|\d{4}))?")
_OLDEST_AGE = {"8-11": 11, "11-15": 16, "16-17": 18, "18-25": 25}


def audience(cohort: str | None, today: date) -> str:
    """The band for a school-year cohort ("2013-14": born 1 Sep 2013 to 31 Aug 2014), or a band."""
    if cohort in AUDIENCES:
        return cohort
    match = _COHORT.fullmatch((cohort or "").strip())
    if match is None:
        return YOUNGEST
    year = school_year(int(match[1]), today)
    if year < 7:
        return YOUNGEST
    return "11-15" if year <= 11 else "16-17" if year <= 13 else "18-25"


def school_year(born_from: int, today: date) -> int:
    """School year in England (0 = Reception) of those born from 1 September of `born_from`."""
    began = today.year if today.month >= 9 else today.year - 1
    return began - born_from - 5


def cohort_for(born: date) -> str:
    """The school-year cohort of a birthday; all that is kept of it."""
    first = born.year if born.month >= 9 else born.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def suits(band: str, under: int | None) -> bool:
    """Whether a helpline for people under an age may be named to this whole band."""
    return under is None or _OLDEST_AGE.get(band, 11) < under
