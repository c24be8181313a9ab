"""`manage.py inspect`: one JSON object a line, in order, whatever the text."""

import io
import json
import re
import subprocess
import sys

import pytest

from commands import inspection
from tests.house.tree import ROOT

ODD = [
    b"",
    b" ",
    b"\x00\x01",
    b"\xff\xfe not utf-8 \xc3",
    "one\u2028line\u0085only\x0c".encode(),
    "👩‍👩‍👧 🏳️‍🌈".encode(),
    "لا أشعر بالأمان".encode(),
    b"x" * 100_000,
    b'{"level": "none"}',
    b"1\r",
]


def inspect(source: bytes, *arguments: str) -> list[dict]:
    done = subprocess.run(
        [sys.executable, "manage.py", "inspect", *arguments],
        cwd=ROOT,
        input=source,
        capture_output=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_segments():
    shown = inspect("hello\n{}\n’\n".format("a" * 161).encode(), "segments")
    assert shown == [
        {"encoding": "GSM-7", "units": 5, "segments": 1},
        {"encoding": "GSM-7", "units": 161, "segments": 2},
        {"encoding": "UCS-2", "units": 1, "segments": 1},
    ]


@pytest.mark.parametrize(
    ("arguments", "texts", "values"),
    [
        (["--kind", "yes_no"], ["yes", "nah", "yes no"], ["yes", "no", None]),
        (["--kind", "yes_no", "--lang", "so"], ["haa", "maya", "laga yaabaa"], ["yes", "no", None]),
        (["--kind", "yes_no", "--lang", "sq"], ["po", "jo", "ndoshta"], ["yes", "no", None]),
        (["--kind", "scale", "--range", "1-5"], ["4 out of 5", "3.5", "7"], [4, None, None]),
        (["--kind", "choice", "--choices", "good,ok,bad"], ["ok", "2", "what"], ["ok", "ok", None]),
    ],
)
def test_match(arguments, texts, values):
    shown = inspect("\n".join(texts).encode(), "match", *arguments)
    assert shown == [{"value": value} for value in values]


def test_safeguarding():
    shown = inspect(b"the food is nice\nmy foster dad hits me\n", "safeguarding")
    assert [list(one) for one in shown] == [["level", "reasons", "needs_person"]] * 2
    assert shown[0]["level"] == "none"
    assert shown[1]["level"] in ("concern", "urgent")
    assert shown[1]["reasons"]


def test_safeguarding_knows_what_was_asked():
    done = subprocess.run(
        [sys.executable, "manage.py", "inspect", "safeguarding", "--question", "no.such"],
        cwd=ROOT,
        input=b"1\n",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    known = re.findall(rb"[\w-]+\.[\w-]+", done.stderr.partition(b"there are")[2])
    assert known
    assert inspect(b"hello\n", "safeguarding", "--question", known[0].decode())


def test_language():
    shown = inspect("hello\nمرحبا\nনমস্কার\n".encode(), "language")
    assert [list(one) for one in shown] == [["language", "confidence", "offer"]] * 3
    assert shown[0]["offer"] == []
    assert {"ar", "en"} <= set(shown[1]["offer"])
    assert shown[2]["language"] == "bn"


@pytest.mark.parametrize(
    "arguments",
    [["segments"], ["match", "--kind", "yes_no"], ["safeguarding"], ["language"]],
    ids=lambda arguments: arguments[0],
)
def test_no_text_makes_it_fail(arguments):
    shown = inspect(b"\n".join(ODD) + b"\n", *arguments)
    assert len(shown) == len(ODD)


def test_a_judgement_that_breaks_is_a_concern_for_a_person():
    def breaks(text: str) -> dict:
        raise ValueError(text)

    target = io.BytesIO()
    inspection.show(breaks, inspection.FALLBACKS["safeguarding"], io.BytesIO(b"hello\nyou"), target)
    shown = [json.loads(line) for line in target.getvalue().splitlines()]
    assert shown == [{"level": "concern", "reasons": ["failed"], "needs_person": True}] * 2
