"""Puts a report into a county's own Word template, at the places that it names."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from collation.reports import word, word_styles
from collation.reports.model import Quotes, Report

NEEDED = ("title", "body")
ALLOWED = (
    *NEEDED,
    "committee",
    "date",
    "period",
    "report_from",
    "contact",
    "tel",
    "email",
    "state",
)
LARGEST, LARGEST_UNPACKED = 10_000_000, 100_000_000
_PLACE = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")
_AS_TEMPLATE = b"wordprocessingml.template.main+xml"
_AS_DOCUMENT = b"wordprocessingml.document.main+xml"


class TemplateWrong(ValueError):
    """It is no template for reports; the words say what to change in it."""


def docx(report: Report, quotes: Quotes, template: bytes | None = None) -> bytes:
    """The report as a Word file. TemplateWrong where the template cannot be used."""
    if template is None:
        document = Document()
        word_styles.new(document)
        word.write(report, quotes, document, banner=True)
        return word.saved(document)
    document = opened(template)
    places = list(_places(document))
    _check({name for _, names in places for name in names})
    body = document.element.body
    there = set(body)
    word.write(report, quotes, document, banner=False)
    written = [
        element for element in body if element not in there and element.tag != qn("w:sectPr")
    ]
    for paragraph, names in places:
        if "body" in names:
            for element in written:
                paragraph._p.addprevious(element)
            paragraph._p.getparent().remove(paragraph._p)
        else:
            _fill(paragraph, _values(report))
    return word.saved(document)


def opened(template: bytes) -> DocxDocument:
    """A .docx or .dotx as a document to write into; never one with macros."""
    if len(template) > LARGEST:
        raise TemplateWrong(f"The template is larger than {LARGEST // 1_000_000} MB.")
    try:
        with zipfile.ZipFile(BytesIO(template)) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
                raise TemplateWrong("The template is too large once it is unpacked.")
            parts = {name: packed.read(name) for name in packed.namelist()}
        kinds = parts["[Content_Types].xml"]
        if b"macroEnabled" in kinds:
            raise TemplateWrong("The template has macros. Save it without them, as .dotx.")
        parts["[Content_Types].xml"] = kinds.replace(_AS_TEMPLATE, _AS_DOCUMENT)
        return Document(_packed(parts))
    except TemplateWrong:
        raise
    except Exception as bad:  # whatever a file may hold, its library does not foresee all of it
        raise TemplateWrong("This is no Word template. Save it in Word as .dotx or .docx.") from bad


def _packed(parts: Mapping[str, bytes]) -> BytesIO:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    out.seek(0)
    return out


def _check(named: set[str]) -> None:
    if missing := [name for name in NEEDED if name not in named]:
        what = " and ".join(f"{{{{{name}}}}}" for name in missing)
        raise TemplateWrong(
            f"The template has no {what}. Write {what} in Word where the report's "
            f"{' and '.join(missing)} should stand, on a line of its own, and save it again."
        )
    if unknown := sorted(named - set(ALLOWED)):
        raise TemplateWrong(
            f"The template names {', '.join(f'{{{{{name}}}}}' for name in unknown)}, which no "
            f"report has. It may name: {', '.join(ALLOWED)}."
        )


def _places(document: DocxDocument) -> Iterator[tuple[Paragraph, list[str]]]:
    """Every paragraph with a placeholder: in the text, in tables, in headers and footers."""
    roots = [(document.element.body, document)]
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header,
                     section.first_page_footer):  # fmt: skip
            if not part.is_linked_to_previous:
                roots.append((part._element, part))  # type: ignore[arg-type]
    for root, parent in roots:
        for element in root.iter(qn("w:p")):
            paragraph = Paragraph(element, parent)
            if names := _PLACE.findall(paragraph.text):
                yield paragraph, names


def _fill(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    """Word cuts text into runs as it likes: the first one gets all of it, in its own looks."""
    text = _PLACE.sub(lambda found: values.get(found.group(1), ""), paragraph.text)
    runs = paragraph.runs
    for run in runs[1:]:
        run._r.getparent().remove(run._r)
    if runs:
        runs[0].text = text
    else:
        paragraph.add_run(text)


def _values(report: Report) -> dict[str, str]:
    banner = {name.strip(":").lower(): text for name, text in report.banner}
    return {
        "title": report.title,
        "period": report.period,
        "state": "Draft: not for circulation" if report.draft else "",
        "committee": banner.get("committee", banner.get("for", "")),
        "date": banner.get("date", ""),
        "report_from": banner.get("report from", ""),
        "contact": banner.get("contact name", ""),
        "tel": banner.get("tel", ""),
        "email": banner.get("email", ""),
    }
