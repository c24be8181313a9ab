"""Finds where somebody lives, learns and plays: places, homes, schools, streets and clubs."""

from collections.abc import Sequence

from config.data import Index, RedactionLists
from conversations.cues import CUES
from conversations.tokens import DIGITS, GONE, NAME, STAYS, UNKNOWN, WORD, Token

_LIVE = CUES["live"]
_BEFORE_PLACE = frozenset(["in", "to", "from", "near", "around", "outside", "into", "at"])
_TRIP = CUES["trip"]
_SUPPORT = CUES["support"]
_AT = CUES["at"]
_STUDY = CUES["study"]
_HOME_SIGNS = frozenset(
    ["home", "unit", "placement", "hostel", "accommodation", "respite", "lodgings", "house"]
)
_NOT_STREET = CUES["not_street"]


def phrases(found: list[Token], lists: RedactionLists) -> None:
    """Marks what is listed: what stays, and places, schools, homes and clubs by their names."""
    at = 0
    while at < len(found):
        size, kind = longest(found, at, lists.phrases)
        for one in found[at : at + size]:
            if kind in ("stays", "people"):
                one.what = STAYS
                one.sure = size > 1 or kind == "stays"
            elif not _supported(found, at, size):
                one.kind = kind
        at += max(size, 1)


def longest(found: Sequence[Token], at: int, phrases: Index) -> tuple[int, str]:
    """How many words from here are the longest phrase listed, and what it is."""
    if found[at].what == GONE:
        return 0, ""
    for words, kind in phrases.get(found[at].low, ()):
        part = found[at : at + len(words)]
        same = len(part) == len(words) and all(a.low == b for a, b in zip(part, words, strict=True))
        if same and all(one.gap.strip() in ("", "-", "&") for one in part[1:]):
            return len(words), kind
    return 0, ""


def _supported(found: Sequence[Token], at: int, size: int) -> bool:
    near = (*found[max(0, at - 2) : at], *found[at + size : at + size + 2])
    return any(one.low in _SUPPORT for one in near)


def whereabouts(found: list[Token], lists: RedactionLists) -> None:
    for words, kind in (
        (lists.school_words, "school"),
        (lists.street_words, "street"),
        (lists.worship_words | lists.club_words, "club"),
        (lists.home_words, "home"),
        (lists.centre_words, "place"),
        (lists.street_words_with_cue, "street"),
    ):
        for at, one in enumerate(found):
            if one.low in words and not one.kind and kind == "street":
                _street(found, at, lists, words is lists.street_words)
            elif one.low in words and not one.kind:
                _named(found, at, lists, kind)
    for at, one in enumerate(found):
        if not one.kind and one.what not in (GONE, DIGITS):
            _place(found, at, lists)


def _named(found: list[Token], at: int, lists: RedactionLists, kind: str) -> None:
    """The words before "School", "House", "Rovers" that make it one of many."""
    begin = at
    while begin and at - begin < 4 and _names_it(found, begin, lists):
        begin -= 1
    if begin == at:
        return
    words = found[begin:at]
    before = found[begin - 1].low if begin else ""
    capitals = any(one.capital and (not one.first or found[at].capital) for one in words)
    odd = any(
        one.what == UNKNOWN or one.low in ("st", "saint") or one.kind == "place" for one in words
    )
    plain = all(one.what == WORD for one in words)
    told = before in _AT or before in _STUDY or (not plain and (before == "the" or not begin))
    strict = kind in ("club", "place") or (kind == "home" and found[at].low in _DOUBTFUL_HOMES)
    owned = words[-1].text.lower().endswith(("'s", "’s")) or (
        len(words) == 1 and words[0].what == NAME and words[0].text.endswith("s")
    )
    if kind == "home" and found[at].low in ("house", "farm", "place") and owned:
        return
    if found[at].low == "place" and not capitals:
        return
    if capitals or odd or (told and not strict and found[at].low != "gym" and len(words) < 4):
        for one in found[begin : at + 1]:
            one.kind = kind


_DOUBTFUL_HOMES = frozenset(
    ["unit", "hostel", "place", "court", "hall", "priory", "towers", "farm"]
)


_SPORTS = CUES["sports"]


def _names_it(found: Sequence[Token], begin: int, lists: RedactionLists) -> bool:
    one, after = found[begin - 1], found[begin]
    if one.what in (GONE, DIGITS, STAYS) or after.gap.strip(" -"):
        return False
    if one.low in lists.not_a_name and not (one.capital and after.capital and not one.first):
        return one.low in _SPORTS and after.low == "club"
    if one.low.endswith(("ing", "ly", "n't")) and not one.capital:
        return False
    return one.kind in ("", "place", "school", "home") and (len(one.low) > 1 or one.capital)


