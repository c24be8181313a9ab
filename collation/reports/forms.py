"""The four kinds of report, each in the form in which it is handed in."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from collation.reports import reached, said
from collation.reports.filling import line, paragraphs, table, text, unfilled
from collation.reports.legal import corporate, equalities
from collation.reports.material import Material
from collation.reports.model import (
    DRAFT,
    LEVELS,
    RUNNING,
    Block,
    Bullets,
    Form,
    Heading,
    Paragraph,
    Report,
    Table,
)
from collation.reports.periods import in_words
from collation.reports.slots import ANNUAL, BOARD, CSDMT, QUARTERLY, TITLES


class NothingPublished(ValueError):
    """There is nothing to make a report of; the words are for the officer."""


def build(material: Material, state: str = DRAFT) -> Report:
    """The report as it stands. NothingPublished where the period has no publication at all."""
    if material.latest is None:
        raise NothingPublished(
            f"Nothing is published of {material.period}, so there is nothing to report. Check the "
            "answers on the Monday page, publish them under Publications, then come back. What was "
            "written into the report is kept."
        )
    blocks = tuple(map(_without_stars, _FORMS[material.kind](material)))
    return Report(
        kind=material.kind,
        title=f"{TITLES[material.kind]}, {material.period}",
        period=str(material.period),
        state=state,
        banner=_BANNERS[material.kind](material),
        blocks=blocks,
        numbering=LEVELS if material.kind == CSDMT else RUNNING,
        fields=unfilled(material),
    )


def _without_stars(block: Block) -> Block:
    """A table of which nothing is left becomes a sentence that says so."""
    if not isinstance(block, Table) or not block.starred:
        return block
    return Paragraph(
        f"“{block.title}” is left out: every number in it is too small to be shown, or would give "
        "away another."
    )


def _quarterly(material: Material) -> Iterator[Block]:
    yield Heading("Purpose of this report")
    yield Paragraph(
        f"This report says what children and young people told {material.county} in "
        f"{material.period}, what came of it, and who was not heard. It is drafted by the service "
        "from what was published and from the action log; the officer adds what figures cannot say."
    )
    yield from text(material, "recommendation", heading=Heading("Recommendation"))
    yield Heading("Summary")
    yield from _summary(material)
    yield Heading("Who was asked, and who answered")
    yield from reached.asked(material)
    yield from reached.answered(material)
    yield from reached.who_was_not_heard(material)
    yield from _themes(material)
    yield from _loop(material)
    yield from _events(material)
    yield from text(material, "next_steps", heading=Heading("Next steps"))
    yield from _method(material)
    yield Heading("Equalities")
    yield from text(material, "equality", reached.equality(material))


def _board(material: Material) -> Iterator[Block]:
    yield from _board_begins(material)
    yield from _themes(material)
    yield from _board_ends(material)


def _annual(material: Material) -> Iterator[Block]:
    yield from _board_begins(material)
    yield Heading("The year, quarter by quarter")
    yield from said.by_quarter(material, material.period.quarters)
    yield from _themes(material)
    yield from _board_ends(material)


def _board_begins(material: Material) -> Iterator[Block]:
    yield Heading("Purpose of this Report")
    yield Paragraph(
        f"The purpose of this report is to tell the {material.board} what children and young "
        f"people said in {material.period}, what the service did about it, and what it could not "
        "do and why."
    )
    yield from text(material, "recommendation", heading=Heading("Recommendation(s)"))
    yield Heading("Executive Summary")
    yield from _summary(material)
    yield Heading("Contextual information")
    yield Paragraph(
        "Young people answer by text message or web chat. Their answers are kept without name and "
        "number; after release nobody can join an answer to a person. People read every answer and "
        "check what it is about before it is counted."
    )
    yield from text(material, "context")
    yield from reached.asked(material)


def _board_ends(material: Material) -> Iterator[Block]:
    yield from _loop(material)
    yield from text(
        material,
        "agenda",
        "\n".join(material.agenda),
        Heading("What young people ask the Board to talk about"),
    )
    yield from _events(material)
    yield from text(material, "finance", heading=Heading("Finance"))
    yield Heading("Performance")
    yield from reached.answered(material)
    yield from reached.reply_clock(material)
    yield from _method(material)
    yield Heading("Consultation and Equalities")
    yield from text(material, "consultation", _consulted(material))
    yield from text(material, "conclusion", heading=Heading("Conclusions"))
    yield from corporate(material)
    yield from equalities(material)


def _csdmt(material: Material) -> Iterator[Block]:
    yield Form("Cover", tuple(_cover(material)), ruled=True)
    yield Heading(_council(material), 1, new_page=True)
    yield Heading("CSDMT", counts=False)
    yield Form("Item", tuple(_item(material)))
    yield Heading("Summary", counts=False)
    for each in said.in_short(material):
        yield Paragraph(each, numbered=False)
    yield Heading("Recommendations", counts=False)
    for block in text(material, "recommendation"):
        yield Paragraph(block.text, numbered=False) if isinstance(block, Paragraph) else block
    yield Heading("MAIN REPORT", 1)
    yield from _csdmt_main(material)


def _csdmt_main(material: Material) -> Iterator[Block]:
    yield Heading("Introduction")
    yield Paragraph(
        f"This report gives an update on {material.period}: who was asked and answered, what "
        "children and young people said, and what came of it."
    )
    yield from text(material, "summary")
    yield Heading("Background, context and key facts")
    yield from text(material, "context")
    yield from reached.asked(material)
    yield from reached.answered(material)
    yield from reached.who_was_not_heard(material)
    yield Heading("Both quarters side by side")
    yield from said.by_quarter(material, material.period.quarters)
    yield from _themes(material)
    yield from _loop(material)
    yield from _events(material)
    yield from _method(material)
    yield from text(material, "next_steps", heading=Heading("Next steps"))
    yield from text(material, "conclusion", heading=Heading("Conclusion"))
    if recommended := material.texts.written.get("recommendation", "").strip():
        yield Heading("Recommendations")
        yield from paragraphs(recommended)
    yield Heading("Consultation")
    yield from text(material, "consultation", _consulted(material))
    for which, name in _IMPLICATIONS:
        yield Heading(name)
        yield from paragraphs(line(material, which))
    yield Heading("Impact assessment")
    yield from text(material, "equality", reached.equality(material))
    yield Heading("Implications for Isle of Wight Children’s Services")
    yield from paragraphs(line(material, "iow"))


_IMPLICATIONS = (
    ("legal", "Legal implications"),
    ("financial", "Financial implications"),
    ("personnel", "Personnel implications"),
    ("learning", "Learning and development implications"),
)


def _summary(material: Material) -> Iterator[Block]:
    for each in said.in_short(material):
        yield Paragraph(each)
    # The Board's papers have the reply clock under Performance; once is enough.
    yield from (reached.late if material.kind in (BOARD, ANNUAL) else reached.kept)(material)
    yield from text(material, "summary")


def _themes(material: Material) -> Iterator[Block]:
    yield Heading("What young people spoke of")
    yield from said.themes_table(material)
    yield from said.other_lanes(material)
    yield from said.in_detail(material)
    yield from said.other_words(material)
    yield Heading("More of it, less of it")
    yield from said.both_camps(material)


def _loop(material: Material) -> Iterator[Block]:
    yield Heading("You said, we did")
    yield from reached.deeds(material)


def _events(material: Material) -> Iterator[Block]:
    if "events" in material.texts.tables or material.events:
        yield Heading("Events")
        yield from reached.events(material)
        yield from table(material, "events")


def _method(material: Material) -> Iterator[Block]:
    yield Heading("How the figures were made")
    yield Paragraph(
        "Every figure is taken from what was published, with how many answered and for which "
        "quarter. Numbers count different young people who answered one question, never messages. "
        "People checked what each answer is about before it was counted."
    )
    yield Bullets(
        (
            "Every number is rounded to the nearest 5 by itself, rows and totals too, so rows may "
            "not sum to their total.",
            f"A star stands for a number under {material.k}, or for one from which such a number "
            "could be worked out.",
            "No share is given of fewer than 30. A change between two shares is in percentage "
            "points.",
            "A change is called one only if it is larger than chance would make it; otherwise it "
            "says “no clear change” or “too few to tell”.",
            "Quarters, questions and ways of answering are never added up.",
        )
    )
    published = ", ".join(
        f"{in_words(one.period)} on {_on(one.published_on)}"
        for one in sorted(material.quarters.values(), key=lambda one: one.period)
        if one.period in material.period.quarters
    )
    if published:
        yield Paragraph(f"Published: {published}.")


def _consulted(material: Material) -> str:
    heard = said.in_short(material)[:1]
    missing = reached.not_heard(material)
    few = f"Clearly fewer came, or their number cannot be shown: {'; '.join(missing)}."
    return "\n".join((*heard, *([few] if missing else [])))


def _on(published: str) -> str:
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"


def _council(material: Material) -> str:
    return f"{material.county} County Council"


def _board_banner(material: Material) -> tuple[tuple[str, str], ...]:
    return (
        ("", _council(material).upper()),
        ("", "Report"),
        ("Committee:", material.board),
        ("Date:", line(material, "date")),
        ("Title:", f"{TITLES[material.kind]}, {material.period}"),
        ("Report From:", line(material, "report_from")),
        ("Contact name:", line(material, "contact")),
        *((("Tel:", line(material, "tel")),) if line(material, "tel") else ()),
        ("Email:", line(material, "email")),
    )


def _quarterly_banner(material: Material) -> tuple[tuple[str, str], ...]:
    return (
        ("", _council(material).upper()),
        ("", "Report"),
        ("For:", material.meeting.title if material.meeting else "Participation group"),
        ("Period:", str(material.period)),
        ("Title:", TITLES[QUARTERLY]),
        ("Report From:", line(material, "report_from")),
        ("Contact name:", line(material, "contact")),
    )


def _csdmt_banner(material: Material) -> tuple[tuple[str, str], ...]:
    return (("", _council(material)), ("", "Children’s Services Department Management Team"))


def _cover(material: Material) -> Iterator[tuple[str, str]]:
    yield "Date of meeting", line(material, "date")
    yield "Report author", line(material, "author")
    yield "CSDMT sponsor", line(material, "sponsor")
    yield "Subject", f"{TITLES[CSDMT]}, {material.period}"
    yield "Reason for the report", line(material, "reason")
    yield "Confidential", line(material, "confidential")
    yield "People attending for the item", line(material, "people")
    yield "Summary (full report to be attached)", " ".join(said.in_short(material)[:2])
    yield "Recommendations", material.texts.written.get("recommendation", "See below.")
    yield (
        "Financial (capital & revenue) implications (staffing/premises/other)",
        line(material, "financial"),
    )
    yield "ICT implications", line(material, "ict")
    yield "Personnel implications", line(material, "personnel")
    yield "Learning and development implications", line(material, "learning")
    yield "Equality Impact assessment", "See “Impact assessment” in the report."
    yield "Isle of Wight implications", line(material, "iow")
    yield "Future circulation (ie. PRC, schools etc.)", line(material, "circulation")


def _item(material: Material) -> Iterator[tuple[str, str]]:
    yield "Item No:", line(material, "item") or "(if known)"
    yield "Date:", line(material, "date")
    yield "Report title:", f"{TITLES[CSDMT]}, {material.period}"
    yield "Report of:", "the Director of Children’s Services"
    yield "Contact:", f"{line(material, 'contact')}, {line(material, 'email')}"


_FORMS: Mapping[str, Callable[[Material], Iterator[Block]]] = {
    QUARTERLY: _quarterly,
    BOARD: _board,
    CSDMT: _csdmt,
    ANNUAL: _annual,
}
_BANNERS: Mapping[str, Callable[[Material], tuple[tuple[str, str], ...]]] = {
    QUARTERLY: _quarterly_banner,
    BOARD: _board_banner,
    CSDMT: _csdmt_banner,
    ANNUAL: _board_banner,
}
