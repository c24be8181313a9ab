"""What safeguarding looks for, from safeguarding/: phrases by language and a trained score."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from config import vocabulary
from config.marked import DataError, Item, read

LEVELS = ("flag", "concern", "urgent")
ENGLISH_WORDS = 25_000  # as many as redaction reads, so that they are read once
SLANG = Path(__file__).resolve().parent / "redaction" / "slang.txt"


@dataclass(frozen=True)
class PhraseRule:
    id: str
    category: str
    level: str
    phrases: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class OtherPhrases:
    """The gravest things in a language besides English; `checked` by whom, "" for a draft."""

    language: str
    file: str
    checked: str
    levels: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Trained:
    """What setup/safety_score.py learnt: feature -> (weight for risk, weight for urgency)."""

    digest: str
    bias: tuple[float, float]
    thresholds: Mapping[str, float]
    weights: Mapping[str, tuple[float, float]] = field(repr=False)
    classes: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Phrases:
    """English phrases, spellings to fold first, what to leave out; other languages; the score.

    `alone`: questions about who is there for somebody, and answers that say nobody is.
    `unwanted`: questions about what should stop, and words that tell of somebody all the same.
    `more`: words that go on about what was said.
    """

    file: str
    folds: Mapping[str, str]
    spellings: tuple[str, ...]
    spellings_not: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    harmless: tuple[str, ...]
    quieter: tuple[str, ...]
    rules: tuple[PhraseRule, ...]
    starred: tuple[str, ...] = ()
    alone: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    unwanted: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    more: tuple[str, ...] = ()
    others: tuple[OtherPhrases, ...] = ()
    trained: Trained | None = None
    english: frozenset[str] = field(default=frozenset(), repr=False)


def load_phrases(county_dir: Path) -> Phrases:
    folder = county_dir / "safeguarding"
    item = read(folder / "en.yaml")
    item.only(
        "folds", "spellings", "spellings_not", "starred", "groups", "harmless", "quieter",
        "alone", "unwanted", "more", "score", *LEVELS,
    )  # fmt: skip
    folds, groups, alone = item.item("folds"), item.item("groups"), item.item("alone")
    unwanted = item.item("unwanted")
    alone.only("questions", "answers")
    unwanted.only("questions", "telling")
    return Phrases(
        file="safeguarding/en.yaml",
        folds={key: folds.text(key) for key in folds},
        spellings=item.texts("spellings"),
        spellings_not=item.texts("spellings_not"),
        groups={key: groups.texts(key) for key in groups},
        harmless=item.texts("harmless"),
        quieter=item.texts("quieter"),
        rules=tuple(_rules(item)),
        starred=item.texts("starred"),
        alone=(alone.texts("questions"), alone.texts("answers")),
        unwanted=(unwanted.texts("questions"), unwanted.texts("telling")),
        more=item.texts("more"),
        others=tuple(_others(folder)),
        trained=_trained(folder, item.item("score")),
        english=_english_words(),
    )


def _rules(item: Item) -> Iterator[PhraseRule]:
    for level in LEVELS:
        for one in item.items(level):
            one.only("id", "category", "phrases")
            phrases = one.texts("phrases")
            yield PhraseRule(one.text("id"), one.text("category"), level, phrases, one.line)


def _others(folder: Path) -> Iterator[OtherPhrases]:
    """Every other `LANGUAGE.yaml` that stands beside the English one."""
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in ("en", "score-words"):
            item = read(path)
            item.only("checked", "concern", "urgent")
            levels = {level: item.texts(level) for level in ("concern", "urgent")}
            file = f"safeguarding/{path.name}"
            yield OtherPhrases(path.stem, file, item.text("checked", ""), levels)


def _trained(folder: Path, thresholds: Item) -> Trained:
    path = folder / "score.tsv"
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise DataError(path.name, None, f"cannot be read ({type(problem).__name__})") from None
    levels = {}
    for level in (*LEVELS, "beside"):
        try:
            levels[level] = float(thresholds.text(level))
        except ValueError:
            raise thresholds.error(f"'{level}' must be a number", level) from None
    bias, weights = _weights(source, path.name)
    classes = load_classes(folder)
    digest = hashlib.sha256(f"{source}{sorted(classes.items())}".encode()).hexdigest()[:8]
    return Trained(digest, bias, levels, weights, classes)


def load_classes(folder: Path) -> Mapping[str, str]:
    """Word -> the class that the score also knows it by."""
    item = read(folder / "score-words.yaml")
    return {word: f"@{name}" for name in item for word in item.texts(name)}


def _weights(source: str, file: str) -> tuple[tuple[float, float], dict[str, tuple[float, float]]]:
    weights: dict[str, tuple[float, float]] = {}
    for line, row in enumerate(source.splitlines(), start=1):
        if not row.startswith("# "):
            try:
                feature, risk, urgency = row.split("\t")
                weights[feature] = (int(risk) / 100, int(urgency) / 100)
            except ValueError:
                raise DataError(file, line, "not 'feature, weight, weight'") from None
    return weights.pop("", (0.0, 0.0)), weights


@lru_cache(maxsize=1)
def _english_words() -> frozenset[str]:
    """English, slang and names: a text mostly of other words is not English."""
    slang = SLANG.read_text(encoding="utf-8").split()
    return frozenset(vocabulary.english(ENGLISH_WORDS)).union(slang, *vocabulary.names())
