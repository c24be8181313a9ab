"""Keys and what is done with them."""

import base64

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import (
    Unreadable,
    Vault,
    derived_secret,
    new_conversation_key,
    new_id,
    open_with,
    seal_with,
)

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))
PEPPER, OLD_PEPPER = "the pepper of this year " * 2, "the pepper of last year " * 2
VAULT = Vault((NEW,), (PEPPER,))
KEY = new_conversation_key()

# Everything that JSON and a phone can produce, lone surrogates and NUL included.
anything = st.text(st.characters(), max_size=2000)


def _time_in(token: bytes) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(token)[1:9], "big")


@given(anything)
def test_what_is_sealed_opens_again(text: str) -> None:
    assert VAULT.open(VAULT.seal(text)) == text
    assert open_with(KEY, seal_with(KEY, text)) == text


@given(anything)
def test_no_token_says_when_it_was_made(text: str) -> None:
    assert _time_in(VAULT.seal(text)) == 0
    assert _time_in(seal_with(KEY, text)) == 0


def test_an_ordinary_token_would_say_when() -> None:
    """The control: the test above can fail."""
    assert _time_in(Fernet(KEY).encrypt(b"x")) > 1_700_000_000


def test_numbers_of_any_length_make_tokens_of_one_length() -> None:
    numbers = ("+447700900123", "+12025550100", "+49301234567890", "+290123")
    assert len({len(VAULT.seal(number)) for number in numbers}) == 1


def test_short_texts_are_as_long_as_each_other() -> None:
    assert len({len(seal_with(KEY, "x" * length)) for length in range(61)}) == 1
    assert len(seal_with(KEY, "x" * 61)) > len(seal_with(KEY, "x" * 60))


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert VAULT.seal("yes") != VAULT.seal("yes")


def test_an_old_key_still_opens_and_the_newest_seals() -> None:
    before, rotated = Vault((OLD,), (PEPPER,)), Vault((NEW, OLD), (PEPPER,))
    assert rotated.open(before.seal("words")) == "words"
    assert VAULT.open(rotated.seal("words")) == "words"


@pytest.mark.parametrize("token", [Vault((OTHER,), (PEPPER,)).seal("words"), b"", b"nonsense"])
def test_what_no_key_opens_is_unreadable(token: bytes) -> None:
    with pytest.raises(Unreadable):
        VAULT.open(token)
    with pytest.raises(Unreadable):
        open_with(KEY, token)


def test_a_changed_token_is_unreadable() -> None:
    token = bytearray(VAULT.seal("words"))
    token[40] ^= 1
    with pytest.raises(Unreadable):
        VAULT.open(bytes(token))


def test_a_number_is_found_under_the_old_pepper_too() -> None:
    before, rotated = Vault((NEW,), (OLD_PEPPER,)), Vault((NEW,), (PEPPER, OLD_PEPPER))
    number = "+447700900123"
    assert before.lookups(number)[0] in rotated.lookups(number)
    assert rotated.lookups(number)[0] == VAULT.lookups(number)[0]
    assert before.lookups(number) != VAULT.lookups(number)


def test_equal_values_in_two_places_look_different() -> None:
    number = "+447700900123"
    seen = {VAULT.tag("message", number), VAULT.tag("browser", number), *VAULT.lookups(number)}
    assert len(seen) == 3
    assert VAULT.tag("message", "a") == VAULT.tags("message", "a")[0]


@given(*[st.text("ab\0", max_size=4)] * 4)
def test_purpose_and_value_cannot_be_confused(a: str, b: str, c: str, d: str) -> None:
    """Purposes are our own words; what comes from outside is only the value."""
    if "\0" not in a + c and (a, b) != (c, d):
        assert VAULT.tag(a, b) != VAULT.tag(c, d)


def test_the_two_apps_have_secrets_of_their_own() -> None:
    assert derived_secret("s" * 32, "bot") != derived_secret("s" * 32, "staff")
    assert derived_secret("s" * 32, "bot") == derived_secret("s" * 32, "bot")


def test_without_keys_there_is_no_vault() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Vault((), (PEPPER,))
    with pytest.raises(ValueError, match="at least one"):
        Vault((NEW,), ())


def test_ids_are_random() -> None:
    made = [new_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert made != sorted(made)
    assert all(len(one) == 32 for one in made)
