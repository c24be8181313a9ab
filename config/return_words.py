"""Reads the words of return codes."""

import re
from functools import lru_cache
from pathlib import Path

from config.marked import DataError, text_of

FEWEST = 2048
_WORD = re.compile(r"[a-z]{3,8}")


@lru_cache(maxsize=4)
def load_return_words(county_dir: Path) -> tuple[str, ...]:
    """The county's words; an error where they are too few to be hard to guess."""
    path = county_dir / "return-words.txt"
    lines = [line.strip() for line in text_of(path).splitlines()]
    words = [line for line in lines if line and not line.startswith("#")]
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#") and not _WORD.fullmatch(line):
            raise DataError(path.name, number, "write a word of 3 to 8 small letters")
    if len(set(words)) < FEWEST or len(set(words)) < len(words):
        raise DataError(path.name, None, f"needs {FEWEST} different words, each once")
    return tuple(words)
