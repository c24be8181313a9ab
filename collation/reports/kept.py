"""A finished report as it is kept: all but the words of quotes, which stay where they are."""

import json
from dataclasses import asdict, fields
from typing import Any

from collation.reports.model import (
    Bars,
    Block,
    Bullets,
    Form,
    Gap,
    Heading,
    Link,
    Paragraph,
    Report,
    Table,
    Words,
)

_BLOCKS = {one.__name__: one for one in (Heading, Paragraph, Bullets, Words, Table, Form, Gap)}
_TUPLES = ("items", "columns", "notes")


def to_json(report: Report) -> str:
    """The same text for the same report."""
    whole = asdict(report)
    whole["blocks"] = [{"is": type(block).__name__, **asdict(block)} for block in report.blocks]
    return json.dumps(whole, ensure_ascii=False, sort_keys=True)


def from_json(kept: str) -> Report:
    """The report that `to_json` wrote."""
    whole = json.loads(kept)
    known = {one.name for one in fields(Report)}
    values = {name: value for name, value in whole.items() if name in known}
    values["banner"] = tuple(map(tuple, whole["banner"]))
    values["blocks"] = tuple(map(_block, whole["blocks"]))
    values["fields"] = tuple(Gap(**one) for one in whole["fields"])
    return Report(**values)


def _block(found: dict[str, Any]) -> Block:
    values = dict(found)
    made = _BLOCKS[values.pop("is")]
    for name in _TUPLES:
        if name in values:
            values[name] = tuple(values[name])
    if "rows" in values:
        values["rows"] = tuple(map(tuple, values["rows"]))
    if "links" in values:
        values["links"] = tuple(Link(**one) for one in values["links"])
    if values.get("bars"):
        bars = values["bars"]
        values["bars"] = Bars(bars["title"], tuple(bars["values"]), tuple(bars["said"]))
    block: Block = made(**values)
    return block
