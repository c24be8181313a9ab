"""`export themes` prints what was published, and nothing that was not."""

import csv
import io
import json
from argparse import Namespace
from datetime import datetime

import pytest

from collation.publishing import Sort, draft, publish
from collation.themes_count import freshen
from commands.exporting import COLUMNS, export
from config.data import ReleaseRules
from storage.answers import publications
from storage.rooms import Rooms
from tests.conftest import NOW
from tests.released import check, code_as, some_words


def printed(rooms: Rooms, capsys: pytest.CaptureFixture[str], **asked: object) -> str:
    known = {"period": None, "audience": None, "json": False} | asked
    assert export(Namespace(what="themes", **known), rooms, 5, NOW.date()) == 0
    return capsys.readouterr().out


def test_only_what_is_published_is_exported(
    rooms: Rooms, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = some_words(rooms, ["text"] * 13)
    more = some_words(rooms, ["text"] * 20)
    code_as(rooms, ids, "school", now=now)
    code_as(rooms, more, now=now)
    check(rooms, [*ids, *more], now)
    freshen(rooms.answers)
    sort = Sort("2026-Q1", "inside", ReleaseRules(), 1)
    which = draft(rooms.answers, sort, "What you said", now, by="officer")
    assert which
    assert printed(rooms, capsys).splitlines() == [",".join(COLUMNS)]
    publish(rooms.answers, which, sort, "officer", now)
    lines = list(csv.DictReader(io.StringIO(printed(rooms, capsys))))
    one = next(line for line in lines if line["question"] == "wall.more")
    assert (one["theme"], one["said"], one["everyone"], one["percent"]) == (
        "school", "15", "35", "43",
    )  # fmt: skip
    found = json.loads(printed(rooms, capsys, json=True, period="2026-Q1"))
    assert found[0]["id"] == which
    assert "exact" not in json.dumps(found)
    assert json.loads(printed(rooms, capsys, json=True, audience="public")) == []
    with rooms.answers.write() as conn:
        assert publications.withdraw(conn, which)
    assert json.loads(printed(rooms, capsys, json=True)) == []
