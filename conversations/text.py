"""Cleans what arrives, and folds it so that what young people write can be compared."""

import re
import unicodedata

MAX_CHARS = 1600
_RUN = re.compile(r"(.)\1+")

_LETTER_VARIANTS = str.maketrans(
    {
        "ى": "ی", "ي": "ی", "ې": "ی", "ۍ": "ی", "ێ": "ی", "ئ": "ی", "ك": "ک", "ګ": "گ",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ۆ": "و", "ۇ": "و", "ة": "ه",
        "ھ": "ه", "ہ": "ه", "ە": "ه", "ۀ": "ه", "ۃ": "ه", "ڕ": "ر", "ڵ": "ل",
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "،": ",", "؟": "?",
    }
)  # fmt: skip


def _fold_table() -> dict[int, str | None]:
    """Digits of any script become 0-9; marks that are not seen (bidi, keycap, tatweel) go."""
    table: dict[int, str | None] = dict(_LETTER_VARIANTS)
    for code in range(0x80, 0x20000):
        char = chr(code)
        if char.isdigit():
            table[code] = str(unicodedata.digit(char))
        elif unicodedata.category(char) == "Cf" or 0x064B <= code <= 0x0652:
            table[code] = None
    for code in (0x0640, 0x0670, 0x20E3, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)):
        table[code] = None
    return table


_FOLD = _fold_table()
_CONTROL = {code: None for code in (*range(9), *range(14, 32), 11, 12, 127, *range(128, 160))}
_CONTROL |= {0xFEFF: None, 0xFFFE: None, 0xFFFF: None}
_ASCII_EDGES = "".join(chr(code) for code in range(128) if not chr(code).isalnum())


def clean(text: str) -> str:
    """What is kept: control characters out, NFC, at most 1,600 characters, no half characters."""
    if not text.isascii():
        text = text.encode("utf-8", "ignore").decode("utf-8")
        text = unicodedata.normalize("NFC", text)
    elif text.isprintable():  # ASCII without control characters or line ends
        return text[:MAX_CHARS].strip()
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)[:MAX_CHARS].strip()


def plain(text: str) -> str:
    """Case, digits, spaces and look-alike letters made one; punctuation stays."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD)
    return " ".join(text.casefold().translate(_LETTER_VARIANTS).split())


def folded(text: str) -> str:
    """`plain` without punctuation or symbols at either end; a text of symbols only stays whole."""
    if text.isascii() and text.isalnum():  # one word of letters and digits: only its case differs
        return text.lower()
    return trimmed(plain(text))


def trimmed(text: str) -> str:
    if text.isascii():
        return text.strip(_ASCII_EDGES) or text
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        start += 1
    while end > start and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end] or text


def _is_edge(char: str) -> bool:
    if char < "\x80":
        return char in _ASCII_EDGES
    return unicodedata.category(char)[0] in "PSZ"


def squeezed(word: str) -> str:
    """Runs of one letter become one: "yesss" and "noooo" compare as "yes" and "no"."""
    return _RUN.sub(r"\1", word)


def has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)
