"""What a person writes into each kind of report, and which of it has to be there at the end."""

from collections.abc import Mapping
from dataclasses import dataclass

LINE, TEXT, CHOICE, TABLE = "line", "text", "choice", "table"

QUARTERLY, BOARD, CSDMT, ANNUAL = KINDS = ("quarterly", "board", "csdmt", "annual")

TITLES: Mapping[str, str] = {
    QUARTERLY: "Participation: quarterly thematic report",
    BOARD: "What children and young people told us",
    CSDMT: "Participation update",
    ANNUAL: "What children and young people told us: the year",
}

STRATEGIC_PLAN = (
    "{county} maintains strong and sustainable economic growth and prosperity",
    "People in {county} live safe, healthy and independent lives",
    "People in {county} enjoy a rich and diverse environment",
    "People in {county} enjoy being part of strong, inclusive communities",
)


@dataclass(frozen=True)
class Slot:
    """One place to fill. `usual` stands there until somebody writes something else."""

    id: str
    name: str
    prompt: str
    kind: str = TEXT
    required: bool = True
    usual: str = ""
    options: tuple[str, ...] = ()


_DATE = Slot("date", "Date", "The day of the meeting, as it is printed.", LINE)
_FROM = Slot("report_from", "Report from", "Whose report it is.", LINE, False,
             "Director of Children’s Services")  # fmt: skip
_CONTACT = Slot("contact", "Contact name", "Name and job title.", LINE)
_TEL = Slot("tel", "Tel", "A telephone number, if there is one.", LINE, False)
_EMAIL = Slot("email", "Email", "An address that is read.", LINE)
_RECOMMENDATION = Slot(
    "recommendation", "Recommendation", "What is asked of those who read this. One line each."
)
_SUMMARY = Slot(
    "summary", "More for the summary", "What the figures do not say: what you make of them.",
    required=False,
)  # fmt: skip
_NEXT = Slot("next_steps", "Next steps", "What happens next, who does it and by when.")
_CONCLUSION = Slot("conclusion", "Conclusion", "What follows from it.")
_EQUALITY = Slot(
    "equality", "Equality statement",
    "Why the proposal has a low or no impact on groups with protected characteristics, or which "
    "impacts there are and what is done about them. The facts below are a start.",
)  # fmt: skip
_FINANCE = Slot(
    "finance", "Finance", "What it costs and which budget pays, or that nothing changes."
)
_CONSULTATION = Slot(
    "consultation", "Consultation and equalities",
    "Who was consulted, and who was not heard. The facts below are a start.",
)  # fmt: skip
_AGENDA = Slot(
    "agenda", "Agenda suggestions from young people",
    "What the council of children in care wants the Board to talk about, in their words.",
    required=False,
)  # fmt: skip
_EVENTS = Slot(
    "events", "A table of events or attendance",
    "One line a row, | between cells; the first line heads the columns, a last row Total is "
    "checked: District | Young people | Staff | Total", TABLE, False,
)  # fmt: skip
_CONTEXT = Slot("context", "More context", "What readers have to know besides.", required=False)
_PLAN = tuple(
    Slot(f"plan_{at}", line, "Does this report link to it?", CHOICE, options=("Yes", "No"))
    for at, line in enumerate(STRATEGIC_PLAN, 1)
)
_BACKGROUND = Slot(
    "background", "Background documents", "Documents that were relied on, or None.", LINE, False,
    "None",
)  # fmt: skip


def _none(slot: str, name: str) -> Slot:
    return Slot(slot, name, "Or None.", LINE, False, "None")


_OF_CSDMT = (
    _DATE,
    Slot("author", "Report author", "Name and job title.", LINE),
    Slot("sponsor", "CSDMT sponsor", "Who brings it.", LINE),
    Slot("reason", "Reason for the report", "In one sentence.", LINE, False,
         "To update on what children and young people told us, and on what came of it"),
    Slot("confidential", "Confidential", "Yes or No.", CHOICE, options=("No", "Yes")),
    Slot("people", "People attending for the item", "Names.", LINE),
    Slot("item", "Item No", "If known.", LINE, False),
    _none("financial", "Financial implications"),
    _none("ict", "ICT implications"),
    _none("personnel", "Personnel implications"),
    _none("learning", "Learning and development implications"),
    _none("legal", "Legal implications"),
    _none("iow", "Implications for Isle of Wight Children’s Services"),
    Slot("circulation", "Future circulation", "PRC, schools and so on.", LINE, False, "–"),
    _CONTACT,
    _EMAIL,
    _RECOMMENDATION,
    _SUMMARY,
    _CONTEXT,
    _EVENTS,
    _NEXT,
    _CONCLUSION,
    _CONSULTATION,
    _EQUALITY,
)  # fmt: skip

_OF_BOARD = (
    _DATE, _FROM, _CONTACT, _TEL, _EMAIL, _RECOMMENDATION, _SUMMARY, _CONTEXT, _EVENTS, _AGENDA,
    _FINANCE, _CONSULTATION, _CONCLUSION, *_PLAN, _BACKGROUND, _EQUALITY,
)  # fmt: skip

SLOTS: Mapping[str, tuple[Slot, ...]] = {
    QUARTERLY: (_FROM, _CONTACT, _RECOMMENDATION, _SUMMARY, _EVENTS, _NEXT, _EQUALITY),
    BOARD: _OF_BOARD,
    CSDMT: _OF_CSDMT,
    ANNUAL: _OF_BOARD,
}


def slot(kind: str, which: str) -> Slot | None:
    """One slot of a kind of report."""
    return next((one for one in SLOTS[kind] if one.id == which), None)
