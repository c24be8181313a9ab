"""Finds a door: house number and street, flat and number, a room in a house."""

import re
from collections.abc import Iterator

Span = tuple[int, int, str]

_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TOLD = rf"(?:{_TENS}(?:[ -]{_ONES})?|a hundred and {_ONES})"
_KIND = (
    r"road|rd|street|str|st|avenue|ave|close|cl|lane|ln|drive|dr|way|crescent|cres|court|ct"
    r"|gardens|gdns|terrace|place|grove"
    r"|hill|square|sq|parade|walk|mews|rise|view|green|row|gate|park|fields|copse|buildings|mead"
    r"|meadows?|house|point|quay|heights|towers?|lodge"
)
_WORD = r"[^\W\d_][\w'’.]{0,20}"
DOOR = re.compile(
    rf"(?<![\w/.:£$%-])(?:(?:flat|apartment|apt|unit|room|rm)\s\d{{1,4}}[a-z]?,?\s)?(?:house\s)?(?:no\.?\s|number\s|nr\s)?"
    rf"(?:\d{{1,4}}(?:\s?-\s?\d{{1,4}})?[a-z]?|{_TOLD}),?\s((?:{_WORD}\s){{0,3}})({_KIND})\b\.?"
)
FLAT = re.compile(
    rf"\b(?:flat|apartment|apt|unit|room)\s\d{{1,4}}[a-z]?,?\s((?:{_WORD}\s){{0,2}})({_KIND})\b"
)
_NOT_BETWEEN = re.compile(
    r"\b(?:a|an|my|your|his|her|our|their|this|that|is|are|was|were|in|on|at|to|of|from|for|with"
    r"|and|or|but|hours?|hrs?|h|mins?|minutes?|m|miles?|km|days?|weeks?|months?|years?|yrs?"
    r"|times?|people|kids|staff|workers?|more|per|pm|am|"
    r"star|way|different|other|foster|social|good|bad|long|one|big|per|when|because|we|i|they|he"
    r"|she|it|pounds?|quid|out|off|up|down|away|walk|drive|bus|train|car|childrens?|new|nice|old"
    r"|parents?|bed|bedroom|bedroomed|story|storey)\b"
)


def addresses(plain: str) -> Iterator[Span]:
    """Numbers before a street's name; "2 hours drive" and "a 3 bed house" are none."""
    for match in FLAT.finditer(plain):
        if match.group(1) and not _NOT_BETWEEN.search(match.group(1)):
            yield (*match.span(), "address")
    for match in DOOR.finditer(plain):
        between, kind = match.group(1), match.group(2)
        if _NOT_BETWEEN.search(between) and not re.fullmatch(r"the\s", between):
            continue
        if not between and kind not in ("parade",):
            continue
        yield (*match.span(), "address")
