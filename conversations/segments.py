"""How many SMS segments a text takes: GSM-7 or UCS-2, counted as networks do (3GPP TS 23.038)."""

import re
import unicodedata
from dataclasses import dataclass

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")  # sent as an escape and a character: two units
GSM_7, UCS_2 = "GSM-7", "UCS-2"
ALONE = {GSM_7: 160, UCS_2: 70}
IN_PARTS = {GSM_7: 153, UCS_2: 67}
_PIECE = re.compile(r"\s+|\S+")
_JOINERS = ("\u200d", "\u20e3")


@dataclass(frozen=True)
class Segments:
    """`units` are GSM-7 septets or UTF-16 code units."""

    encoding: str
    units: int
    segments: int


def count(text: str) -> Segments:
    """Count a text as it will be sent and paid for."""
    encoding = _encoding(text)
    widths = [_width(char, encoding) for char in text]
    units = sum(widths)
    alone = units <= ALONE[encoding]
    return Segments(encoding, units, 1 if alone else _parts(widths, IN_PARTS[encoding]))


def split(text: str, most: int = 1) -> tuple[str, ...]:
    """Cut a text into messages of at most `most` segments, at spaces where it can.

    What a reader sees as one character (an emoji with its skin tone, a letter with its marks) is
    never cut in two.
    """
    encoding = _encoding(text)
    room = ALONE[encoding] if most == 1 else IN_PARTS[encoding] * most
    messages: list[str] = []
    line, used = "", 0
    for piece in _fitting(text, encoding, room):
        width = sum(_width(char, encoding) for char in piece)
        if used + width > room and line:
            messages.append(line.rstrip())
            line, used = "", 0
            if piece.isspace():
                continue
        line, used = line + piece, used + width
    return (*messages, line.rstrip()) if line.strip() or not messages else tuple(messages)


def _fitting(text: str, encoding: str, room: int) -> list[str]:
    """Words and spaces; a word longer than a message, character by character."""
    pieces: list[str] = []
    for found in _PIECE.finditer(text):
        piece = found[0]
        long = sum(_width(char, encoding) for char in piece) > room
        pieces.extend(graphemes(piece) if long else [piece])
    return pieces


def graphemes(text: str) -> list[str]:
    """What a reader sees as single characters: letters with their marks, joined emoji, flags."""
    found: list[str] = []
    for char in text:
        if found and _belongs(char, found[-1]):
            found[-1] += char
        else:
            found.append(char)
    return found


def _belongs(char: str, before: str) -> bool:
    if (
        char in _JOINERS
        or before.endswith("\u200d")
        or unicodedata.category(char) in ("Mn", "Mc", "Me")
    ):
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f":
        return True
    return _is_flag(char) and len(before) == 1 and _is_flag(before)


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _encoding(text: str) -> str:
    return GSM_7 if all(char in GSM_BASIC or char in GSM_EXTENDED for char in text) else UCS_2


def _width(char: str, encoding: str) -> int:
    if encoding == GSM_7:
        return 1 + (char in GSM_EXTENDED)
    return 1 + (ord(char) > 0xFFFF)


def _parts(widths: list[int], room: int) -> int:
    """No part may cut an escape or a surrogate pair in two."""
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts
