"""Which languages to offer for a text; a first version that goes by script only."""

import unicodedata

from conversations.text import folded

NAMES = {
    "en": "English",
    "cy": "Cymraeg",
    "ar": "العربية",
    "fa": "فارسی/دری",
    "ps": "پښتو",
    "ckb": "کوردی",
    "kmr": "Kurmancî",
    "ti": "ትግርኛ",
    "am": "አማርኛ",
    "sq": "Shqip",
    "vi": "Tiếng Việt",
    "uk": "Українська",
    "pl": "Polski",
    "ro": "Română",
    "pt": "Português",
    "ur": "اردو",
    "bn": "বাংলা",
    "so": "Soomaali",
    "fr": "Français",
    "es": "Español",
    "tr": "Türkçe",
    "ru": "Русский",
}
ENGLISH_NAMES = {
    "en": "english",
    "cy": "welsh",
    "ar": "arabic",
    "fa": "farsi|persian|dari",
    "ps": "pashto",
    "ckb": "sorani|kurdish",
    "kmr": "kurmanji|kurdish",
    "ti": "tigrinya",
    "am": "amharic",
    "sq": "albanian",
    "vi": "vietnamese",
    "uk": "ukrainian",
    "pl": "polish",
    "ro": "romanian",
    "pt": "portuguese",
    "ur": "urdu",
    "bn": "bengali|bangla",
    "so": "somali",
    "fr": "french",
    "es": "spanish",
    "tr": "turkish",
    "ru": "russian",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ckb", "ur"})
_BY_SCRIPT = {
    "ARABIC": ("ar", "fa", "ps", "ckb", "ur"),
    "ETHIOPIC": ("ti", "am"),
    "CYRILLIC": ("uk", "ru"),
    "BENGALI": ("bn",),
}
LATIN = "LATIN"


def script(text: str) -> str | None:
    """The script that most letters of a text are in, by its Unicode name; None without letters."""
    if text.isascii():
        return LATIN if any(char.isalpha() for char in text) else None
    counts: dict[str, int] = {}
    for char in text:
        if char.isalpha():
            name = unicodedata.name(char, "UNKNOWN").split(" ", 1)[0]
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: (counts[name], name)) if counts else None


def offer(text: str) -> tuple[str, ...]:
    """Codes of the languages to offer, English last; none where no choice would be offered."""
    if text.isascii():  # Latin or no letters at all: no choice is offered
        return ()
    codes = _BY_SCRIPT.get(script(text) or "", ())
    return (*codes, "en") if codes else ()


def chosen(text: str, codes: tuple[str, ...]) -> str | None:
    """The language that a reply to the offer names, by number, code or name."""
    bare = folded(text)
    if bare.isdecimal() and len(bare) < 3:
        return codes[int(bare) - 1] if 0 < int(bare) <= len(codes) else None
    for code in codes:
        names = {code, folded(NAMES[code]), *folded(NAMES[code]).split("/")}
        if bare in names | set(ENGLISH_NAMES[code].split("|")):
            return code
    return None
