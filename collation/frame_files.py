"""Writes a frame as YAML that is read back the same: for export, and for a county's file."""

import json
import re
from collections.abc import Iterable, Iterator

from config.frame import ACTIVE, Frame, Term, Theme, parse_frame

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ]*[A-Za-z0-9*]|[A-Za-z]")
_SENSE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_WIDTH = 100
_ABOUT = """\
# The code frame: what young people talk about, and the words that say so.
# How to write a term and how to change the frame on the pages of the console: docs/themes.md.
"""


def to_yaml(frame: Frame) -> str:
    lines = [_ABOUT, f"version: {frame.version}"]
    if frame.groups:
        lines.append("groups:")
    for name, words in frame.groups:
        lines.append(f"  {name}:\n    {_flow(words, 4)}")
    lines.append("\nthemes:")
    for theme in frame.themes:
        lines += _theme(theme)
    return "\n".join(lines).rstrip() + "\n"


def from_yaml(source: str, file: str = "frame.yaml") -> Frame:
    """DataError names the file and the line of what is wrong."""
    return parse_frame(source, file)


def _theme(theme: Theme) -> Iterator[str]:
    yield f"  - id: {theme.id}"
    yield f"    label: {_quoted(theme.label)}"
    yield f"    definition: {_quoted(theme.definition)}"
    yield f"    domain: {theme.domain}"
    yield f"    power: {_quoted(theme.power)}"
    if theme.state != ACTIVE:
        yield f"    state: {theme.state}"
    if theme.into:
        yield f"    into: {theme.into}"
    always = [term.text for term in theme.terms if not term.asked]
    for name, words in (("acts", theme.acts), ("questions", theme.questions), ("terms", always)):
        if words:
            yield f"    {name}:\n      {_flow(words, 6)}"
    yield from _when_asked(theme.terms)
    for name, words in (
        ("excludes", theme.excludes),
        ("examples", theme.examples),
        ("counter_examples", theme.counter_examples),
    ):
        if words:
            yield f"    {name}:\n      {_flow(words, 6)}"
    yield ""


def _when_asked(terms: Iterable[Term]) -> Iterator[str]:
    asked: dict[tuple[str, ...], list[str]] = {}
    for term in terms:
        if term.asked:
            asked.setdefault(term.asked, []).append(term.text)
    if asked:
        yield "    when_asked:"
    for questions, words in asked.items():
        yield f"      - questions: {_flow(questions, 10)}\n        terms: {_flow(words, 10)}"


def _flow(words: Iterable[str], indent: int) -> str:
    """A list in brackets, broken where the line is full."""
    parts = [_quoted(word) for word in words]
    lines, line = [], "["
    for number, part in enumerate(parts, start=1):
        part += "," if number < len(parts) else "]"
        if len(line) > 1 and len(line) + len(part) + indent + 1 > _WIDTH:
            lines.append(line)
            line = " "
        line += part if line in ("[", " ") else f" {part}"
    return ("\n" + " " * indent).join([*lines, line if parts else "[]"])


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _SENSE:
        return text
    return json.dumps(text, ensure_ascii=False)
