"""No file that is committed holds a secret, a real address or number, or a path of one machine."""

import re

import pytest

from tests.house.tree import texts

# Put together here so that this file does not find itself.
MACHINE_PATHS = re.compile("|".join(("/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "/Use" + "rs/")))
EMAIL = re.compile(r"[\w.+-]+@(?!(?:[\w-]+\.)*example\.(?:org|com)\b)(?:[a-zA-Z0-9-]+\.)+[a-z]{2,}")
MOBILE = re.compile(r"(?:\+44 ?|\b0044|\b0)7\d{3}[ -]?\d{3}[ -]?\d{3}\b")
DRAMA = re.compile(r"(?:\+44 ?|0044|0)7700[ -]?900")  # Ofcom keeps these for fiction
SECRETS = {
    "private key": re.compile("-----BEGIN [A-Z ]*PRIV" + "ATE KEY"),
    "Twilio account": re.compile(r"\b(?:AC|SK)(?!(\w)\1{31})[0-9a-f]{32}\b"),
    "Fernet key": re.compile(r"(?<![\w/+-])[\w-]{43}=(?![\w=])"),
    "token in an address": re.compile(r"\w+://[\w.-]+:(?!p@|pw@|PASSWORD@)[^\s:@/{}$]{6,}@"),
}
# Nobody wrote these by hand: long hashes, by design.
HASHES = {"package-lock.json"}


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()[:60]}"
        for path, text in texts()
        if path.name not in HASHES
        for match in pattern.finditer(text)
    ]


def test_no_path_of_one_machine():
    assert found(MACHINE_PATHS) == []


def test_no_email_address_but_the_example_ones():
    assert found(EMAIL) == []


def test_no_mobile_number_but_those_kept_for_fiction():
    assert [where for where in found(MOBILE) if not DRAMA.search(where)] == []


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_no_secret(kind):
    assert found(SECRETS[kind]) == []


@pytest.mark.parametrize("name", [".env", "var", ".venv", "node_modules"])
def test_what_each_machine_makes_is_not_committed(name):
    assert [str(path) for path, _ in texts() if path.parts[0] == name] == []
