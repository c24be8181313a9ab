"""Seals to a key pair whose private half no process has: a passphrase or a paper key opens it."""

import secrets

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from storage.crypto import Unreadable, padded, unpadded

COST = (argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
"""About a second and 256 MB for each guess."""


def new_pair() -> PrivateKey:
    """A fresh key pair."""
    return PrivateKey.generate()


def new_salt() -> bytes:
    """A fresh salt for `stretched`."""
    return secrets.token_bytes(argon2id.SALTBYTES)


def stretched(phrase: str, salt: bytes) -> bytes:
    """What a passphrase or paper key becomes, slowly on purpose."""
    return bytes(argon2id.kdf(SecretBox.KEY_SIZE, phrase.encode(), salt, *COST))


def locked(key: bytes, private: PrivateKey) -> bytes:
    """A private key under a stretched passphrase."""
    return bytes(SecretBox(key).encrypt(bytes(private)))


def unlocked(key: bytes, kept: bytes) -> PrivateKey:
    """Undo `locked`. Raises `Unreadable` for a wrong passphrase."""
    try:
        return PrivateKey(SecretBox(key).decrypt(kept))
    except (CryptoError, ValueError) as error:
        raise Unreadable from error


def private_of(key: bytes) -> PrivateKey:
    """The pair that a stretched paper key stands for."""
    return PrivateKey.from_seed(key)


def seal_key(public: bytes, private: PrivateKey) -> bytes:
    """One private key sealed to another pair."""
    return bytes(SealedBox(PublicKey(public)).encrypt(bytes(private)))


def open_key(private: PrivateKey, kept: bytes) -> PrivateKey:
    """Undo `seal_key`. Raises `Unreadable`."""
    return PrivateKey(_opened(private, kept))


def seal_text(public: bytes, text: str) -> bytes:
    """Words sealed to a public key, padded to whole blocks."""
    return bytes(SealedBox(PublicKey(public)).encrypt(padded(text)))


def open_text(private: PrivateKey, kept: bytes) -> str:
    """Undo `seal_text`. Raises `Unreadable`."""
    return unpadded(_opened(private, kept))


def open_bytes(private: PrivateKey, kept: bytes) -> bytes:
    """Open what was sealed without padding of ours. Raises `Unreadable`."""
    return _opened(private, kept)


def _opened(private: PrivateKey, kept: bytes) -> bytes:
    try:
        return bytes(SealedBox(private).decrypt(kept))
    except (CryptoError, ValueError, TypeError) as error:
        raise Unreadable from error
