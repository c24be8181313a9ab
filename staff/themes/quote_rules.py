"""Which words may go out at all: themes with enough voices, a yes, and two signatures for all."""

from collections.abc import Mapping

from sqlalchemy import Connection

from collation.heard import heard
from staff.desk import desk
from storage.answers import publications, quotable, tallies
from storage.answers.publications import INSIDE, PUBLIC, Publication
from storage.office import signatures


def level(audience: str) -> int:
    """Of fewer than so many young people an audience learns nothing."""
    rules = desk().county.release
    return rules.k_inside if audience == INSIDE else rules.k_public


def voices_of(conn: Connection, draft: Publication) -> Mapping[str, int]:
    """Themes of that quarter with enough voices for its readers, and how many."""
    cells, least = tallies.cells(conn, quarter=draft.period), level(draft.audience)
    return {one.theme: one.voices for one in heard(cells, "registered") if one.voices >= least}


def signed_twice(answer_id: str, text: str) -> bool:
    """Whether two people have signed these very words."""
    with desk().rooms.register.read() as conn:
        return signatures.signed_twice(conn, answer_id, text)


def not_allowed(draft: Publication) -> str:
    """Why the words in a draft may not go out as they are now; nothing where they may.

    Asked again when it is published: a young person's answer may be gone since, a theme smaller.
    """
    with desk().rooms.answers.read() as conn:
        mine, enough = publications.quotes_of(conn, draft.id), voices_of(conn, draft)
        theirs = {
            one.number: quotable.one(conn, draft.period, one.theme, one.answer_id)
            for one in mine
            if one.answer_id
        }
    for one in mine:
        if one.theme not in enough:
            return "Some words are about a theme of which too few spoke. Take them out first."
        words = theirs.get(one.number)
        if one.answer_id is None:
            continue
        if words is None or words.text != one.text:
            return "A young person’s words in it may not be quoted any more. Take them out first."
        if draft.audience == PUBLIC and not signed_twice(one.answer_id, one.text):
            return "A young person’s words in it are not signed by two people. Nothing went out."
    return ""
