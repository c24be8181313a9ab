"""A phone number that somebody leaves so that they can be found; kept apart from the words."""

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

PLACE = "[phone number]"
FEWEST_DIGITS = 9


def left(text: str, region: str = "GB") -> tuple[str, str] | None:
    """(the number as +44…, the text without it); None where the text names no number."""
    matches = PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE)
    numbers = [one for one in matches if _digits(one.raw_string) >= FEWEST_DIGITS]
    if not numbers:
        return None
    rest = text
    for one in reversed(numbers):
        rest = f"{rest[: one.start]}{PLACE}{rest[one.end :]}"
    return phonenumbers.format_number(numbers[0].number, PhoneNumberFormat.E164), rest


def _digits(written: str) -> int:
    return sum(sign.isdigit() for sign in written)
