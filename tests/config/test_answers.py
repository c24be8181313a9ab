"""The words of answers.yaml: a slip in the file says where it is."""

from pathlib import Path

import pytest

from config.data import DataError, load_answers
from conversations.language import NAMES

GOOD = "languages:\n  en:\n    yes: [yes]\n    numbers: {'1': [one]}\n"


def read(folder: Path, text: str) -> object:
    (folder / "answers.yaml").write_text(text, encoding="utf-8")
    return load_answers(folder)


def test_the_file_knows_every_language() -> None:
    assert set(load_answers().lists) == set(NAMES)


def test_a_small_file_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("yes:", "yess:"), "answers.yaml:3: 'yess' is not known here"),
        (GOOD.replace("'1'", "one"), "answers.yaml:4: 'one' is not a whole number"),
        (GOOD + "same: [a, b]\n", "answers.yaml:5: 'same' must be a list of lists"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DataError) as raised:
        read(tmp_path, text)
    assert str(raised.value).startswith(says)
