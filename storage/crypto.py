"""Keys and what is done with them: sealing words, looking a number up without keeping it."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_BLOCK = 64
"""Sealed text is padded to whole blocks, so that a token's length tells little of the text's."""


class Unreadable(Exception):
    """A sealed value that none of our keys opens."""


def new_id() -> str:
    """A random 128-bit identifier, 32 hex digits. It carries no meaning and no order."""
    return secrets.token_hex(16)


def new_conversation_key() -> bytes:
    """A fresh key for one conversation."""
    return Fernet.generate_key()


def seal_with(key: bytes, text: str) -> bytes:
    """Seal text under one conversation's key.

    A Fernet token carries the time of sealing in clear; it is set to zero here.
    """
    return Fernet(key).encrypt_at_time(padded(text), 0)


def open_with(key: bytes, token: bytes) -> str:
    """Open what `seal_with` sealed. Raises `Unreadable`."""
    try:
        return unpadded(Fernet(key).decrypt(token))
    except InvalidToken as error:
        raise Unreadable from error


class Vault:
    """The environment's keys: register keys (newest first) and lookup peppers (likewise)."""

    def __init__(self, register_keys: Sequence[str], lookup_peppers: Sequence[str]) -> None:
        """`register_keys` are Fernet keys; `lookup_peppers` any strings, 32 letters or more."""
        if not register_keys or not lookup_peppers:
            raise ValueError("at least one register key and one lookup pepper are needed")
        self._fernets = [Fernet(key) for key in register_keys]
        self._multi = MultiFernet(self._fernets)
        self._peppers = [pepper.encode() for pepper in lookup_peppers]

    def seal(self, text: str) -> bytes:
        """Seal text under the newest register key, padded, without a time in the token."""
        return self._fernets[0].encrypt_at_time(padded(text), 0)

    def open(self, token: bytes) -> str:
        """Open a token sealed under any of the register keys. Raises `Unreadable`."""
        try:
            return unpadded(self._multi.decrypt(token))
        except InvalidToken as error:
            raise Unreadable from error

    def resealed(self, token: bytes) -> bytes | None:
        """The same under the newest register key; None where it is already, or is not ours."""
        if _opens(self._fernets[0], token):
            return None
        for older in self._fernets[1:]:
            if _opens(older, token):
                return self._fernets[0].encrypt_at_time(older.decrypt(token), 0)
        return None

    def lookups(self, number: str) -> tuple[str, ...]:
        """The keyed hashes a number may be kept under, newest pepper first."""
        return tuple(_keyed(pepper, "number", number) for pepper in self._peppers)

    def tag(self, purpose: str, value: str) -> str:
        """A keyed hash for equality only; `purpose` keeps equal values in two places apart."""
        return _keyed(self._peppers[0], purpose, value)

    def tags(self, purpose: str, value: str) -> tuple[str, ...]:
        """Like `tag`, under every pepper still in use, newest first."""
        return tuple(_keyed(pepper, purpose, value) for pepper in self._peppers)


def _opens(fernet: Fernet, token: bytes) -> bool:
    try:
        fernet.decrypt(token)
    except InvalidToken:
        return False
    return True


def derived_secret(secret: str, purpose: str) -> str:
    """A secret of its own for each app, so that one app's cookie says nothing to the other."""
    digest = hmac.new(secret.encode(), f"golden-thread:{purpose}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest.digest()).decode()


def _keyed(pepper: bytes, purpose: str, value: str) -> str:
    return hmac.new(pepper, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def padded(text: str) -> bytes:
    """Text as whole blocks, so that its length tells little."""
    body = text.encode("utf-8", "surrogatepass")
    return len(body).to_bytes(4, "big") + body + b"\0" * (-(len(body) + 4) % _BLOCK)


def unpadded(body: bytes) -> str:
    """Undo `padded`."""
    length = int.from_bytes(body[:4], "big")
    return body[4 : 4 + length].decode("utf-8", "surrogatepass")
