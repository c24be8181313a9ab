"""What the county answered to one set of questions: the words that two people have signed."""

from collections.abc import Collection, Mapping

from conversations.lint_outgoing import USUAL
from storage.answers import publications
from storage.database import Database
from storage.office import actions, campaigns, public_texts
from storage.office.actions import Action
from storage.office.public_texts import ACTION
from storage.times import quarter_of

MOST = 5


def happened_since(
    office: Database, answers: Database, flows: Collection[str], said_in: str
) -> list[str]:
    """What is public of actions on these questions, from this quarter on, the latest first.

    An action is about the questions of its check-ins, and of the published tables that it answers.
    The words are English, as they were signed.
    """
    with office.read() as conn:
        known = {one.id: one for one in actions.listing(conn)}
        asked = {one.id: one.flow for one in campaigns.listing(conn)}
        signed = public_texts.public(conn, ACTION)
    found = []
    for text in signed:
        one = known.get(text.subject)
        if one is None or (one.period or quarter_of(one.asked_on or one.made_on)) < said_in:
            continue
        if not _flows(answers, one, asked).isdisjoint(flows):
            words = text.body[USUAL]
            found.append(f"{words['said']} {words['did']}")
    return found[:MOST]


def _flows(answers: Database, one: Action, asked: Mapping[str, str | None]) -> set[str | None]:
    flows = {asked.get(each) for each in one.asked_in} - {None}
    if one.publication_id and one.theme:
        with answers.read() as conn:
            tables = publications.tables_of(conn, one.publication_id)
        flows |= {
            table.question.partition(".")[0]
            for table in tables
            if table.cells.get("themes", {}).get(one.theme, {}).get("total") is not None
        }
    return flows
