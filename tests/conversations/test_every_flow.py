"""Whatever anybody writes in any flow of the county gets one sensible reply."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations import dialogue
from conversations.book import Person
from conversations.safeguarding import Assessment
from tests.conversations.conversing import NOW, the_book
from tests.conversations.test_any_text import MESSAGES, check

FLOWS = sorted(the_book().flows)
PEOPLE = st.builds(
    Person,
    audience=st.sampled_from(["8-11", "11-15", "16-17", "18-25"]),
    easy_read=st.booleans(),
    mode=st.sampled_from(["sms", "web"]),
)
ANSWERS = st.one_of(st.sampled_from(["1", "2", "3", "0", "yes", "part 2", "my dog"]), MESSAGES)


@pytest.mark.parametrize("flow", FLOWS)
@settings(max_examples=25, deadline=None)
@given(st.lists(ANSWERS, max_size=20), PEOPLE)
def test_any_messages_in_any_flow(flow: str, messages: list[str], person: Person) -> None:
    book = the_book()
    turn = dialogue.begin(book, flow, person, NOW, part=2, since="Something happened.")
    check(None, turn, person)
    state = turn.state
    for text in messages:
        turn = dialogue.turn(book, state, person, text, Assessment(), NOW)
        # Their own words come back in the short form of a sheet, in whatever letters they are.
        check(state, turn, Person(mode="web") if flow == "my-meeting" else person)
        dialogue.view(book, turn.state, person)
        state = turn.state
        if state is None:
            break


@pytest.mark.parametrize("flow", FLOWS)
def test_a_talk_takes_at_most_about_three_minutes(flow: str) -> None:
    """However somebody answers: eight questions and who asks, a wall and a menu apart."""
    for reply in ("1", "2", "3", "0"):
        person, state = Person(audience="16-17"), None
        turn = dialogue.begin(the_book(), flow, person, NOW)
        state, turns = turn.state, 0
        while state is not None and turns < 30:
            said = "1" if state["at"].startswith("@") else reply
            turn = dialogue.turn(the_book(), state, person, said, Assessment(), NOW)
            state, turns = turn.state, turns + 1
        if not any(n.kind == "menu" for n in the_book().flows[flow].questions):
            # Numbers are no answers in words: those are asked twice more, then passed over.
            assert state is None
