"""How likely a text is in each of a few languages: langdetect's letter counts, letters and words.

langdetect draws at random; the same counts are multiplied out here instead, so that the same text
has the same answer every time and in any order.
"""

import math
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from langdetect.detector_factory import DetectorFactory

from config.data import load_languages

# langdetect's own smoothing of what a language has never shown.
_SMOOTHING = 0.5 / 10_000
# Letters of one word repeat each other: counted whole, every answer would look certain.
_GRAMS_COUNT = 0.3
_KNOWN_WORD, _OWN_WORD, _UNKNOWN_WORD = 1.5, 2.5, -0.5
_TELLING, _TELLING_MOST = 3.0, 3
# Letters that one language has and its neighbours have not.
_LETTERS = {
    "ps": "ټډړښځڅڼېۍږګ",
    "ckb": "ێۆڵڕڤە",
    "ur": "ٹڈڑںےہ",
    "ar": "ةىأإؤ",
    "ti": "ኣኻኸኽኹኺቐቕቖቑኰዀቓኾ",
    "am": "አኝኛ",
    "uk": "іїєґ",
    "ru": "ыэъё",
    "vi": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư",
    "tr": "ğıİ",
    "pl": "łąęćńśźż",
    "ro": "șțăţ",
    "es": "ñ¿¡",
    "pt": "ãõ",
    "cy": "ŵŷ",
}


@lru_cache(maxsize=32)
def _factory(codes: tuple[str, ...]) -> Any:
    """One small factory for the languages of one script."""
    profiles = load_languages().profiles
    made = DetectorFactory()
    made.load_json_profile([profiles[code] for code in codes])
    return made


def likelihoods(text: str, words: Sequence[str], codes: tuple[str, ...]) -> dict[str, float]:
    """Language -> how likely, adding up to 1, the likeliest first."""
    values = _by_grams(text, codes)
    for code in codes:
        values[code] += _by_words(words, code)
        seen = sum(char in _LETTERS.get(code, "") for char in text)
        values[code] += _TELLING * min(seen, _TELLING_MOST)
    highest = max(values.values())
    shares = {code: math.exp(value - highest) for code, value in values.items()}
    whole = math.fsum(shares.values())
    order = sorted(codes, key=lambda code: (-values[code], codes.index(code)))
    return {code: shares[code] / whole for code in order}


def _by_grams(text: str, codes: tuple[str, ...]) -> dict[str, float]:
    factory = _factory(codes)
    detector = factory.create()
    detector.append(f" {text} ")
    known = factory.word_lang_prob_map
    rows = [known[gram] for gram in detector._extract_ngrams()]
    return {
        code: _GRAMS_COUNT * math.fsum(math.log(_SMOOTHING + row[at]) for row in rows)
        for at, code in enumerate(codes)
    }


def _by_words(words: Sequence[str], code: str) -> float:
    data = load_languages()
    listed: Collection[str] = data.english if code == "en" else data.words.get(code, ())
    own = data.known.get(code, ())
    value = 0.0
    for word in words:
        if word in own:
            value += _OWN_WORD
        elif word in listed:
            value += _KNOWN_WORD
        elif listed:
            value += _UNKNOWN_WORD
    return value
