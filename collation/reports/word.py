"""Writes a report as Word: real styles, real numbering, header rows marked, pictures described."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from collation.reports.model import (
    LEVELS,
    TAKEN_OUT,
    UNFILLED,
    Bars,
    Bullets,
    Form,
    Gap,
    Heading,
    Link,
    Paragraph,
    Quotes,
    Report,
    Table,
    Words,
    numbered,
    to_the_right,
)
from collation.reports.word_parts import add_link, describe, mark_header, number, one_pixel, shade
from collation.reports.word_styles import (
    CELL,
    NOTE,
    NUMBERED,
    TO_FILL,
    dress,
    numbering_of,
    style,
    table_style,
    text_width,
    watermark,
)
from collation.reports.word_widths import widths

BAR_COLUMN, BAR_WIDTH, BAR_HEIGHT = 3.6, 3.1, 0.32
WHOLE_ROWS, WHOLE_LETTERS = 8, 60
"""A table that is no longer, and has no longer texts, stays on one page."""
_HEADS = {1: "Heading 1", 2: "Heading 2", 3: "Heading 3"}
GREY, YELLOW = "E8EDF3", "FFF2B3"


def write(report: Report, quotes: Quotes, document: DocxDocument, *, banner: bool) -> None:
    """Put a report at the end of a document. `banner`: a template has its own."""
    dress(document)
    hand = _Hand(document, quotes, numbering_of(document, report.numbering))
    if report.draft:
        watermark(document)
    if banner:
        hand.banner(report)
    for one in numbered(report):
        hand.levels = report.numbering == LEVELS
        hand.write[type(one.block)](one.block, one.number)
    about = document.core_properties
    about.title, about.language, about.author = report.title, "en-GB", ""
    about.subject, about.comments = report.period, ""


def saved(document: DocxDocument) -> bytes:
    """The file."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


