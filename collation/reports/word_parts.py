"""The parts of Word that its library has no names for: links, numbers, alt texts, a dot."""

import struct
import zlib
from functools import cache

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

BLUE = (0x2F, 0x4F, 0x7F)
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def add_link(paragraph: Paragraph, text: str, href: str) -> None:
    """A link to a page; without an address the text alone."""
    if not href:
        paragraph.add_run(text)
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(href, _LINK, is_external=True))
    run = paragraph.add_run(text)
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def number(paragraph: Paragraph, numbers: int, level: int) -> None:
    """Make it the next of a numbered list: Word counts, and counts again when one is put in."""
    properties = paragraph._p.get_or_add_pPr()
    numbered = properties.get_or_add_numPr()
    numbered.get_or_add_ilvl().val = level
    numbered.get_or_add_numId().val = numbers


def describe(picture: InlineShape, text: str) -> None:
    """The alt text of a picture, which stands in its line without a gap."""
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")
    properties = picture._inline.docPr
    properties.set("descr", text)
    properties.set("title", "")


def mark_header(row: _Row) -> None:
    """A header row: read out with every cell, and repeated on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def shade(cell: _Cell, colour: str) -> None:
    """The ground of a cell."""
    properties = cell._tc.get_or_add_tcPr()
    ground = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        ground.set(qn(name), value)
    properties.append(ground)


@cache
def one_pixel() -> bytes:
    """A picture of one dot, which every bar stretches to its own length."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0" + bytes(BLUE))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    )
