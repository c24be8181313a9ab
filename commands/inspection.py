"""Shows what the bot makes of any text: lines in, one JSON object a line out, never failing."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from bot.assess import assess
from collation.coding import code, compile_frame
from config.data import DataError, load_flow_files, load_phrases, load_redaction
from config.frame import load_frame
from conversations import language, matching, safeguarding, segments
from conversations.flows import Choice, Node, read_flow
from conversations.redaction import redact

Look = Callable[[str], dict[str, Any]]

# What is shown where the judgement itself breaks: safeguarding fails open, the rest says nothing.
FALLBACKS: dict[str, dict[str, Any]] = {
    "segments": {"encoding": "UCS-2", "units": 0, "segments": 0},
    "match": {"value": None},
    "safeguarding": {"level": "concern", "reasons": ["failed"], "needs_person": True},
    "language": {"language": None, "confidence": 0.0, "offer": []},
    "themes": {
        "themes": [],
        "suggested": [],
        "why": {},
        "kind": "substantive",
    },  # a person reads it
    "redact": {"text": "", "removed": [], "suspect": []},  # closed: nothing rather than a name
}


def show(look: Look, fallback: dict[str, Any], source: BinaryIO, target: BinaryIO) -> None:
    """One object for every line, in order; `fallback` where the judgement itself breaks."""
    try:
        for text in lines(source):
            try:
                shown = look(text)
            except Exception:  # one odd text must not end the file; what it means is `fallback`
                shown = fallback
            line = json.dumps(shown, ensure_ascii=False)
            target.write(line.encode("utf-8", "backslashreplace") + b"\n")
            target.flush()
    except BrokenPipeError:
        # Whoever read us (`| head`) has seen enough; do not fail again on closing the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def lines(source: Iterable[bytes]) -> Iterable[str]:
    """A line ends at a line feed only: other separators are part of what somebody wrote."""
    for line in source:
        yield line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")


def look_at_segments() -> Look:
    """How many SMS segments a text takes."""

    def look(text: str) -> dict[str, Any]:
        counted = segments.count(text)
        return {
            "encoding": counted.encoding,
            "units": counted.units,
            "segments": counted.segments,
        }

    return look


def look_at_match(kind: str, values: Sequence[str], span: tuple[int, int], code: str) -> Look:
    """The answer that a closed question takes from a text; null where it would ask again."""
    choices = tuple(Choice(value, value, ()) for value in values)

    def look(text: str) -> dict[str, Any]:
        found = matching.match(kind, text, choices, span, code).value
        return {"value": list(found) if isinstance(found, tuple) else found}

    return look


def look_at_safeguarding(county_dir: Path, question: str | None) -> Look:
    """Whether a text may mean that somebody is not safe; `question` is what it answers."""
    detector = safeguarding.detector(load_phrases(county_dir))
    asked = _question(county_dir, question) if question else None

    def look(text: str) -> dict[str, Any]:
        judged = assess(text, detector, asked, "en")
        return {
            "level": judged.level,
            "reasons": list(judged.reasons),
            "needs_person": judged.needs_person,
        }

    return look


def _question(county_dir: Path, question: str) -> Node:
    flows = (read_flow(file) for file in load_flow_files(county_dir))
    nodes = {node.question: node for flow in flows for node in flow.questions}
    if question not in nodes:
        raise DataError("--question", None, f"no such question; there are: {', '.join(nodes)}")
    return nodes[question]


def look_at_redact(county_dir: Path) -> Look:
    """What is taken out of a text, and what a person should look at."""
    lists = load_redaction(county_dir)

    def look(text: str) -> dict[str, Any]:
        redacted = redact(text, lists)
        return {
            "text": redacted.text,
            "removed": [asdict(one) for one in redacted.removed],
            "suspect": [asdict(one) for one in redacted.suspect],
        }

    return look


def look_at_themes(county_dir: Path, question: str | None) -> Look:
    """The themes of an answer, the words that say so, and themes that it may have as well."""
    compiled = compile_frame(load_frame(county_dir))

    def look(text: str) -> dict[str, Any]:
        coded = code(compiled, text, question)
        return {
            "themes": [hit.theme for hit in coded.themes],
            "suggested": [one.theme for one in coded.suggested],
            "why": {hit.theme: list(hit.words or hit.terms) for hit in coded.themes},
            "kind": coded.kind,
        }

    return look


def look_at_language() -> Look:
    """The language of a text, how sure that is, and which languages we would offer."""

    def look(text: str) -> dict[str, Any]:
        found = language.identify(text)
        return {
            "language": found.language,
            "confidence": found.confidence,
            "offer": list(language.offer(text)),
        }

    return look