def _street(found: list[Token], at: int, lists: RedactionLists, plain: bool) -> None:
    begin = at
    while begin and at - begin < 3 and _names_street(found, begin, lists):
        begin -= 1
    if begin == at:
        return
    words = found[begin:at]
    before = found[begin - 1].low if begin else ""
    capitals = found[at].capital and all(one.capital for one in words)
    if before == "the" and not capitals:
        return
    cue = before in (
        "on",
        "at",
        "in",
        "from",
        "down",
        "of",
        "off",
        "near",
        "live",
        "along",
        "to",
        "round",
    )
    if (
        capitals
        or (plain and (cue or not begin))
        or (cue and not plain)
        or (
            not begin
            and at + 1 == len(found)
            and found[at].low in ("lane", "close", "ave", "drive", "gardens")
        )
    ):
        for one in found[begin : at + 1]:
            one.kind = "street"


_IN_STREETS = CUES["in_streets"]


def _names_street(found: Sequence[Token], begin: int, lists: RedactionLists) -> bool:
    one, after = found[begin - 1], found[begin]
    if (
        one.what in (GONE, DIGITS)
        or after.gap.strip()
        or one.what == STAYS
        or one.low in _NOT_STREET
    ):
        return False
    if one.low in lists.not_a_name and one.low not in _IN_STREETS:
        return False
    return not (one.low in _AT or one.low.endswith(("ing", "ly"))) and not one.kind


def _place(found: list[Token], at: int, lists: RedactionLists) -> None:
    one = found[at]
    before = found[at - 1].low if at else ""
    if before not in _BEFORE_PLACE and not (before == "the" and at > 1):
        return _institution(found, at, before)
    left = [word.low for word in found[max(0, at - 7) : at]]
    lives = any(word in _LIVE for word in left) or left[-2:-1] in (["im"], ["i'm"], ["is"], ["are"])
    trip = any(word in _TRIP for word in left) and not any(
        w in ("live", "lives", "moved", "placed") for w in left
    )
    size, _ = longest(found, at, lists.kingdom)
    if size and not trip and one.low != "london" or size and lives and not trip:
        return _mark(found, at, size, "place")
    size, _ = longest(found, at, lists.lived_in)
    strict = [word for word in left if word in _STRICT_LIVE]
    if size and strict and before in ("in", "to", "from", "at", "near") and not trip:
        return _mark(found, at, size, "place")
    if (
        strict
        and before in ("in", "to", "from", "near", "at", "the")
        and _nameless(one)
        and not trip
    ):
        kind = "home" if before in ("at", "the") else "place"
        if one.text.lower().endswith(("'s", "’s")):
            return None
        return _mark(found, at, _run(found, at), kind)
    return _institution(found, at, before)


_STRICT_LIVE = CUES["strict_live"]


def _nameless(one: Token) -> bool:
    """A word that could name anything: unknown, or with a capital where none is due."""
    if one.what == STAYS or one.kind:
        return False
    return one.what == UNKNOWN or (
        one.capital and not one.first and one.low not in ("i", "im", "i'm")
    )


def _run(found: Sequence[Token], at: int) -> int:
    size = 1
    while (
        at + size < len(found) and _nameless(found[at + size]) and not found[at + size].gap.strip()
    ):
        size += 1
    return size


def _mark(found: Sequence[Token], at: int, size: int, kind: str) -> None:
    for one in found[at : at + size]:
        one.kind = one.kind or kind


_SCHOOL_BEFORE = (
    "school is", "school was", "school called", "college is",
    "college called", "go to", "goes to", "study at",
    "study in", "excluded from", "out of", "i go",
    "school", "primary school was",
)  # fmt: skip
_HOME_BEFORE = (
    "home is called", "is called", "childrens home", "children's home",
    "my unit", "staff at", "living at", "live at",
    "stay at", "respite at", "placed at", "worker at",
    "manager at",
)  # fmt: skip
_CLUB_BEFORE = (
    "play for", "plays for", "train with", "swim for",
    "played for", "box for", "run for", "signed for",
)  # fmt: skip


def _institution(found: list[Token], at: int, before: str) -> None:
    """A school, home or club told by the words around it alone."""
    one = found[at]
    if not _nameless(one) or one.text.lower().endswith(("'s", "’s")):
        return
    left = [word.low for word in found[max(0, at - 4) : at]]
    last = " ".join(left[-3:])
    kind = ""
    if last.endswith(_SCHOOL_BEFORE) and "with" not in left:
        kind = "school"
    elif last.endswith(_HOME_BEFORE):
        kind = "home" if last.endswith(" at") or not _HOME_SIGNS.isdisjoint(left) else ""
    elif last.endswith(_CLUB_BEFORE):
        kind = "club"
    if kind:
        _mark(found, at, _run(found, at), kind)
