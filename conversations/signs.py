"""Reads emoji and keyboard faces: thumbs for yes and no, smiles and tears for a choice."""

from collections.abc import Mapping

from conversations.lexicon import WORDS, loose

_FACES = {sign: answer for answer, signs in WORDS.faces.items() for sign in signs}
FACE_LISTS = {id(mood): tuple(loose(sign) for sign in mood.signs) for mood in WORDS.moods}


def yes_no(bare: str) -> str | None:
    """What the thumbs, ticks and crosses of a loose text say; "both" where they disagree."""
    if bare.isascii():
        return None
    found = {_FACES[char] for char in bare if char in _FACES}
    return None if not found else found.pop() if len(found) == 1 else "both"


def only_signs(bare: str, known: Mapping[str, str]) -> bool:
    """Whether a loose text holds no word: only signs, known keyboard faces or nothing."""
    if bare.isalnum():
        return False
    return not any(any(map(str.isalnum, one)) and one not in known for one in bare.split())


def chosen(bare: str, known: Mapping[str, str]) -> set[str]:
    """The choices that the signs of a loose text stand for."""
    found = {known[one] for one in bare.split() if one in known}
    if not bare.isascii():
        found |= {known[char] for char in bare if char in known}
    return found
