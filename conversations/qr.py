"""A QR code as one SVG path, so that it prints sharp and needs no picture file."""

from dataclasses import dataclass

import segno

_EDGE = 4  # modules of white that a scanner needs around a code


@dataclass(frozen=True)
class Code:
    """A QR code as one SVG path, and what it leads to."""

    path: str
    size: int
    leads_to: str


def code(address: str) -> Code:
    """A QR code that still scans when a corner of the print is worn."""
    found = segno.make(address, error="q", micro=False)
    rows = [bytes(row) for row in found.matrix]
    dark = [
        f"M{x + _EDGE} {y + _EDGE}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, module in enumerate(row)
        if module
    ]
    return Code("".join(dark), len(rows) + 2 * _EDGE, address)
