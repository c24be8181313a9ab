"""Finds in what a person types the slips that the council's own papers made.

`wrong` cannot stand: sums and shares that do not fit, words that mean two things. `look` may be
right, and a person says so.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from collation.reports.typed_table import Typed, number
from conversations.text import clean

WRONG, LOOK = "wrong", "look"


@dataclass(frozen=True)
class Slip:
    """What is wrong, with the very words and what to write instead."""

    severity: str
    words: str
    why: str

    def __str__(self) -> str:
        return f"“{self.words}”: {self.why}"


def slips(text: str, k: int) -> list[Slip]:
    """All of one text, in the order in which they stand. `k`: the smallest group that is shown."""
    text = " ".join(clean(text).split())
    found = [each for rule in _RULES for each in rule(text)]
    found += _few(text, k)
    return sorted(found, key=lambda one: text.find(one.words))


def apart(texts: Mapping[str, str], tables: Mapping[str, Typed]) -> list[tuple[str, Slip]]:
    """S95: two numbers for the same people in one report; each with the place it stands in."""
    said: dict[str, tuple[str, str]] = {}
    for table in tables.values():
        for at, column in enumerate(table.columns):
            if table.total and number(table.rows[-1][at]) is not None:
                said[column.lower()] = (str(number(table.rows[-1][at])), "the table")
    found = []
    for which, text in texts.items():
        for parts in _PARTS.finditer(" ".join(clean(text).split())):
            for many, who in _COUNTED.findall(parts.group()):
                known = said.setdefault(who.lower(), (many.replace(",", ""), "another text"))
                if known[0] != many.replace(",", ""):
                    why = f"{known[1]} of this report says {known[0]}. Which is right?"
                    found.append((which, Slip(LOOK, f"{many} {who}", why)))
    return found


_COUNT = r"(\d{1,3}(?:,\d{3})+|\d+)"
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"‘0-9])")
_PERCENT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s?(?:%|per ?cent\b)", re.I)

_BI = {
    "annual": "“every two years” or “twice a year”",
    "yearly": "“every two years” or “twice a year”",
    "ennial": "“every two years”",
    "monthly": "“every two months” or “twice a month”",
    "weekly": "“every two weeks” or “twice a week”",
}
_BI_WORD = re.compile(r"\bbi-?\s?(annual|yearly|ennial|monthly|weekly)(?:ly)?\b", re.I)


def _twice_or_half(text: str) -> Iterator[Slip]:
    """S98: "bi-annually" was written, and every two years was meant."""
    for found in _BI_WORD.finditer(text):
        instead = _BI[found.group(1).lower()]
        yield Slip(WRONG, found.group(), f"this is read in two ways. Write {instead}.")


_OFTEN = re.compile(r"\b(?:less|more) (?:frequent(?:ly)?|often|regular(?:ly)?)\b", re.I)


def _how_often(text: str) -> Iterator[Slip]:
    """S98 as well: "less frequently" says nothing that can be held to."""
    for found in _OFTEN.finditer(text):
        yield Slip(LOOK, found.group(), "how often? Write the dates, or “every two years”.")


_CHANGES = re.compile(
    r"\b(?:reduc\w+|increas\w+|decreas\w+|declin\w+|ris(?:e|es|en|ing)|rose|f(?:all|alls|allen|ell)"
    r"|drop\w*|grow\w*|grew|down|up|improv\w+|higher|lower|gain\w*|lost|change[sd]?)\b", re.I
)  # fmt: skip
_BY = re.compile(
    r"\b(?:by|of|up|down|fell|rose|dropped)(?: (?:about|around|almost|nearly|some))? "
    r"(\d+(?:\.\d+)?)\s?(?:%|per ?cent\b)(?! (?:of|to)\b)", re.I
)  # fmt: skip
_FROM_TO = re.compile(
    r"from (\d+(?:\.\d+)?)\s?(?:%|per ?cent)[^.]{0,40}?\bto (\d+(?:\.\d+)?)\s?(?:%|per ?cent)", re.I
)
_POINTS = re.compile(r"(\d+(?:\.\d+)?) (?:percentage )?points?\b", re.I)


def _points(text: str) -> Iterator[Slip]:
    """S97: "a reduction of 8%" was a reduction by 8 percentage points, from 37% to 29%."""
    for sentence in _SENTENCE.split(text):
        ends = _FROM_TO.search(sentence)
        between = abs(float(ends.group(2)) - float(ends.group(1))) if ends else None
        for found in _BY.finditer(sentence) if _CHANGES.search(sentence) else ():
            named = f"{between:g}" if between is not None else found.group(1)
            yield Slip(
                WRONG, found.group(),
                f"a change of a share is in percentage points. Write “{named} percentage points”, "
                "with both shares and their years: from 37% to 29%.",
            )  # fmt: skip
        for found in _POINTS.finditer(sentence) if between is not None else ():
            if abs(float(found.group(1)) - (between or 0)) > 1:
                yield Slip(WRONG, found.group(), f"between the two shares are {between:g} points.")


_OF = re.compile(
    rf"{_COUNT} (?:out )?of (?:the |all |our |these |those )?{_COUNT}\b[^.%\d]{{0,40}}?"
    rf"[\s(,]+(\d+(?:\.\d+)?)\s?(?:%|per ?cent\b)", re.I
)  # fmt: skip
_OF_AFTER = re.compile(
    rf"(?<![\d.])(\d+(?:\.\d+)?)\s?(?:%|per ?cent)\s?\(?[^.%\d]{{0,20}}?{_COUNT} (?:out )?of "
    rf"(?:the |all |our )?{_COUNT}\b", re.I
)  # fmt: skip
_SLASH = re.compile(
    rf"(?<![\d./]){_COUNT}\s?/\s?{_COUNT}\s?(?:=|is|,|\(|or)\s?(\d+(?:\.\d+)?)\s?%", re.I
)


def _shares(text: str) -> Iterator[Slip]:
    """S96: "55%" stood where 206 of 378 had to be 54%."""
    for rule, part, base, share in ((_OF, 1, 2, 3), (_SLASH, 1, 2, 3), (_OF_AFTER, 2, 3, 1)):
        for found in rule.finditer(text):
            some, of = _int(found.group(part)), _int(found.group(base))
            if of == 0:
                yield Slip(WRONG, found.group(), "a share of nobody.")
            elif some > of:
                yield Slip(WRONG, found.group(), f"{some:,} is more than {of:,}.")
            elif abs(100 * some / of - float(found.group(share))) > 0.5:
                right = f"{100 * some / of:.1f}"
                yield Slip(
                    WRONG, found.group(),
                    f"{some:,} of {of:,} is {right}%, as a whole number {round(100 * some / of)}%.",
                )  # fmt: skip


_BASED = re.compile(
    rf"\bof (?:the |all |our |these |those |about |some )?{_COUNT}\b|\bn ?= ?\d|/ ?\d"
)


def _base(text: str) -> Iterator[Slip]:
    """S96 as well: a share without its base cannot be checked by anybody."""
    for sentence in _SENTENCE.split(text):
        shares = list(_PERCENT.finditer(sentence))
        if shares and not _BASED.search(sentence):
            yield Slip(
                LOOK, shares[0].group(),
                "of how many? Write the number beside the share: 206 of 378 (54%).",
            )  # fmt: skip


_WHO = (
    r"(?:adults?|staff|carers?|professionals|young people|young persons?|children|members|girls?|"
    r"boys?|workers?|managers?)"
)  # fmt: skip
_PARTS = re.compile(rf"\b{_COUNT} {_WHO}(?:,| and|, and| &| plus) {_COUNT} {_WHO}", re.I)
_COUNTED = re.compile(rf"{_COUNT} ({_WHO})", re.I)
_EQUALS = re.compile(
    rf"^\W{{0,3}}(?:=|equals|making|in total|a total of|total(?:ling)?:?)\s?{_COUNT}", re.I
)
_ABOUT = re.compile(rf"\b(?:approximately|around|roughly|about|some) {_COUNT}\b", re.I)
_TOTAL_BEFORE = re.compile(
    rf"\b{_COUNT} (?:people|persons|in (?:all|total|attendance)|attend\w*|participants|guests|"
    r"came|delegates)\b[^.\d]{0,60}$", re.I
)  # fmt: skip
_RATIO = re.compile(r"\b\d{1,2} ?: ?\d{1,2}\b(?! ?[ap]m\b)")


def _attended(text: str) -> Iterator[Slip]:
    """S95: "51 adults and 31 young people = 83", and "approximately 100 … 50:50" for the same."""
    for found in _PARTS.finditer(text):
        parts = _int(found.group(1)) + _int(found.group(2))
        after = _EQUALS.search(text[found.end() : found.end() + 40])
        before = _TOTAL_BEFORE.search(text[max(0, found.start() - 90) : found.start()])
        for total in (after, before):
            if total and _int(total.group(1)) != parts:
                whole = found.group() + (total.group() if total is after else "")
                yield Slip(WRONG, whole, f"the parts add up to {parts:,}, not {total.group(1)}.")
    for found in _ABOUT.finditer(text):
        near = text[found.end() : found.end() + 120].partition(". ")[0]
        if ratio := _RATIO.search(near):
            yield Slip(
                LOOK, f"{found.group()}",
                f"an estimate and a ratio ({ratio.group()}) where people were counted. Write both "
                "counts: 51 adults and 32 young people, 83 in all.",
            )  # fmt: skip


def _significant(text: str) -> Iterator[Slip]:
    """S12: no claim of significance unless it was tested."""
    for found in re.finditer(r"\bsignificant(?:ly)?\b", text, re.I):
        yield Slip(LOOK, found.group(), "was it tested? If not, write how much: with both figures.")


def _numbers(text: str) -> Iterator[Slip]:
    """S100: paragraph numbers that were typed stood there twice. The report counts itself."""
    found = re.match(r"\d{1,2}(?:\.\d{1,2})?\.? (?=[A-Z])", text)
    if found and found.group().strip(" .").count("."):
        yield Slip(WRONG, found.group().strip(), "paragraphs are numbered by the report itself.")


_SMALL = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
          "nine": 9}  # fmt: skip
_FEW = re.compile(
    rf"(?<![\d.,])\b(\d|{'|'.join(_SMALL)}) (?:of the |of our )?(?:young (?:people|persons?)|"
    r"children|child|boys?|girls?|care leavers?|siblings)\b(?! (?:aged|years))", re.I
)  # fmt: skip


def _few(text: str, k: int) -> Iterator[Slip]:
    """S6 of the findings: 5, 7 and 1 young people stood in papers that anybody can read."""
    for found in _FEW.finditer(text):
        word = found.group(1).lower()
        many = _SMALL.get(word) or int(word)
        if 0 < many < k:
            yield Slip(
                LOOK, found.group(),
                f"fewer than {k} may be recognised. Leave it out, or write “a few”, unless it says "
                "nothing about anybody.",
            )  # fmt: skip


def _int(text: str) -> int:
    return int(text.replace(",", ""))


_RULES: tuple[Callable[[str], Iterator[Slip]], ...] = (
    _twice_or_half, _how_often, _points, _shares, _base, _attended, _significant, _numbers,
)  # fmt: skip
