"""What the documents tell people to type exists, and what exists is told."""

import re
import subprocess
import sys

import pytest

import manage
import worker
from tests.house.tree import ROOT, texts

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z][a-z-]*):(?!=)", MAKEFILE, re.MULTILINE))
DOCUMENTS = [(path, text) for path, text in texts() if path.suffix == ".md"]


def commands() -> set[str]:
    parser = manage._parser()
    (subparsers,) = (a for a in parser._actions if a.dest != "help")
    return set(subparsers.choices)


def typed(pattern: str) -> set[tuple[str, str]]:
    """(document, word) for all that stands in code form behind a command."""
    return {
        (str(path), word)
        for path, text in DOCUMENTS
        for code in re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
        for word in re.findall(pattern, code)
    }


def test_every_make_target_in_the_documents_exists():
    assert {one for one in typed(r"\bmake ([a-z][a-z-]*)") if one[1] not in TARGETS} == set()


def test_every_manage_command_in_the_documents_exists():
    assert {one for one in typed(r"manage\.py ([a-z][a-z-]*)") if one[1] not in commands()} == set()


def test_every_target_says_what_it_does():
    told = set(re.findall(r"^([a-z][a-z-]*):.*## .", MAKEFILE, re.MULTILINE))
    assert told == TARGETS


def test_every_command_says_what_it_does():
    for name in commands():
        assert getattr(manage, name.replace("-", "_")).__doc__


def test_every_job_has_a_name_of_its_own():
    names = [job.name for job in worker.timetable()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][a-z-]*", name) for name in names)


def test_every_job_stands_in_the_operating_manual():
    manual = (ROOT / "docs/operate.md").read_text()
    assert [job.name for job in worker.timetable() if f"`{job.name}`" not in manual] == []


@pytest.mark.parametrize("command", ["", "run", "create-user", "run-job", "inspect", "chat"])
def test_help_comes_at_once_and_needs_no_settings(command, tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command.split(), "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "usage: manage.py" in done.stdout
