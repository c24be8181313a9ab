"""Helplines: who they are for, and when somebody must check them again."""

from datetime import date
from pathlib import Path

import pytest

from config.data import DataError, load_helplines
from config.helplines import to_check

CONFIG = Path(__file__).resolve().parents[2] / "config"
TODAY = date(2026, 11, 22)
UNVERIFIED = ("116 123", "0800 023 2033", "0808 8010 503", "0808 800 5792", "0808 800 5000")


def a_line(tmp_path: Path, verified_on: str) -> Path:
    tmp_path.joinpath("helplines.yaml").write_text(
        "helplines:\n  - id: a\n    name: A\n    say: A 0800 1\n    uses: [open]\n"
        f"    verified_on: {verified_on}\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.parametrize(
    ("verified_on", "why"),
    [
        ('""', "nobody has checked it yet"),
        ("2026-11-22", ""),
        ("2026-08-24", ""),
        ("2026-08-23", "last checked on 2026-08-23"),
        ("2026-12-01", "the day of the check has not come yet"),
    ],
)
def test_after_90_days_it_must_be_checked_again(tmp_path: Path, verified_on: str, why: str) -> None:
    (line,) = load_helplines(a_line(tmp_path, verified_on))
    assert line.to_check(TODAY) == why
    assert list(to_check((line,), TODAY)) == ([("A", why)] if why else [])


def test_a_day_that_is_none_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"helplines.yaml:6: 'verified_on' is a day"):
        load_helplines(a_line(tmp_path, "last spring"))


def test_nobody_is_given_a_number_that_was_not_seen_at_its_source() -> None:
    lines = load_helplines(CONFIG)
    said = " ".join(line.say for line in lines)
    assert not any(number in said for number in UNVERIFIED)
    assert [line.under for line in lines if line.id == "childline"] == [19]
    assert all(line.hours and line.source and line.languages for line in lines)
