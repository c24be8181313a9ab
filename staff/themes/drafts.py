"""Drafts of publications: made of checked answers only, protected before anybody sees them."""

from collation import publishing
from collation.figures import figures
from collation.nightly import merged
from collation.publishing import NotYet, Sort
from collation.themes_count import Unchecked, freshen
from staff.desk import desk, now, person
from staff.themes.framing import frame_in_use
from staff.themes.quote_rules import not_allowed
from storage.answers import publications


class Refused(Exception):
    """Why there is no draft, or why it does not go out; the words are for the officer."""


def make(quarter: str, audience: str, title: str) -> str:
    """A draft of one quarter; its id."""
    answers = desk().rooms.answers
    freshen(answers)
    try:
        made = publishing.draft(answers, _sort(quarter, audience), title, now(), person().id)
    except (Unchecked, NotYet) as refused:
        raise Refused(_said(refused)) from refused
    if made is None:
        raise Refused("Somebody has just made the same draft. Look at the list again.")
    return made


def publish(publication_id: str) -> None:
    """Publish a draft, with its numbers made again at this moment."""
    answers = desk().rooms.answers
    freshen(answers)
    with answers.read() as conn:
        known = publications.find(conn, publication_id)
    if known is None:
        raise Refused("There is no such draft.")
    sort = _sort(known.period, known.audience)
    if wrong := not_allowed(known):
        raise Refused(wrong)
    try:
        publishing.publish(answers, publication_id, sort, person().id, now())
    except (Unchecked, NotYet) as refused:
        raise Refused(_said(refused)) from refused


def _sort(quarter: str, audience: str) -> Sort:
    frame = frame_in_use()
    with desk().rooms.register.read() as conn:
        known = figures(conn, quarter)
    return Sort(quarter, audience, desk().county.release, frame.version, merged(frame), known)


def _said(refused: Unchecked | NotYet) -> str:
    if isinstance(refused, NotYet):
        return str(refused)
    asked = desk().questions.get(refused.question)
    what = "1 answer" if refused.left == 1 else f"{refused.left:,} answers"
    where = f" to “{asked.text}”" if asked else ""
    return (
        f"Refused: {what}{where} nobody has checked yet. Numbers that nobody has checked never go "
        "out. Check them on the Monday page, then come back."
    )
