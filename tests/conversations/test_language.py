"""A first version: scripts decide which languages are offered."""

import pytest

from conversations.language import chosen, offer, script

ARABIC = ("ar", "fa", "ps", "ckb", "ur", "en")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("hello", ()), ("nah im good", ()), ("", ()), ("👍", ()), ("12", ()), ("café", ()),
        ("سلام", ARABIC), ("ሰላም", ("ti", "am", "en")),
        ("Привіт", ("uk", "ru", "en")), ("আমি", ("bn", "en")), ("我", ()),
        ("hi سلام علیکم", ARABIC),
    ],
)  # fmt: skip
def test_offer(text: str, codes: tuple[str, ...]) -> None:
    assert offer(text) == codes


def test_script() -> None:
    assert script("hello") == "LATIN"
    assert script("...") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("1", "ar"), ("٢", "en"), ("English", "en"), ("العربية", "ar"), ("arabic", "ar"), ("3", None),
     ("0", None), ("french", None), ("en", "en")],
)  # fmt: skip
def test_chosen(text: str, code: str | None) -> None:
    assert chosen(text, ("ar", "en")) == code
