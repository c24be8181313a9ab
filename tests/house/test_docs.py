"""The documents name files that exist, so that a promise can be followed to its test."""

import re

import pytest

from staff.roles import ROLES
from tests.conftest import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_is_there(document) -> None:
    """A renamed test must not leave a promise without one."""
    named = set(re.findall(r"tests/[\w/]+\.py", document.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_each_standard_of_the_children_s_code_has_its_feature_and_its_test() -> None:
    page = (ROOT / "docs" / "dpia.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(range(1, 16))
    for _number, standard, feature, test in rows:
        assert len(feature.split()) >= 1, standard
        named = test.strip().strip("`")
        there = named.startswith("tests/") and (ROOT / named).is_file()
        assert there or named == "not needed", standard


def test_what_each_role_can_surrender_is_said() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    table = page.split("| role | what its account surrenders |")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(ROLES)
