"""Babel extraction: finds what is to be translated in flow files and in texts.yaml."""

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from config.data import parse, wording
from conversations import catalogue
from conversations.flows import parse_flow

Message = tuple[int, None, str, list[str]]


def flows(
    fileobj: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Message]:
    """Texts, choices and accepted words of one flow file."""
    flow = parse_flow(fileobj.read().decode("utf-8"), getattr(fileobj, "name", "flow"))
    for spoken in catalogue.of_flow(flow):
        yield spoken.line, None, spoken.text, [spoken.note]


def texts(
    fileobj: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Message]:
    """Texts of texts.yaml, in all their forms."""
    item = parse(fileobj.read().decode("utf-8"), getattr(fileobj, "name", "texts.yaml"))
    for spoken in catalogue.of_texts({key: wording(item, key) for key in item}):
        yield spoken.line, None, spoken.text, [spoken.note]
