"""Trains the score that helps to see who is not safe: `python -m setup.safety_score`.

It learns from texts of our own only: setup/safety-texts.txt, the short lists of the tests, and the
seen two thirds of tests/safeguarding/labelled.tsv. What is unseen is left out of all of them.
The same texts give the same config/safeguarding/score.tsv, whatever the machine.
"""

import csv
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from commands.safety_evaluation import RISKS, seen
from config.data import Phrases, load_classes, load_phrases
from conversations.safeguarding import Detector
from conversations.trained_score import features

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "config/safeguarding"
LABELLED = ROOT / "tests/safeguarding/labelled.tsv"
DISCLOSURES = ROOT / "tests/conversations/safeguarding_disclosures.tsv"
EVERYDAY = ROOT / "tests/conversations/safeguarding_everyday.tsv"
DEMO = ROOT / "config/demo-words.yaml"
WALLS = ROOT / "config/young-peoples-words.tsv"
TEMPLATES = ROOT / "setup/safety-texts.txt"

DRAWN = 30  # texts from each line with choices
DRAWN_COUNTS = 0.2  # as much as a text that was written whole
ROUNDS, RATE, SHRINK = 4, 0.3, 5e-4
SEEN_IN = 3  # a feature of fewer texts is not kept
SMALLEST = 6  # hundredths; smaller weights are left out
HEADER = (
    "# Made by `python -m setup.safety_score`. Feature, weight for risk, weight for urgency, in\n"
)
HEADER += "# hundredths; the line without a feature holds what every text begins with.\n"

Example = tuple[frozenset[str], str, float]
Model = tuple[float, dict[str, float]]


def main() -> int:
    examples = list(prepared(training_texts()))
    write(FOLDER / "score.tsv", train(examples, RISKS), train(examples, ("urgent",)))
    sys.stdout.write(f"{len(examples)} texts learnt from\n")
    return 0


def training_texts() -> Iterator[tuple[str, str, float]]:
    """(text, label, how much it counts), none of them unseen."""
    rows = labelled()
    unseen = {_key(text) for text, _ in rows if not seen(text)} | set(map(_key, kept_apart()))
    everything = (
        [(text, label, 1.0) for text, label in rows]
        + [(*reversed(line.split("\t")), 1.0) for line in _lines(DISCLOSURES)]  # type: ignore[misc]
        + [(line, "none", 1.0) for line in _lines(EVERYDAY)]
        + [(text, label, DRAWN_COUNTS) for text, label in drawn(_lines(TEMPLATES))]
    )
    yield from (one for one in everything if _key(one[0]) not in unseen)


def kept_apart() -> Iterator[str]:
    """What the demo says, and what young people wrote on walls: to measure ordinary chat with."""
    yield from re.findall(r"^ +- \"?(.*?)\"?$", DEMO.read_text("utf-8"), re.MULTILINE)
    with WALLS.open(encoding="utf-8", newline="") as file:
        yield from (
            row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        )


def labelled() -> list[tuple[str, str]]:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["label"]) for row in rows]


def drawn(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """From each line with choices in it a handful of texts, the same every time."""
    label = ""
    for line in lines:
        if line.startswith("="):
            label = line.split()[1]
        elif not line.startswith("#"):
            chooser = random.Random(line)  # noqa: S311 - not for secrets
            tries = (_one_of(line, chooser) for _ in range(4 * DRAWN))
            yield from ((text, label) for text in sorted(dict.fromkeys(tries))[:DRAWN])


def _one_of(line: str, chooser: random.Random) -> str:
    chosen = re.sub(r"\(([^()]*)\)", lambda found: chooser.choice(found[1].split("|")), line)
    return " ".join(chosen.split())


def prepared(texts: Iterable[tuple[str, str, float]]) -> Iterator[Example]:
    """As the running service sees them: spellings put right, then features."""
    phrases = load_phrases_without_score()
    detector, classes = Detector(phrases), load_classes(FOLDER)
    for text, label, counts in texts:
        words = detector.speller.normal(text).split()
        yield frozenset(features(words, classes)), label, counts


def load_phrases_without_score() -> Phrases:
    if not (FOLDER / "score.tsv").exists():
        write(FOLDER / "score.tsv", (0.0, {}), (0.0, {}))
    return replace(load_phrases(FOLDER.parent), trained=None)


def train(examples: Sequence[Example], labels: Sequence[str]) -> Model:
    """Logistic regression by gradient, each feature with its own pace."""
    weights: dict[str, float] = defaultdict(float)
    pace: dict[str, float] = defaultdict(float)
    bias, order = 0.0, [(sorted(one), label in labels, counts) for one, label, counts in examples]
    chooser = random.Random(1)  # noqa: S311 - not for secrets
    for _ in range(ROUNDS):
        chooser.shuffle(order)
        for found, wanted, counts in order:
            scale = 1 / math.sqrt(len(found))
            value = bias + scale * math.fsum(weights[one] for one in found)
            wrong = (1 / (1 + math.exp(-max(-30.0, min(30.0, value)))) - wanted) * counts
            bias -= 0.05 * wrong
            for one in found:
                slope = wrong * scale + SHRINK * weights[one]
                pace[one] += slope * slope
                weights[one] -= RATE * slope / (math.sqrt(pace[one]) + 1e-6)
    often = Counter(one for found, _, _ in order for one in found)
    return bias, {one: weight for one, weight in weights.items() if often[one] >= SEEN_IN}


def write(path: Path, risk: Model, urgency: Model) -> None:
    rows = [("", round(100 * risk[0]), round(100 * urgency[0]))]
    for one in sorted({*risk[1], *urgency[1]}):
        pair = round(100 * risk[1].get(one, 0.0)), round(100 * urgency[1].get(one, 0.0))
        if max(map(abs, pair)) >= SMALLEST:
            rows.append((one, *pair))
    lines = (f"{one}\t{first}\t{second}\n" for one, first, second in rows)
    path.write_text(HEADER + "".join(lines), encoding="utf-8")


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def _key(text: str) -> str:
    return " ".join(text.lower().split())


if __name__ == "__main__":
    raise SystemExit(main())
