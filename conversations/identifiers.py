"""Finds what has a form: phones, e-mail, links, handles, postcodes, numbers of every office."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from conversations.dates import births
from conversations.spelled import spelled
from conversations.streets import addresses

Span = tuple[int, int, str]

_SITES = (
    r"gmail|googlemail|hotmail|outlook|yahoo|icloud|live|aol|proton(?:mail)?|msn|sky|btinternet"
    r"|me|mail"
)
_DOT = r"(?:\s?\.\s?|\s?[\[(]?\bdot\b[\])]?\s?)"
_AT = r"(?:\s?@\s?|\s?[\[(]\s?at\s?[\])]\s?|\s+at\s+)"
_LOCAL = r"[\w+-]{1,40}(?:(?:\.|\s?\b(?:dot|underscore|dash|hyphen)\b\s?)[\w+-]{1,40}){0,4}"
_TLD = r"(?:com|co|org|net|uk|gov|nhs|sch|ac|edu|io|me|eu|info)\b"
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
EMAIL_TOLD = re.compile(
    rf"(?<![\w.+-])(?!(?:look|go|see|me|its|it|am|page|im|i|is|video|profile)\b){_LOCAL}{_AT}"
    rf"(?:(?:{_SITES})\b(?:{_DOT}{_TLD}){{1,3}}|(?:[\w-]{{2,40}}{_DOT}){{1,4}}{_TLD})(?!/)",
)
_BARE = r"com|org|net|co\.uk|org\.uk|gov\.uk|uk|io|tv|gg|app|xyz|info|be|ly|me|ee|co"
LINK = re.compile(
    rf"(?:https?://|hxxps?://|www\.)[^\s<>]+|(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,4}}"
    rf"(?:(?:{_BARE})/[^\s<>]+|(?:com|org|net|co\.uk|org\.uk|io|gg|tv)\b)"
)
_TAIL = ".,;:!?)'\"”’"
AT = re.compile(r"(?<![\w@])@\s?[\w][\w.]{1,40}")
_APPS = (
    r"snap(?:chat)?|sc|insta(?:gram)?|ig|tik ?tok|tt|discord|psn|xbox|roblox|gamer ?tag|steam"
    r"|twitter"
    r"|x|telegram|tg|fortnite|facebook|fb|whatsapp|kik|twitch|be ?real|vsco|epic|minecraft|signal"
    r"|username|user ?name|viber|imo|messenger|pinterest|reddit|threads|wechat|zalo|handle"
    r"|nintendo|user"
)
HANDLE = re.compile(
    rf"\b(?:{_APPS})\b(?:\s(?:name|user ?name|id|account|acc|tag|handle|code|user|add))?"
    r"(\s?[:=>]+\s?|\s?-\s|\sis\s(?:called\s)?|\s)(@?[^\W_][\w.#-]{2,40}|_[\w.#-]{2,40})"
)
LONE = re.compile(r"(?<![\w.@])[^\W_]{1,30}_[\w.]{1,30}|(?<![\w.@])_[^\W_][\w.]{2,30}")
MIXED = re.compile(r"(?<![\w.@])(?=[\w.]{0,20}\d)[^\W\d_][\w.]{3,30}")
_APP = re.compile(rf"\b(?:{_APPS})\b")
_AREAS = (
    "ab al ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy ec "
    "eh en ex fk fy gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky la ld le ll ln ls "
    "lu me mk ml nd ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm sa se sg sk sl sm sn so sp "
    "sr ss st sw sy ta td tf tn tq tr ts tw ub wa wc wd wf wn wr ws wv yo ze b e g l m n s w"
)
_AREA = "|".join(_AREAS.split())
POSTCODE = re.compile(
    rf"(?<![^\W_])(?:{_AREA})\s?\d\s?[a-z\d]?\s?-?\s?\d\s?[abd-hjlnp-uw-z]\s?[abd-hjlnp-uw-z](?![^\W_])"
)
POSTCODE_APART = re.compile(
    r"(?<![^\W_])(?:[a-z]\s){1,2}\d\s(?:[a-z\d]\s)?\d\s[a-z]\s[a-z](?![^\W_])"
)
OUTWARD = re.compile(r"(?<![\w])(?:PO|SO|RG|GU|SP|BH|po|so|rg|gu|sp|bh)[ ]?\d{1,2}(?![\w/:.%])")
DIGITS = re.compile(r"\+?\(?\d(?:[ .()\-–—\u00a0]{0,3}\d){5,24}")
JOINED = re.compile(r"(?<!\d)0\d{2,4}/\d{5,8}(?!\d)|\b(?:zero|oh)\d{9,10}(?!\d)")
CODE = re.compile(r"(?<![\w/-])[a-z\d]{1,10}(?:[/-][a-z\d]{1,12}){0,4}(?![\w/-])")
INSURANCE = re.compile(r"(?<![^\W_])[a-z]\s?[a-z](?:[\s-]?\d){6}[\s-]?[a-d]?(?![^\W_])")
PLATE = re.compile(
    r"(?<![^\W_])(?:[a-z]{2}\d{2}\s?[a-z]{3}|[a-z]\d{1,3}\s?[a-z]{3}"
    r"|[a-z]{3}\s?\d{1,3}[a-z])(?![^\W_])"
)
_CAR = re.compile(r"\b(?:reg|registration|plate|number ?plate|car|van|bmw|audi|drives?|parked)\b")
_OFFICE = (
    r"nhs|ni|nino|national insurance|case|ref|reference|mosaic|swift|liquid ?logic|home office|ho"
    r"|uasc|arc|brp|passport|visa"
    r"|sort ?code|account|acc|acct|bank|iban|card|debit|student|candidate|uln|uci|urn|upn|crime"
    r"|incident|court|licen[cs]e|library|universal credit|uc|bus pass|"
    r"pass|policy|member(?:ship)?|customer|order|booking|port|asylum|bail|prison|patient|hospital"
    r"|id|file|client|claim|payroll|employee|staff|pin|password|passcode|code|cvv|imei|serial"
    r"|locker|door code|wifi"
)
OFFICE = re.compile(
    rf"\b(?:{_OFFICE})\b(?:[\s:.#=-]{{1,3}}(?:number|numbers|no|num|nr|ref|reference|id|code|is|card|ending|in|with|my|it's|its|was|and|are)\b|[:.#=\s]){{0,5}}"
)
VALUE = re.compile(
    r"[a-z]{0,5}[\s/-]?\d[\da-z]*(?:[\s/-]{1,2}[a-z]{0,2}\d[\da-z]*)*(?:[\s-][a-z])?(?![^\W_])"
)
SECRET = re.compile(r"\b(?:password|passcode|passphrase|pw)(?:\sis|\s?[:=]|\swas)\s?(\S{3,60})")
_LETTERS = re.compile(r"[^\W\d_]")


def flat(text: str) -> str:
    """As long as the text: small letters, plain digits, o and l among digits as digits."""
    plain = "".join(_flat(char) for char in text)
    return re.sub(
        r"(?<=\d)[ol]{1,4}(?=[\dol ]{0,4}\d)|(?<![a-z\d])o(?=[ol]?\d{2})",
        lambda match: match.group().replace("o", "0").replace("l", "1"),
        plain,
    )


def _flat(char: str) -> str:
    if char.isascii():
        return char.lower()
    if char.isdecimal():
        return str(int(char))
    low = char.lower()
    return low if len(low) == 1 else char


def identifiers(text: str, public: frozenset[str], starts: tuple[str, ...]) -> list[Span]:
    """Every span with a form, in order, none over another; the first kind to find one has it."""
    plain = flat(text)
    found: list[Span] = []
    taken = bytearray(len(text))
    for find in _finders(plain, text, public, starts):
        for start, end, kind in find():
            if 1 not in taken[start:end]:
                taken[start:end] = bytes([1]) * (end - start)
                found.append((start, end, kind))
    return sorted(found)


def _finders(
    plain: str, text: str, public: frozenset[str], starts: tuple[str, ...]
) -> Iterator[Callable[[], Iterator[Span]]]:
    digits = any(char.isdigit() for char in plain)
    if "@" in plain or "at" in plain:
        yield lambda: _all("email", plain, EMAIL, EMAIL_TOLD)
    if "." in plain or "://" in plain:
        yield lambda: _links(plain)
    if "@" in plain:
        yield lambda: _all("handle", plain, AT)
    yield lambda: _secrets(plain, text)
    yield lambda: _handles(plain, text)
    if digits:
        yield lambda: _all("phone", plain, JOINED)
        yield lambda: births(plain)
        yield lambda: _offices(plain)
        yield lambda: _postcodes(plain, text)
        yield lambda: _codes(plain, text)
        yield lambda: _numbers(plain, public, starts)
    else:
        yield lambda: births(plain)
    yield lambda: spelled(plain)
    yield lambda: addresses(plain)


def _all(kind: str, plain: str, *patterns: re.Pattern[str]) -> Iterator[Span]:
    for pattern in patterns:
        for match in pattern.finditer(plain):
            yield (*match.span(), kind)


def _links(plain: str) -> Iterator[Span]:
    for match in LINK.finditer(plain):
        yield match.start(), match.start() + len(match.group().rstrip(_TAIL)), "link"


def _secrets(plain: str, text: str) -> Iterator[Span]:
    for match in SECRET.finditer(plain):
        value = text[match.start(1) : match.end(1)]
        if not value.isalpha() or not value.islower():
            yield (*match.span(1), "number")


def _handles(plain: str, text: str) -> Iterator[Span]:
    for match in HANDLE.finditer(plain):
        value = text[match.start(2) : match.end(2)].rstrip(".-")
        told = match.group(1).strip() in (":", "=", "-", ">", "=>", "->") or "is" in match.group(1)
        if _handle_like(value, told):
            yield match.start(2), match.start(2) + len(value), "handle"

    yield from _all("handle", plain, LONE)
    if _APP.search(plain):
        yield from _all("handle", plain, MIXED)


def _handle_like(value: str, told: bool) -> bool:
    """A made-up word: letters with digits, dots or lines within, or capitals in the middle."""
    letters = any(char.isalpha() for char in value)
    signs = any(char in "_.#" or char.isdigit() for char in value)
    humps = any(a.islower() and b.isupper() for a, b in pairwise(value))
    return letters and (signs or humps)


def _offices(plain: str) -> Iterator[Span]:
    """What stands behind "case number", "my NI", "sort code" and the like."""
    for cue in OFFICE.finditer(plain):
        match = VALUE.match(plain, cue.end())
        if match is None:
            continue
        digits = sum(char.isdigit() for char in match.group())
        value = match.group().strip()
        enough = digits >= 4 or (digits > 2 and value != value.strip("acdef"))
        if enough and not re.fullmatch(r"(?:19|20)\d\d|\d{1,2}[ap]m", value):
            yield (*match.span(), "number")


def _postcodes(plain: str, text: str) -> Iterator[Span]:
    told = re.search(r"postcode|post code|live|near|from|address|area|moved|lives|house", plain)
    area = re.search(r"postcode|area|live|moved|near", plain)
    for match in POSTCODE.finditer(plain):
        written = text[match.start() : match.end()]
        close = not re.search(r"\s", written)
        long = written[:2].isalpha()
        if (
            written.isupper()
            or (long and written[2:3].isdigit())
            or close
            or told
            or len(plain) < 10
        ):
            yield (*match.span(), "postcode")
    yield from _all("postcode", plain, POSTCODE_APART)
    for match in OUTWARD.finditer(plain):
        written = text[match.start() : match.end()]
        if (written[:2].isupper() or area) and not written.startswith("so "):
            yield (*match.span(), "postcode")


def _codes(plain: str, text: str) -> Iterator[Span]:
    car = bool(_CAR.search(plain))
    insurance = re.search(r"\bni\b|insurance|nino", plain)
    for match in INSURANCE.finditer(plain):
        written = match.group()
        if written[-1] in "abcd" or insurance:
            yield (*match.span(), "number")
    for match in PLATE.finditer(plain):
        written = text[match.start() : match.end()]
        shaped = written.isupper() or (" " not in written and len(written) == 7)
        if car or (shaped and sum(char.isdigit() for char in written) > 1):
            yield (*match.span(), "number")
    for match in CODE.finditer(plain):
        digits = sum(char.isdigit() for char in match.group())
        if digits >= 5 and _LETTERS.search(match.group()):
            yield (*match.span(), "number")


def _numbers(plain: str, public: frozenset[str], starts: tuple[str, ...]) -> Iterator[Span]:
    for match in DIGITS.finditer(plain):
        written = match.group().rstrip(" .()-–—")
        kind = _number_kind(written, public, starts)
        if kind:
            yield match.start(), match.start() + len(written), kind


def _number_kind(written: str, public: frozenset[str], starts: tuple[str, ...]) -> str:
    digits = "".join(char for char in written if char.isdigit())
    groups = re.findall(r"\d+", written)
    if digits in public or digits.startswith(starts) or _counting(groups):
        return ""
    if len(digits) >= 10 or (len(digits) >= 9 and written[0] in "+(0"):
        phone = written[0] in "+(" or digits[0] == "0" or digits.startswith(("44", "7"))
        return "phone" if phone and len(digits) < 16 else "number"
    if re.fullmatch(r"\d\d[ -]\d\d[ -]\d\d", written) or len(digits) > 6:
        return "number"
    return "number" if len(groups) == 1 and not re.fullmatch(r"[1-9]0+", digits) else ""


def _counting(groups: list[str]) -> bool:
    """Years, or marks and counts in a row, are nobody's number."""
    if all(re.fullmatch(r"(?:19|20)\d\d", one) for one in groups):
        return True
    values = [int(one) for one in groups]
    return len(groups) > 3 and all(abs(b - a) == 1 for a, b in pairwise(values))
