"""The gravest things in other languages, and whether a text can be read here at all."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from config.data import OtherPhrases
from conversations.text import plain

# So many letters of another script are something said that the English rules cannot read.
FOREIGN_LETTERS = 3
# So many words that are neither English nor slang nor names, making up such a share of all.
FOREIGN_WORDS, FOREIGN_SHARE = 2, 0.5
SHORTEST = 3

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Letters beyond Latin (with its Vietnamese and other additions) and beyond look-alike symbols.
_FOREIGN = re.compile(
    r"[^\W\d_\u0000-\u024f\u1e00-\u1eff\u2100-\u214f\uff21-\uff5a\U0001d400-\U0001d7ff]"
)


def _ethiopic() -> dict[int, int | None]:
    """Letters of one sound become one letter: ሐ ኀ are ሀ, ሠ is ሰ, ዐ is አ, ፀ is ጸ."""
    rows = ((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0))
    table: dict[int, int | None] = {
        start + at: target + at for start, target in (*rows, (0x1340, 0x1338)) for at in range(7)
    }
    table |= {0x1203: 0x1200, 0x1213: 0x1200, 0x1283: 0x1200, 0x12A3: 0x12A0, 0x12D3: 0x12A0}
    return table


# Accents are often left out; these letters have none to take off.
_FOLDED = _ethiopic() | {code: None for code in range(0x0300, 0x0370)}
_FOLDED |= {ord(a): ord(b) for a, b in zip("łđøıəħ'", "ldoieh ", strict=True)}


def bare(text: str) -> str:
    """Words without accents, one space before and after each."""
    text = plain(text)
    if not text.isascii():
        text = unicodedata.normalize("NFD", text).translate(_FOLDED)
    return f" {' '.join(_WORD.findall(text.replace(chr(39), ' ')))} "


class OtherLanguages:
    """Phrases of every language but English; `*` at either end means any more letters there."""

    def __init__(self, others: Iterable[OtherPhrases]) -> None:
        self._ascii: list[tuple[str, str, str]] = []
        self._rest: list[tuple[str, str, str]] = []
        for one in others:
            for level, phrases in one.levels.items():
                for phrase in phrases:
                    wanted = _wanted(phrase)
                    group = self._ascii if wanted.isascii() else self._rest
                    group.append((wanted, f"{one.language}:{level}", level))

    def found(self, text: str) -> list[tuple[str, str]]:
        """(level, reason) of each phrase that is in the text."""
        words = bare(text)
        groups = (self._ascii,) if words.isascii() else (self._ascii, self._rest)
        return [(level, why) for group in groups for one, why, level in group if one in words]


def _wanted(phrase: str) -> str:
    start = "" if phrase.startswith("*") else " "
    end = "" if phrase.endswith("*") else " "
    return f"{start}{bare(phrase).strip()}{end}"


def unreadable(text: str, words: Sequence[str] = (), english: Collection[str] = ()) -> bool:
    """In another script, or mostly of words that are neither English nor slang nor names."""
    if not text.isascii() and len(_FOREIGN.findall(text)) >= FOREIGN_LETTERS:
        return True
    if not english:
        return False
    said = [word for word in words if word.isalpha() and len(word) >= SHORTEST]
    unknown = len({word for word in said if word not in english})
    return unknown >= FOREIGN_WORDS and unknown >= FOREIGN_SHARE * len(set(said))
