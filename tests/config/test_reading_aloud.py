"""What is read aloud: every status has it, and a county's mistake is named with its line."""

from pathlib import Path

import pytest

from config.data import County, DataError
from config.reading_aloud import load_notices, notice_for
from tests.conftest import ROOT


def test_every_status_has_something_to_read_and_something_to_settle(county: County) -> None:
    notices = load_notices(ROOT / "config")
    assert set(notices) - {"usual"} == {one.id for one in county.statuses}
    for one in (*notices, None, "a status that came later"):
        found = notice_for(notices, one)
        assert found.first
        whole = " ".join(found.say)
        for promise in ("STOP", "PAUSE", "999", "99", "number"):
            assert promise in whole


@pytest.mark.parametrize(
    "text", ["care-leaver:\n  first: x\n", "usual:\n  first: x\n", "usual:\n  hear: [x]\n"]
)
def test_what_is_missing_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "notices.yaml").write_text(text)
    with pytest.raises(DataError, match=r"notices\.yaml"):
        load_notices(tmp_path)
