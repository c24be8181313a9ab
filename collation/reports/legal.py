"""The parts of a Board report that the law and the county's form word: reproduced as they stand."""

from collections.abc import Iterator
from dataclasses import replace

from collation.reports.filling import line, text
from collation.reports.material import Material
from collation.reports.model import Block, Bullets, Form, Gap, Heading, Paragraph
from collation.reports.reached import equality
from collation.reports.slots import STRATEGIC_PLAN

_DUTY = (
    "The County Council has a duty under Section 149 of the Equality Act 2010 (‘the Act’) to have "
    "due regard in the exercise of its functions to the need to:"
)
_LIMBS = (
    "Eliminate discrimination, harassment and victimisation and any other conduct prohibited by or "
    "under the Act with regard to the protected characteristics as set out in section 4 of the Act "
    "(age, disability, gender reassignment, marriage and civil partnership, pregnancy and "
    "maternity, race, religion or belief, sex and sexual orientation);",
    "Advance equality of opportunity between persons who share a relevant protected characteristic "
    "within section 149(7) of the Act (age, disability, gender reassignment, pregnancy and "
    "maternity, race, religion or belief, sex and sexual orientation) and those who do not share "
    "it;",
    "Foster good relations between persons who share a relevant protected characteristic within "
    "section 149(7) of the Act (see above) and persons who do not share it.",
)
_REGARD = "Due regard in this context involves having due regard in particular to:"
_REGARDED = (
    "The need to remove or minimise disadvantages suffered by persons sharing a relevant protected "
    "characteristic that are connected to that characteristic;",
    "Take steps to meet the needs of persons sharing a relevant protected characteristic that are "
    "different from the needs of persons who do not share it;",
    "Encourage persons sharing a relevant protected characteristic to participate in public life "
    "or in any other activity in which participation by such persons is disproportionately low.",
)
_DOCUMENTS = (
    "The following documents discuss facts or matters on which this report, or an important part "
    "of it, is based and have been relied upon to a material extent in the preparation of this "
    "report. (NB: the list excludes published works and any documents which disclose exempt or "
    "confidential information as defined in the Act.)"
)


def corporate(material: Material) -> Iterator[Block]:
    """Links to the Strategic Plan, and the background documents."""
    yield Heading("REQUIRED CORPORATE AND LEGAL INFORMATION:", 1, new_page=True)
    yield Heading("Links to the Strategic Plan")
    rows = (
        (f"{each.format(county=material.county)}:", line(material, f"plan_{at}"))
        for at, each in enumerate(STRATEGIC_PLAN, 1)
    )
    yield Form("Links to the Strategic Plan", tuple(rows), ruled=True)
    yield Heading("Section 100 D – Local Government Act 1972 – background documents", 3)
    yield Paragraph(_DOCUMENTS, numbered=False)
    yield Form(
        "Background documents", (("Document", "Location"), (line(material, "background"), "")),
        ruled=True, headed=True,
    )  # fmt: skip


def equalities(material: Material) -> Iterator[Block]:
    """The Equality Duty in full, and the statement that a person has to write."""
    yield Heading("EQUALITIES IMPACT ASSESSMENT:", 1)
    yield Heading("1. Equality Duty", 2, counts=False)
    yield Paragraph(_DUTY, numbered=False)
    yield Bullets(_LIMBS)
    yield Paragraph(_REGARD, numbered=False)
    yield Bullets(_REGARDED)
    yield Heading("2. Equalities Impact Assessment:", 2, counts=False)
    for block in text(material, "equality", equality(material)):
        # The law's own part has no running numbers, a gap in it neither.
        yield replace(block, numbered=False) if isinstance(block, Paragraph | Gap) else block
