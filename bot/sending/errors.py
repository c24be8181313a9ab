"""Twilio's error codes and what we do about each, whether it refuses a text or reports on one."""

from dataclasses import dataclass

STOP, LATER, NEVER, TELL = "stop", "later", "never", "tell"


@dataclass(frozen=True)
class Meaning:
    """`stop`: withdraw consent; `later`: try again; `never`: give up; `tell`: staff must act."""

    what: str
    says: str


CODES: dict[int, Meaning] = {
    20003: Meaning(TELL, "the provider does not know our account or token"),
    20404: Meaning(TELL, "the provider does not know the address we use"),
    20429: Meaning(LATER, "too many calls at once"),
    21211: Meaning(NEVER, "not a phone number"),
    21408: Meaning(TELL, "texts to this country are switched off"),
    21602: Meaning(TELL, "a text without words"),
    21603: Meaning(TELL, "no number to send from"),
    21606: Meaning(TELL, "our number cannot send texts"),
    21610: Meaning(STOP, "they told the network STOP"),
    21611: Meaning(LATER, "our number has too many texts waiting"),
    21612: Meaning(NEVER, "cannot be reached from our number"),
    21614: Meaning(NEVER, "not a mobile"),
    21617: Meaning(TELL, "the text is too long"),
    21703: Meaning(TELL, "the messaging service has no number"),
    30001: Meaning(LATER, "too many texts waiting"),
    30002: Meaning(TELL, "our account is suspended"),
    30003: Meaning(LATER, "the phone is off or out of reach"),
    30004: Meaning(NEVER, "the phone refuses texts"),
    30005: Meaning(NEVER, "the network does not know the number"),
    30006: Meaning(NEVER, "a landline, or a network that takes no texts"),
    30007: Meaning(TELL, "the network filtered it as unwanted"),
    30008: Meaning(LATER, "lost in the network"),
    30009: Meaning(LATER, "a part of the text was lost"),
    30010: Meaning(TELL, "dearer than the highest price that is set"),
    30029: Meaning(TELL, "content_retention needs message redaction switched on"),
    30030: Meaning(TELL, "address_retention needs message redaction switched on"),
    30410: Meaning(LATER, "the network took too long"),
    30450: Meaning(TELL, "stopped as if it were fraud"),
    63016: Meaning(TELL, "outside the hours of a chat app; needs a template"),
}


def meaning(code: int | None, status: int | None = None) -> Meaning:
    """What a code asks of us. One that is new to us is for a person, once, and not sent again."""
    if code in CODES:
        return CODES[code]
    if status == 429:
        return Meaning(LATER, "the provider is busy")
    return Meaning(TELL, "a code we do not know")
