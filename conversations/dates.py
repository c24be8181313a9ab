"""Finds days of birth: in figures, with months, in words."""

import re
from collections.abc import Iterator

Span = tuple[int, int, str]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|eleventh"
    r"|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    r"|twentieth|thirtieth)"
)
_SMALL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|oh)"
)
_YEAR = (
    rf"(?:(?:19|20)\d\d|['’]?\d\d|two thousand(?:\s(?:and\s)?{_SMALL})?"
    rf"|(?:twenty|nineteen)[ -](?:{_SMALL}|(?:ninety|eighty|twenty)[ -]?{_SMALL}?))"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})"
FIGURES = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}\s?[/.\-\s]\s?\d{1,2}\s?[/.\-\s]\s?(?:19|20)?\d\d|(?:19"
    r"|20)\d\d[/.\-]\d{1,2}[/.\-]\d{1,2}|\d{8})(?![\d/])"
)
MONTHS = re.compile(
    rf"(?<!\w)(?:the\s)?(?:{_DAY}[\s\-/.]{{0,2}}(?:day\s)?(?:of\s)?{_MONTH}\b(?:[\s,\-/.]{{1,3}}{_YEAR}\b)?"
    rf"|{_MONTH}\s(?:the\s)?{_DAY}\b(?:[\s,]{{1,2}}{_YEAR}\b)?)"
)
_BIRTH = re.compile(
    r"\b(?:born|birth|birthday|bday|b-day|birfday|dob|d\.o\.b|d o b|b'day|turn|turned|turning"
    r"|turns|i'?ll be|im 1\d on|birthdate)\b"
)
_NEAR = 60


def births(plain: str) -> Iterator[Span]:
    """Whole dates with a birth near them, and those of a year in which the young were born."""
    cues = [match.start() for match in _BIRTH.finditer(plain)]
    for match in (*MONTHS.finditer(plain), *FIGURES.finditer(plain)):
        start, end = match.span()
        near = any(start - _NEAR <= cue <= end + _NEAR for cue in cues[:50])
        if (near or _young(match.group())) and _possible(match.group()):
            yield start, end, "date of birth"


def _possible(written: str) -> bool:
    if any(char.isalpha() for char in written):
        return True
    parts = [int(one) for one in re.findall(r"\d+", written)]
    if len(parts) == 1:
        return str(parts[0])[-4:-2] in ("19", "20")
    return sum(one < 13 for one in parts) > 0 and sum(one < 32 for one in parts) > 1


def _young(written: str) -> bool:
    """A whole date of a year from 1990 to 2019."""
    year = re.search(r"(?:199\d|20[01]\d)$|^(?:199\d|20[01]\d)(?=[/.-])", written)
    return year is not None and not re.fullmatch(r"\d{8}", written)
