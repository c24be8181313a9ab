"""The commands that show and score what the bot makes of text."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

from bot.assess import assess
from commands import evaluation, inspection, language_evaluation, safety_evaluation
from config.data import load_phrases, load_redaction
from conversations import safeguarding
from conversations.redaction import redact
from conversations.tokens import hashed


def inspect(arguments: argparse.Namespace, county_dir: Path) -> int:
    """Show what the bot makes of each line of standard input, one JSON object a line."""
    looks: dict[str, Callable[[], inspection.Look]] = {
        "segments": inspection.look_at_segments,
        "match": lambda: inspection.look_at_match(
            arguments.kind, arguments.choices, arguments.range, arguments.lang
        ),
        "safeguarding": lambda: inspection.look_at_safeguarding(county_dir, arguments.question),
        "language": inspection.look_at_language,
        "redact": lambda: inspection.look_at_redact(county_dir),
    }
    look, fallback = looks[arguments.what](), inspection.FALLBACKS[arguments.what]
    inspection.show(look, fallback, sys.stdin.buffer, sys.stdout.buffer)
    return 0


def evaluate(arguments: argparse.Namespace, county_dir: Path) -> int:
    """Score the project's judgement against labelled text, with intervals."""
    if arguments.what == "safeguarding":
        return _evaluate_safeguarding(arguments, county_dir)
    if arguments.what == "language":
        return _evaluate_language(arguments)
    lists = load_redaction(county_dir)
    texts = evaluation.half(evaluation.read_labelled(arguments.file), arguments.half)
    found = evaluation.score(texts, lambda text: redact(text, lists))
    for line in (*evaluation.told(found), *(evaluation.odd(found) if arguments.show else ())):
        print(line)
    return 0


def _evaluate_safeguarding(arguments: argparse.Namespace, county_dir: Path) -> int:
    detector = safeguarding.detector(load_phrases(county_dir))
    texts = safety_evaluation.half(
        safety_evaluation.read_disclosures(arguments.file), arguments.half
    )
    found = safety_evaluation.judge(texts, lambda text: assess(text, detector, None, "en"))
    for line in (
        *safety_evaluation.told(found),
        *(safety_evaluation.odd(found) if arguments.show else ()),
    ):
        print(line)
    return 0


def _evaluate_language(arguments: argparse.Namespace) -> int:
    texts = language_evaluation.half(
        language_evaluation.read_spoken(arguments.file), arguments.half
    )
    found = language_evaluation.judge(texts)
    shown = language_evaluation.odd(found) if arguments.show else ()
    for line in (*language_evaluation.told(found), *shown):
        print(line)
    return 0


def hash_names(county_dir: Path) -> int:
    """Turn names, one a line on standard input, into hashes for redaction/county.yaml."""
    salt = load_redaction(county_dir).salt or token_hex(8)
    print(f'salt: "{salt}"')
    print("hashed_names:   # or hashed_homes, hashed_schools")
    for name in sorted(
        {hashed(line, salt) for line in inspection.lines(sys.stdin.buffer) if line.strip()}
    ):
        print(f"  - {name}")
    return 0
