"""`manage.py import-contacts`: row-by-row errors without a number in them, all or nothing."""

import stat
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from commands.importing import import_file
from config.data import County
from storage.office import accounts, team_keys
from storage.register import imports
from storage.register.imports import Writes
from storage.register.tables import contact
from storage.rooms import Rooms

GOOD = "number,age_cohort,may_ask,consent_source\n07700 900001,2012-13,yes,worker\n"


@pytest.fixture(autouse=True)
def team_key(rooms: Rooms, now: datetime) -> None:
    team_keys.ensure(rooms.register, now)


def bring(
    rooms: Rooms, county: County, now: datetime, folder: Path, text: str, errors: Path | None = None
) -> int:
    file = folder / "people.csv"
    file.write_text(text)
    return import_file(rooms, county, file, now, skip=False, errors=errors)


def people(rooms: Rooms) -> int:
    with rooms.register.read() as conn:
        return int(conn.execute(select(func.count()).select_from(contact)).scalar_one())


def test_a_good_file(
    rooms: Rooms, county: County, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(rooms, county, now, tmp_path, GOOD) == 0
    assert "1 new, 0 changed" in capsys.readouterr().out
    assert people(rooms) == 1
    assert bring(rooms, county, now, tmp_path, GOOD) == 0
    assert "0 new, 0 changed, 1 left" in capsys.readouterr().out


def test_one_bad_row_and_nothing_comes_in(
    rooms: Rooms, county: County, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    errors = tmp_path / "errors.csv"
    text = f"{GOOD}07700 90002,2012-13,no,\n07700 900003,13,maybe,\n"
    assert bring(rooms, county, now, tmp_path, text, errors) == 1
    said = capsys.readouterr().out
    assert "row 3: number (10 digits): Write a mobile number" in said
    assert "row 4: age_cohort (2 digits)" in said
    assert "row 4: may_ask (5 letters)" in said
    assert "Nothing was imported. To put right: 2 of 3 rows" in said
    assert "90002" not in said.replace(" ", "")
    assert people(rooms) == 0
    assert "07700 90002" in errors.read_text()
    assert stat.S_IMODE(errors.stat().st_mode) == 0o600


@pytest.mark.parametrize(("active", "code"), [(True, 0), (False, 1)])
def test_a_row_names_only_a_worker_who_still_works_here(
    rooms: Rooms, county: County, now: datetime, tmp_path: Path, *, active: bool, code: int
) -> None:
    with rooms.register.write() as conn:
        worker = accounts.create(conn, "ann", "worker", "no password", now.date())
        accounts.set_active(conn, worker.id, active)
    text = "number,age_cohort,worker\n07700 900001,2012-13,ann\n"
    assert bring(rooms, county, now, tmp_path, text) == code
    assert people(rooms) == 1 - code


@pytest.mark.parametrize(("times", "code"), [(1, 0), (99, 1)])
def test_a_register_that_changes_meanwhile_is_compared_again_but_not_for_ever(
    rooms: Rooms, county: County, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    times: int, code: int,
) -> None:  # fmt: skip
    real, overtaken = imports.write, iter([True] * times)

    def write(conn: Connection, writes: Writes) -> None:
        if next(overtaken, False):
            raise imports.Overtaken
        real(conn, writes)

    monkeypatch.setattr(imports, "write", write)
    assert bring(rooms, county, now, tmp_path, GOOD) == code
    assert people(rooms) == 1 - code


@pytest.mark.parametrize("text", ["", "name\nx\n"])
def test_a_file_that_cannot_be_used(
    rooms: Rooms, county: County, now: datetime, tmp_path: Path, text: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert bring(rooms, county, now, tmp_path, text) == 1
    assert "people.csv: " in capsys.readouterr().err