class _Hand:
    """Writes block by block; `numbers` is the list that numbered paragraphs belong to."""

    def __init__(self, document: DocxDocument, quotes: Quotes, numbers: int) -> None:
        self.document, self.quotes, self.numbers = document, quotes, numbers
        self.style = cache(lambda name: style(document, name).style_id)  # reads all of them
        self.levels = False
        self.width = text_width(document)
        self.write: Mapping[type, Callable[[Any, str], None]] = {
            Heading: self.heading, Paragraph: self.paragraph, Bullets: self.bullets,
            Words: self.words, Table: self.table, Form: self.form, Gap: self.gap,
        }  # fmt: skip

    def banner(self, report: Report) -> None:
        for text in (text for name, text in report.banner if not name):
            title = self._add(text, "Title")
            title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if report.draft:
            state = self._add("Draft: not for circulation", TO_FILL)
            state.alignment = WD_ALIGN_PARAGRAPH.CENTER
        rows = tuple((name, text) for name, text in report.banner if name)
        if rows:
            self.form(Form("What this report is", rows), "")

    def heading(self, block: Heading, at: str) -> None:
        made = self._add(block.text, _HEADS[block.level])
        if block.new_page:
            made.paragraph_format.page_break_before = True
        if at:
            number(made, self.numbers, 0)

    def paragraph(self, block: Paragraph, at: str) -> None:
        text, stop = block.around_links
        made = self._add(text, NUMBERED if at else "Normal")
        if at:
            number(made, self.numbers, 1 if self.levels else 0)
        if block.text.endswith(":"):  # what it leads to is on the same page
            made.paragraph_format.keep_with_next = True
        if block.links:
            self._links(made, block.links, stop)

    def bullets(self, block: Bullets, _: str) -> None:
        for item in block.items:
            self._add(item, "List Bullet")

    def words(self, block: Words, _: str) -> None:
        found = self.quotes.get((block.publication, block.number))
        if found is None:
            self._add(TAKEN_OUT, NOTE)
        else:
            self._add(f"“{found.text}”" if found.own else found.text,
                      "Quote" if found.own else "Normal")  # fmt: skip

    def gap(self, block: Gap, at: str) -> None:
        made = self._add("", TO_FILL)
        made.add_run(f"[To fill: {block.name}. ").bold = True
        made.add_run(f"{block.prompt}]")
        if at:
            number(made, self.numbers, 1 if self.levels else 0)

    def form(self, block: Form, _: str) -> None:
        table = self._grid(len(block.rows), 2, block.title, ruled=block.ruled)
        first = self.width * _first(block)
        self._widths(table, (first, self.width - first))
        for at, (name, text) in enumerate(block.rows):
            left, right = table.rows[at].cells
            head = block.headed and at == 0
            self._fill(left, name, bold=head or not block.headed)
            self._fill(right, text, bold=head)
            if UNFILLED in text:
                shade(right, YELLOW)
        if block.headed:
            mark_header(table.rows[0])
        self._after()

    def table(self, block: Table, _: str) -> None:
        caption = self._add(block.title, "Caption")
        caption.paragraph_format.keep_with_next = True
        columns = (*block.columns, *((block.bars.title,) if block.bars else ()))
        table = self._grid(len(block.rows) + 1, len(columns), block.title, ruled=True)
        right = [to_the_right(at, block) for at in range(len(block.columns))]
        self._widths(table, _columns(block, right, self.width))
        heads = zip(table.rows[0].cells, columns, (*right, False), strict=False)
        for cell, name, number_column in heads:
            self._fill(cell, name, bold=True, right=number_column)
            shade(cell, GREY)
        mark_header(table.rows[0])
        for at, row in enumerate(block.rows):
            cells = table.rows[at + 1].cells
            last = block.total and at == len(block.rows) - 1
            for column, text in enumerate(row):
                self._fill(cells[column], text, bold=last, right=right[column])
            if block.bars:
                self._bar(cells[-1], block.bars, at)
        for at in _kept(block):
            for cell in table.rows[at].cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._add(" ".join(block.notes), NOTE) if block.notes else self._after()

    def _bar(self, cell: _Cell, bars: Bars, at: int) -> None:
        most = max((each or 0 for each in bars.values), default=0) or 1
        value = bars.values[at]
        paragraph = cell.paragraphs[0]
        paragraph._p.style = self.style(CELL)
        if value is None:
            return
        width = Cm(max(0.05, BAR_WIDTH * value / most))
        made = paragraph.add_run().add_picture(BytesIO(one_pixel()), width, Cm(BAR_HEIGHT))
        describe(made, bars.said[at])

    def _grid(self, rows: int, columns: int, title: str, *, ruled: bool) -> DocxTable:
        table: DocxTable = self.document.add_table(rows, columns)
        if ruled:
            table.style = table_style(self.document, "Table Grid")
        table.autofit = False
        properties = table._tbl.tblPr
        for tag, text in (("w:tblCaption", title), ("w:tblDescription", title)):
            element = OxmlElement(tag)
            element.set(qn("w:val"), text)
            properties.append(element)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        return table

    def _widths(self, table: DocxTable, widths: tuple[float, ...]) -> None:
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Cm(width)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)

    def _fill(self, cell: _Cell, text: str, *, bold: bool = False, right: bool = False) -> None:
        for at, line in enumerate(text.splitlines() or [""]):
            paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            paragraph._p.style = self.style(CELL)
            paragraph.add_run(line).bold = bold or None
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _links(self, paragraph: DocxParagraph, links: tuple[Link, ...], stop: str) -> None:
        paragraph.add_run(" (log: ")
        for at, link in enumerate(links):
            if at:
                paragraph.add_run(", ")
            add_link(paragraph, link.text, link.href)
        paragraph.add_run(f"){stop}")

    def _add(self, text: str, name: str) -> DocxParagraph:
        made = self.document.add_paragraph(text)
        made._p.style = self.style(name)  # by its id: by its name every style is read again
        return made

    def _after(self) -> None:
        """Word glues two tables together that have nothing between them."""
        self._add("", NOTE)


def _columns(block: Table, right: Sequence[bool], whole: float) -> tuple[float, ...]:
    """Centimetres of each column; the bars have always the same."""
    cells = [(name, *(row[at] for row in block.rows)) for at, name in enumerate(block.columns)]
    if block.bars is None:
        return widths(cells, whole, stiff=right)
    return (*widths(cells, whole - BAR_COLUMN, stiff=right), BAR_COLUMN)


def _first(block: Form) -> float:
    """How much of the page the names take: more where there is only a yes or no beside them."""
    if not block.ruled:
        return 0.25
    return 0.75 if block.headed or all(len(text) <= 24 for _, text in block.rows) else 0.36


def _kept(block: Table) -> range | tuple[int, ...]:
    """The rows that stay with what follows: all of a short table; of a long one the header with
    the first row, and the last two with the note."""
    last = len(block.rows)
    long = any(len(cell) > WHOLE_LETTERS for row in block.rows for cell in row)
    if last <= WHOLE_ROWS and not long:
        return range(last + 1)
    return (0, last - 1, last)
