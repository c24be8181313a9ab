"""A newsletter or letter as a Word document: real headings, the language set, a draft says so."""

from io import BytesIO

from docx import Document
from docx.shared import Pt

from collation.reports import word_styles
from storage.office.public_texts import PublicText

USUAL_POINTS, EASY_POINTS = 12, 14
NOT_SIGNED = "DRAFT: two people have not signed this yet"


def document(text: PublicText, who: str, *, signed: bool) -> bytes:
    """The document, as bytes."""
    made = Document()
    word_styles.new(made)  # on the same paper, in the same letters as the reports
    made.core_properties.title = text.title
    made.core_properties.author = "Golden Thread"
    made.core_properties.language = "en-GB"
    made.styles["Normal"].font.size = Pt(EASY_POINTS if who == "easy" else USUAL_POINTS)
    if not signed:
        made.sections[0].header.paragraphs[0].text = NOT_SIGNED
    made.add_heading(text.title, level=1)
    for paragraph in text.body.get("paragraphs", ()):
        made.add_paragraph(paragraph)
    items = text.body["items"]
    for item in items.get(who) or items["usual"]:
        made.add_heading(item["said"], level=2)
        made.add_paragraph(item["did"])
        if item["state"]:
            made.add_paragraph(item["state"])
    for paragraph in text.body.get("closing", ()):
        made.add_paragraph(paragraph)
    out = BytesIO()
    made.save(out)
    return out.getvalue()
