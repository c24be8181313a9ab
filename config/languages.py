"""What telling languages apart needs: letter counts by language, words by language, English."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from config import vocabulary

HERE = Path(__file__).resolve().parent
COUNTS = HERE / "languages.json"
SLANG = HERE / "redaction" / "slang.txt"
SHIPPED = (
    "ar", "bn", "cy", "en", "es", "fa", "fr", "pl", "pt", "ro", "ru", "so", "sq", "tr", "uk", "ur",
    "vi",
)  # fmt: skip
# Those of which wordfreq has lists.
LISTED = ("ar", "bn", "es", "fa", "fr", "pl", "pt", "ro", "ru", "tr", "uk", "ur", "vi")
MOST_LISTED = 8_000
# English at its commonest, and what an English dictionary knows of the less common.
COMMON, LESS_COMMON = 6_000, 25_000
# Without these, English swallows short texts of its neighbours.
NOT_ENGLISH = frozenset(
    ("de", "la", "el", "le", "un", "et", "se", "es", "en", "que", "los", "las", "con", "si", "di",
     "tu", "te", "ne", "ma", "po", "ke")
)  # fmt: skip


@dataclass(frozen=True)
class LanguageData:
    """`profiles`: language -> langdetect's own JSON. `known`: words of small lists of our own."""

    profiles: Mapping[str, str] = field(repr=False)
    words: Mapping[str, frozenset[str]] = field(repr=False)
    known: Mapping[str, frozenset[str]] = field(repr=False)
    english: frozenset[str] = field(repr=False)
    names: frozenset[str] = field(repr=False)


@lru_cache(maxsize=1)
def load_languages() -> LanguageData:
    """Shipped counts where langdetect has a language, our own (`languages.json`) where not."""
    own = json.loads(COUNTS.read_text(encoding="utf-8"))
    shipped = files("langdetect").joinpath("profiles")
    profiles = {code: shipped.joinpath(code).read_text(encoding="utf-8") for code in SHIPPED}
    for code, counted in own.items():
        if code not in profiles:
            profile = {"name": code, "freq": counted["freq"], "n_words": counted["n_words"]}
            profiles[code] = json.dumps(profile)
    first, last = vocabulary.names()
    slang = SLANG.read_text(encoding="utf-8").split()
    return LanguageData(
        profiles=profiles,
        words=vocabulary.commonest(LISTED, MOST_LISTED),
        known={code: frozenset(counted["words"]) for code, counted in own.items()},
        english=_english().union(slang) - NOT_ENGLISH,
        names=first | last,
    )


def _english() -> frozenset[str]:
    common = vocabulary.english(LESS_COMMON)
    return frozenset(common[:COMMON]) | vocabulary.dictionary().intersection(common)
