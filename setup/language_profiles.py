"""Counts letters and words of our own texts: `python -m setup.language_profiles`.

langdetect has no Pashto, Sorani, Kurmanji, Tigrinya or Amharic; for these config/languages.json
gets counts in its own form, and for all languages in setup/language-texts.txt their words. The
texts were written for this project; the same texts give the same file.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from langdetect.utils.ngram import NGram

from config.languages import COUNTS, SHIPPED
from conversations.language import normal, words_of

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "setup" / "language-texts.txt"


def main() -> int:
    COUNTS.write_text(shown(counted(TEXTS.read_text(encoding="utf-8"))), encoding="utf-8")
    sys.stdout.write(f"{COUNTS.name} written\n")
    return 0


def counted(source: str) -> dict[str, dict[str, Any]]:
    texts: dict[str, list[str]] = {}
    code = ""
    for line in source.splitlines():
        if line.startswith("== "):
            code = line[3:].strip()
        elif line.strip() and not line.startswith("#"):
            texts.setdefault(code, []).append(normal(line))
    return {code: _counts(code, lines) for code, lines in sorted(texts.items())}


def _counts(code: str, lines: list[str]) -> dict[str, Any]:
    words = {"words": sorted({word for line in lines for word in words_of(line)})}
    if code in SHIPPED:
        return words
    grams: Counter[str] = Counter()
    for line in lines:
        ngram = NGram()
        for char in f"{line} ":
            ngram.add_char(char)
            grams.update(filter(None, (ngram.get(size) for size in (1, 2, 3))))
    sizes = [sum(n for gram, n in grams.items() if len(gram) == size) for size in (1, 2, 3)]
    return {"freq": dict(sorted(grams.items())), "n_words": sizes, **words}


def shown(found: Mapping[str, Any]) -> str:
    """One line a language."""
    rows = (f"{json.dumps(code)}: {json.dumps(found[code], ensure_ascii=False)}" for code in found)
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    raise SystemExit(main())
