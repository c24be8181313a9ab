"""The import contracts hold, and each of them breaks when its rule is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

PACKAGES = ("bot", "conversations", "storage", "config", "collation", "staff")

# contract -> a file to plant and the import in it that must break the contract.
PLANTED = {
    "1. A message passes": ("config/planted.py", "import conversations.text"),
    "2. The young person's side": ("bot/planted.py", "import collation"),
    "3. Conversations are pure": ("conversations/planted.py", "import random"),
    "4a. The rooms never": ("storage/office/planted.py", "import storage.register.contacts"),
    "4b. In storage only": ("storage/planted.py", "import storage.answers.tables"),
    "5a. What works with answers": ("collation/planted.py", "import storage.mixer"),
    "5b. In staff only": ("staff/planted.py", "import storage.register.contacts"),
    "5c. Those five": ("staff/requests.py", "import storage.answers.tables"),
    "5d. In the bot only": ("bot/planted.py", "import storage.office.accounts"),
    "5e. The public pages": ("bot/pages/first.py", "import storage.register.contacts"),
    "5f. The pages of staff": ("staff/planted.py", "import storage.reading_room"),
    "6. Nothing but manage": ("storage/planted.py", "import worker"),
}


def lint_imports(folder: Path) -> str:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "300", "PYTHONPATH": str(folder)},
    )
    return done.stdout + done.stderr


def test_the_contracts_hold():
    said = lint_imports(ROOT)
    assert " 0 broken" in said, said


@pytest.fixture(scope="module")
def broken_house(tmp_path_factory) -> str:
    """What import-linter says of a copy in which every rule is broken once."""
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("static", "templates")
        )
    for name in ("pyproject.toml", "worker.py"):
        shutil.copy(ROOT / name, folder)
    for file, statement in PLANTED.values():
        with (folder / file).open("a") as planted:
            planted.write(statement + "\n")
    return lint_imports(folder)


@pytest.mark.parametrize("contract", sorted(PLANTED))
def test_a_contract_breaks_when_its_rule_is_broken(contract, broken_house):
    lines = [line for line in broken_house.splitlines() if line.startswith(contract)]
    assert any("BROKEN" in line for line in lines), broken_house


def test_every_contract_was_tried(broken_house):
    assert f"0 kept, {len(PLANTED)} broken" in broken_house, broken_house
