"""The county's own record number: sealed to the safeguarding team, and hashed to compare it."""

from nacl.public import PublicKey, SealedBox

from storage.crypto import Vault

LONGEST = 40


def plain(record_number: str) -> str:
    """One spelling for the same number: spaces, hyphens and case make no difference."""
    return "".join(sign for sign in record_number.casefold() if sign.isalnum())[:LONGEST]


def tag(vault: Vault, record_number: str) -> str:
    """The keyed hash under which a record number is compared; it cannot be turned back."""
    return vault.tag("record", plain(record_number))


def tags(vault: Vault, record_number: str) -> tuple[str, ...]:
    """Like `tag`, under every pepper still in use, newest first."""
    return vault.tags("record", plain(record_number))


def sealed(public_key: bytes, record_number: str) -> bytes:
    """The record number as it was written, which only the safeguarding team can open."""
    padded = record_number.strip()[:LONGEST].ljust(LONGEST)
    return SealedBox(PublicKey(public_key)).encrypt(padded.encode())
