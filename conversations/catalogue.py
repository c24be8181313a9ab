"""Every text that the bot says, for translators and for the check of flows: (file, line, text)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.data import Wording, load_flow_files, load_helplines, load_texts
from conversations.cover import PHRASES
from conversations.flows import Flow, read_flow
from conversations.speech import accepts_msgid


@dataclass(frozen=True)
class Spoken:
    """One message for translators. `note` says what it is for."""

    path: str
    line: int
    text: str
    note: str = ""


def spoken_texts(county_dir: Path) -> Iterator[tuple[str, str]]:
    """(file, text) of everything that is said: what a catalogue must hold."""
    for spoken in everything(county_dir):
        yield spoken.path, spoken.text


def everything(county_dir: Path) -> Iterator[Spoken]:
    yield from of_texts(load_texts(county_dir))
    for file in load_flow_files(county_dir):
        yield from of_flow(read_flow(file))
    for line in load_helplines(county_dir):
        yield Spoken("helplines.yaml", 1, line.say, "a helpline, as a text names it")
    for phrase in PHRASES:
        yield Spoken("conversations/cover.py", 1, phrase, "when somebody is there")


def of_texts(texts: Mapping[str, Wording]) -> Iterator[Spoken]:
    for name, wording in texts.items():
        file = wording.file or "texts.yaml"
        yield from (Spoken(file, wording.line, text, name) for text in wording.all())


def of_flow(flow: Flow) -> Iterator[Spoken]:
    for part in flow.parts:
        yield Spoken(flow.path, part.line, part.title, "a part of the questions")
    for node in flow.nodes.values():
        for wording in filter(None, (node.text, node.again)):
            for text in wording.all():
                yield Spoken(flow.path, wording.line, text, node.question or node.id)
        if node.why:
            yield Spoken(flow.path, node.line, node.why, f"{node.id}: why we ask")
        for heading in filter(None, (node.heading, *node.blank)):
            yield Spoken(flow.path, node.line, heading, f"{node.id}: a heading of the sheet")
        for choice in node.choices:
            line = choice.line or node.line
            yield Spoken(flow.path, line, choice.label, f"{node.id}: a choice")
            if choice.accepts:
                note = f"{node.id}: words that mean '{choice.label}', with commas between"
                yield Spoken(flow.path, line, accepts_msgid(choice), note)
