"""Puts what persons wrote into a report's places, and says what is still missing."""

from collections.abc import Iterator

from collation.reports.material import Material
from collation.reports.model import UNFILLED, Block, Bullets, Gap, Heading, Paragraph, Table
from collation.reports.slots import LINE, SLOTS, Slot, slot


def line(material: Material, which: str) -> str:
    """One line of a banner or a form: as written, as usual, or the gap."""
    one = _slot(material, which)
    if written := material.texts.written.get(which, "").strip():
        return written
    if which == "date" and material.meeting:
        return _day(material)
    what = " or ".join(one.options) or one.name
    return one.usual or (f"{UNFILLED}{what}]" if one.required else "")


def unfilled(material: Material) -> tuple[Gap, ...]:
    """The lines and choices that have to be there, and are not."""
    return tuple(
        Gap(one.id, _named(material, one), one.prompt, numbered=False)
        for one in SLOTS[material.kind]
        if one.required and one.kind in (LINE, "choice") and line(material, one.id).startswith("[")
    )


def text(
    material: Material, which: str, proposal: str = "", heading: Heading | None = None
) -> Iterator[Block]:
    """What was written, as numbered paragraphs. Until a person has saved it, a gap stands there,
    with what is proposed below it. What need not be written leaves nothing, its heading included.
    """
    one = _slot(material, which)
    written = material.texts.written.get(which, "").strip()
    if not written and not one.required and not proposal:
        return
    if heading:
        yield heading
    if not written and one.required:
        yield Gap(one.id, one.name, one.prompt)
    yield from paragraphs(written or proposal)


def table(material: Material, which: str) -> Iterator[Block]:
    """A table that a person typed; it was checked when it was saved."""
    typed = material.texts.tables.get(which)
    if typed:
        title = typed.title or "Events and attendance"
        yield Table(title, typed.columns, typed.rows, total=typed.total)


def paragraphs(written: str) -> Iterator[Block]:
    """Lines as numbered paragraphs; lines that begin with a dash as a list."""
    items: list[str] = []
    for each in (*written.splitlines(), ""):
        each = each.strip()
        if each.startswith(("- ", "• ", "* ")):
            items.append(each[2:].strip())
            continue
        if items:
            yield Bullets(tuple(items))
            items = []
        if each:
            yield Paragraph(each)


def _slot(material: Material, which: str) -> Slot:
    found = slot(material.kind, which)
    if found is None:
        raise KeyError(which)
    return found


def _named(material: Material, one: Slot) -> str:
    return one.name.format(county=material.county)


def _day(material: Material) -> str:
    assert material.meeting is not None  # noqa: S101 - the caller looked
    day = material.meeting.day
    return f"{day.day} {day:%B %Y}"
