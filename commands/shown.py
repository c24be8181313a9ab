"""The commands that show and score what the bot makes of text."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from secrets import token_hex

from bot.assess import assess
from collation.coding import Correction, code, compile_frame
from collation.frame_lint import ERROR, NOTE, lint
from commands import (
    evaluation,
    inspection,
    language_evaluation,
    safety_evaluation,
    theme_evaluation,
)
from config.data import load_phrases, load_redaction
from config.frame import load_frame, read_frame
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
        "themes": lambda: inspection.look_at_themes(county_dir, arguments.question),
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
    if arguments.what == "themes":
        return _evaluate_themes(arguments, county_dir)
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


def _evaluate_themes(arguments: argparse.Namespace, county_dir: Path) -> int:
    frame = load_frame(county_dir)
    texts = theme_evaluation.read_themed(arguments.file, [theme.id for theme in frame.themes])
    corrections = [
        Correction(one.text, one.question, one.themes)
        for one in (theme_evaluation.half(texts, "seen") if arguments.corrected else ())
    ]
    compiled = compile_frame(frame, corrections)
    code(compiled, "a first answer, so that what is made once is made")
    tried = theme_evaluation.half(texts, "unseen" if arguments.corrected else arguments.half)
    found = theme_evaluation.judge(tried, partial(code, compiled))
    shown = theme_evaluation.odd(found) if arguments.show else ()
    for line in (*theme_evaluation.told(found), *shown):
        print(line)
    return 0


def lint_frame(arguments: argparse.Namespace, county_dir: Path) -> int:
    """Check the code frame: terms that cannot be read, overlap, are dead or code everything."""
    frame = read_frame(arguments.file) if arguments.file else load_frame(county_dir)
    samples = (
        arguments.answers.read_text(encoding="utf-8").splitlines() if arguments.answers else ()
    )
    found = lint(frame, samples)
    for one in found:
        if one.severity != NOTE or arguments.all:
            print(
                f"{one.theme}: {one.severity}: {one.term + ': ' if one.term else ''}{one.message}"
            )
    return int(any(one.severity == ERROR for one in found))


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
