"""Word as it is handed in: styles, numbers, header rows, alt texts; templates of a county's own."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from collation.reports.model import (
    LEVELS,
    Bars,
    Bullets,
    Form,
    Gap,
    Heading,
    Link,
    Paragraph,
    Quoted,
    Report,
    Table,
    Words,
    numbered,
)
from collation.reports.template import TemplateWrong, docx

BLOCKS = (
    Heading("Purpose"),
    Paragraph("First.", (Link("3FA9C2", "https://example.org/staff/actions/1"),)),
    Heading("Figures"),
    Paragraph("Second."),
    Bullets(("one", "two")),
    Table("Themes", ("Theme", "Young people", "Share"),
          (("School", "65", "60%"), ("All", "105", "–")), ("May not sum.",),
          Bars("By theme", (65, None), ("School: 65", "All: hidden")), total=True),
    Words("p", 1),
    Words("p", 2),
    Words("p", 3),
    Gap("next_steps", "Next steps", "What happens next."),
    Form("Yes or no", (("People are safe", "Yes"),), ruled=True),
    Paragraph("Third."),
)  # fmt: skip
QUOTES = {("p", 1): Quoted("dont drag me out", True), ("p", 2): Quoted("A summary.", False)}


def report(state: str = "draft", **changes) -> Report:
    values = {
        "kind": "board", "title": "What they told us", "period": "January to March 2026",
        "state": state, "blocks": BLOCKS,
        "banner": (("", "HAMPSHIRE COUNTY COUNCIL"), ("", "Report"), ("Committee:", "The Board"),
                   ("Date:", "18 June 2026")),
    }  # fmt: skip
    return Report(**{**values, **changes})


def opened(data: bytes):
    return Document(BytesIO(data))


def template(*lines: str, dotx: bool = False, header: str = "") -> bytes:
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    if header:
        made.sections[0].header.paragraphs[0].text = header
    out = BytesIO()
    made.save(out)
    if not dotx:
        return out.getvalue()
    again = BytesIO()
    with zipfile.ZipFile(out) as packed, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in packed.namelist():
            data = packed.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"document.main+xml", b"template.main+xml")
            new.writestr(name, data)
    return again.getvalue()


def numbers_of(document) -> list[tuple[str, int]]:
    """The paragraphs that Word counts, with their level."""
    return [
        (one.text, one._p.pPr.numPr.ilvl.val)
        for one in document.paragraphs
        if one._p.pPr is not None and one._p.pPr.numPr is not None
    ]


def test_styles_are_real() -> None:
    document = opened(docx(report(), QUOTES))
    styles = {one.text: one.style.name for one in document.paragraphs}
    assert styles["Purpose"] == "Heading 2"
    assert styles["Second."] == "Numbered Paragraph"
    assert styles["one"] == "List Bullet"
    assert styles["“dont drag me out”"] == "Quote"
    assert styles["Themes"] == "Caption"
    assert styles["[To fill: Next steps. What happens next.]"] == "To Fill"
    assert document.core_properties.title == "What they told us"
    assert "en-GB" in document.styles.element.xml


def test_word_counts_the_paragraphs() -> None:
    document = opened(docx(report(), QUOTES))
    counted = [text for text, level in numbers_of(document) if level == 0]
    assert counted[0] == "First (log: 3FA9C2)."
    assert counted[1:] == ["Second.", "[To fill: Next steps. What happens next.]", "Third."]
    shown = [one.number for one in numbered(report()) if one.number]
    assert shown == ["1", "2", "3", "4"]  # as the page numbers them


def test_levels_as_the_management_team_numbers_them() -> None:
    levels = report(numbering=LEVELS)
    document = opened(docx(levels, QUOTES))
    assert ("Purpose", 0) in numbers_of(document)
    assert ("Second.", 1) in numbers_of(document)
    shown = {getattr(one.block, "text", ""): one.number for one in numbered(levels)}
    assert (shown["Purpose"], shown["First."], shown["Figures"], shown["Third."]) == (
        "1", "1.1", "2", "2.3",
    )  # fmt: skip


def test_tables_have_a_header_row_and_a_name() -> None:
    table = next(one for one in opened(docx(report(), QUOTES)).tables if len(one.columns) == 4)
    properties = table.rows[0]._tr.trPr
    assert properties.find(qn("w:tblHeader")) is not None
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Themes"
    assert [cell.text for cell in table.rows[0].cells] == [
        "Theme",
        "Young people",
        "Share",
        "By theme",
    ]


def test_pictures_have_alt_texts() -> None:
    document = opened(docx(report(), QUOTES))
    pictures = list(document.element.iter(qn("wp:docPr")))
    assert [one.get("descr") for one in pictures] == ["School: 65"]  # of a blank there is no bar


def test_a_claim_links_to_the_log() -> None:
    document = opened(docx(report(), QUOTES))
    links = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert links == ["https://example.org/staff/actions/1"]


@pytest.mark.parametrize(("state", "there"), [("draft", True), ("final", False)])
def test_only_a_draft_has_the_watermark(state: str, there: bool) -> None:
    document = opened(docx(report(state), QUOTES))
    header = document.sections[0].header._element.xml
    assert ('string="DRAFT"' in header) is there
    assert ("Draft: not for circulation" in header) is there


def test_words_that_were_taken_back_are_gone() -> None:
    text = "\n".join(one.text for one in opened(docx(report(), QUOTES)).paragraphs)
    assert "taken out again" in text  # the third
    text = "\n".join(one.text for one in opened(docx(report(), {})).paragraphs)
    assert "drag me out" not in text


@pytest.mark.parametrize("dotx", [False, True])
def test_a_template_of_the_county(dotx: bool) -> None:
    own = template("{{committee}}, {{ date }}", "{{title}}", "Before", "{{body}}", "After",
                   dotx=dotx, header="County {{period}}")  # fmt: skip
    document = opened(docx(report("final"), QUOTES, own))
    texts = [one.text for one in document.paragraphs]
    assert texts[:3] == ["The Board, 18 June 2026", "What they told us", "Before"]
    assert texts.index("Before") < texts.index("Purpose") < texts.index("After")
    assert not any("{{" in text for text in texts)
    assert document.sections[0].header.paragraphs[0].text == "County January to March 2026"
    assert "HAMPSHIRE COUNTY COUNCIL" not in texts  # the template has a banner of its own


def test_a_template_keeps_its_own_styles() -> None:
    made = Document()
    made.styles.add_style("Numbered Paragraph", 1).font.name = "Georgia"
    made.add_paragraph("{{title}}")
    made.add_paragraph("{{body}}")
    out = BytesIO()
    made.save(out)
    document = opened(docx(report(), QUOTES, out.getvalue()))
    assert document.styles["Numbered Paragraph"].font.name == "Georgia"


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (template("{{title}}"), r"has no \{\{body\}\}"),
        (template("{{body}}"), r"has no \{\{title\}\}"),
        (template("nothing"), r"no \{\{title\}\} and \{\{body\}\}"),
        (template("{{title}}", "{{body}}", "{{chair}}"), r"names \{\{chair\}\}.*may name"),
        (b"", "no Word template"),
        (b"PK\x03\x04 broken", "no Word template"),
        (b"%PDF-1.7", "no Word template"),
        (b"x" * 10_000_001, "larger than"),
    ],
)
def test_a_template_that_cannot_be_used_is_explained(own: bytes, said: str) -> None:
    with pytest.raises(TemplateWrong, match=said):
        docx(report(), QUOTES, own)


def test_a_zip_of_something_else_is_no_template() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(TemplateWrong, match="no Word template"):
        docx(report(), QUOTES, out.getvalue())
    macros = template("{{title}}", "{{body}}")
    again = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(macros)) as packed,
        zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in packed.namelist():
            data = packed.read(name)
            if name == "[Content_Types].xml":
                data += b"<!-- macroEnabled -->"
            new.writestr(name, data)
    with pytest.raises(TemplateWrong, match="macros"):
        docx(report(), QUOTES, again.getvalue())
