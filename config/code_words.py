"""Reads how young people write: what words are read as, and what answers say nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config import vocabulary
from config.marked import read

HERE = Path(__file__).resolve().parent
REAL_WORDS = 25_000  # as many as redaction and safeguarding read, so that they are read once


@dataclass(frozen=True, eq=False)
class CodeWords:
    """`read_as`: a word as it is written -> as it is read. `real`: words that are no slips."""

    read_as: Mapping[str, str]
    small: frozenset[str]
    no_answer: frozenset[str]
    real: frozenset[str]


@lru_cache(maxsize=4)
def load_code_words(county_dir: Path = HERE) -> CodeWords:
    """What safeguarding reads spellings as comes first; what is said here goes before it."""
    item = read(county_dir / "code-words.yaml")
    item.only("read as", "small words", "no answer")
    known = read(county_dir / "safeguarding" / "en.yaml").item("folds")
    own = item.item("read as")
    return CodeWords(
        read_as={key: known.text(key) for key in known} | {key: own.text(key) for key in own},
        small=frozenset(item.texts("small words")),
        no_answer=frozenset(item.texts("no answer")),
        real=frozenset(vocabulary.english(REAL_WORDS)),
    )
