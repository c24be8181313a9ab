"""The eighteen attacks: each has a test that it fails on ours, and one that it succeeds naively."""

import re

from tests.house.tree import ROOT

_MARK = re.compile(r"^@pytest\.mark\.attack\((\d+)(, naive=True)?\)$", re.MULTILINE)
ALL = set(range(1, 19))


def test_every_attack_is_tried_on_ours_and_on_a_naive_build() -> None:
    ours: set[int] = set()
    naive: set[int] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for number, on_naive in _MARK.findall(path.read_text(encoding="utf-8")):
            (naive if on_naive else ours).add(int(number))
    assert (ALL - ours, ours - ALL) == (set(), set())
    assert ALL - naive == set()


def test_every_attack_is_in_the_table_of_the_docs() -> None:
    table = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    rows = {int(number) for number in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert rows >= ALL
