"""The styles, the numbering, the page and the watermark of a report in Word."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from collation.reports.model import LEVELS

NUMBERED, TO_FILL, NOTE, CELL = "Numbered Paragraph", "To Fill", "Table Note", "Table Cell"
OURS = "Golden Thread"
_BLACK = RGBColor(0, 0, 0)


def new(document: Document) -> None:
    """A4, Arial, in British English, with page numbers: where no template brings its own."""
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101 - it is, in the library's own template
    _font(normal, 12)
    normal.paragraph_format.space_after = Pt(8)
    for name, size in (("Title", 16), ("Heading 1", 15), ("Heading 2", 13), ("Heading 3", 12)):
        head = document.styles[name]
        assert isinstance(head, ParagraphStyle)  # noqa: S101 - likewise
        _font(head, size, bold=True)
        head.font.italic = False
        head.paragraph_format.space_before = Pt(0 if name == "Title" else 14)
        head.paragraph_format.space_after = Pt(4)
        head.paragraph_format.keep_with_next = True
        for border in head.element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.25)
    section.top_margin = section.bottom_margin = Cm(2.3)
    document.core_properties.category = OURS
    _british(document)
    _page_numbers(section)


def dress(document: Document) -> None:
    """The styles that are ours; a template that has one of this name keeps its own."""
    if NUMBERED not in document.styles:
        made = _paragraph_style(document, NUMBERED)
        made.paragraph_format.space_after = Pt(8)
    if TO_FILL not in document.styles:
        made = _paragraph_style(document, TO_FILL)
        ground = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FFF2B3"/>')
        made.element.get_or_add_pPr().append(ground)
    if NOTE not in document.styles:
        made = _paragraph_style(document, NOTE)
        made.font.size = Pt(9.5)
        made.paragraph_format.space_before = Pt(2)
        made.paragraph_format.space_after = Pt(10)
    if CELL not in document.styles:
        made = _paragraph_style(document, CELL)
        made.font.size = Pt(10.5)
        made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(2)
    if document.core_properties.category == OURS:  # a county's template keeps its own looks
        caption, quote = style(document, "Caption"), style(document, "Quote")
        caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(11), True, _BLACK
        quote.paragraph_format.left_indent = Cm(1.25)
        quote.font.color.rgb = _BLACK
        bullets = style(document, "List Bullet").paragraph_format  # under the text, not its number
        bullets.left_indent, bullets.first_line_indent = Cm(1.9), Cm(-0.65)


def text_width(document: Document) -> float:
    """Centimetres between the margins."""
    section = document.sections[-1]
    page, left, right = section.page_width, section.left_margin, section.right_margin
    return (
        (page - left - right) / Cm(1) if page and left is not None and right is not None else 16.5
    )


def style(document: Document, name: str) -> ParagraphStyle:
    """A style of paragraphs by its name; made where the template has none."""
    found = next((one for one in document.styles if one.name == name), None)
    return found if isinstance(found, ParagraphStyle) else _paragraph_style(document, name)


def table_style(document: Document, name: str) -> str:
    """The name of a style of tables, which is made where the template has none."""
    if name not in document.styles:
        document.styles.add_style(name, WD_STYLE_TYPE.TABLE)
    return name


def numbering_of(document: Document, numbering: str) -> int:
    """A list that counts through the whole report; its id."""
    part = _numbering_part(document)
    root = part.element
    abstracts = root.findall(qn("w:abstractNum"))
    taken = [int(each.get(qn("w:abstractNumId")) or 0) for each in abstracts]
    which = max(taken, default=0) + 1
    levels = _LEVELS_XML if numbering == LEVELS else _RUNNING_XML
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{which}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    # In the file all abstract lists come before all that use them.
    abstracts[-1].addnext(abstract) if abstracts else root.insert(0, abstract)
    used = [int(each.get(qn("w:numId")) or 0) for each in root.findall(qn("w:num"))]
    number = max(used, default=0) + 1
    root.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{which}"/></w:num>'
        )
    )
    return number


def watermark(document: Document) -> None:
    """DRAFT across every page, and as words in the header for those who do not see it."""
    for at, section in enumerate(document.sections):
        header = section.header
        header.is_linked_to_previous = False
        paragraph = (
            header.paragraphs[0] if not header.paragraphs[0].text else header.add_paragraph()
        )
        if not any("{{state}}" in one.text.replace(" ", "") for one in header.paragraphs):
            paragraph.add_run("Draft: not for circulation").bold = True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run()
        run._r.append(parse_xml(_SHAPE.format(ns=_SHAPE_NAMES, at=at + 1)))


_SHAPE_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
_SHAPE = """<w:pict {ns}>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>
<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>
<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/>
<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom"
 o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>
<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/>
</v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>
<v:shape id="DraftMark{at}" o:spid="_x0000_s20{at}0" type="#_x0000_t136" alt="Draft"
 style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:172pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin"
 o:allowincell="f" fillcolor="silver" stroked="f"><v:fill opacity=".4"/>
<v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string="DRAFT"/>
<w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict>"""

_LEVEL = (
    '<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>{style}'
    '<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:tabs><w:tab w:val="num" w:pos="{left}"/></w:tabs>'
    '<w:ind w:left="{left}" w:hanging="{left}"/></w:pPr></w:lvl>'
)
_RUNNING_XML = _LEVEL.format(at=0, text="%1.", left=709, style="")
_LEVELS_XML = _LEVEL.format(at=0, text="%1", left=709, style="") + _LEVEL.format(
    at=1, text="%1.%2", left=709, style=""
)


def _numbering_part(document: Document) -> NumberingPart:
    """The document's lists; a template need not have any."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            found = relation.target_part
            assert isinstance(found, NumberingPart)  # noqa: S101 - by its relation
            return found
    element = parse_xml(f"<w:numbering {nsdecls('w')}/>")
    package = document.part.package
    part = NumberingPart(
        PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element, package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return part


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(made, ParagraphStyle)  # noqa: S101 - it was just made so
    if "Normal" in document.styles:
        made.base_style = document.styles["Normal"]
    made.quick_style = True
    return made


def _font(one: ParagraphStyle, size: float, *, bold: bool = False) -> None:
    one.font.name, one.font.size, one.font.bold = "Arial", Pt(size), bold
    one.font.color.rgb = _BLACK
    fonts = one.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), "Arial")


def _british(document: Document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _page_numbers(section: Section) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("Page ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    run = paragraph.add_run()
    for kind in ("begin", None, "separate", "end"):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.text = f" {name} "
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
