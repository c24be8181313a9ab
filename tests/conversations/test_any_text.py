"""Whatever anybody writes, in any order, gets one sensible reply, or a silence that says why."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import dialogue
from conversations.book import Person
from conversations.dialogue import BROKEN, Turn
from conversations.events import ConcernRaised, Ended, LanguageChosen, Said, Silence
from conversations.safeguarding import LEVELS, Assessment
from conversations.segments import count
from tests.conversations.conversing import NOW, the_book

WORDS = [
    "1", "2", "3", "4", "5", "0", "99", "999", "yes", "no", "skip", "STOP", "START",
    "help", "who", "why",
    "LANGUAGE", "EASY", "DELETE", "SEE", "LEAVE", "PERSON", "ADVOCATE", "COMPLAIN",
    "wall", "check in",
    "go on", "done", "thanks", "hi", "👍", "😞", "", "العربية", "أريد المساعدة",
    "my carer is kind", "٣", "just me",
    "a\nb\nc", "3.5", "x" * 1600, "<b>", "\x00",
]  # fmt: skip
MESSAGES = st.one_of(st.sampled_from(WORDS), st.text(max_size=40))
ASSESSMENTS = st.builds(
    Assessment, st.sampled_from(LEVELS), st.just(("test",)), st.booleans(), st.just("test")
)
PEOPLE = st.builds(
    Person,
    language=st.sampled_from(["en", "ar", "xx"]),
    audience=st.sampled_from(["8-11", "11-15", "16-17", "18-25", "?"]),
    easy_read=st.booleans(),
    mode=st.sampled_from(["sms", "web", "terminal"]),
    findable=st.booleans(),
    stopped=st.booleans(),
)
FLOWS = st.sampled_from([None, "check-in", "wall", "say-anything", "unknown"])
MOST_STATE = 30_000


def check(before: dict[str, object] | None, turn: Turn, person: Person) -> None:
    said = [event.text for event in turn.events if isinstance(event, Said)]
    quiet = [event.why for event in turn.events if isinstance(event, Silence)]
    assert bool(said) != bool(quiet)
    assert len(said) <= 5
    assert all(text.strip() and "{" not in text for text in said)
    assert BROKEN not in said
    failed = (e for e in turn.events if isinstance(e, ConcernRaised) and "failed" in str(e.reasons))
    assert not list(failed)
    ends = [event for event in turn.events if isinstance(event, Ended)]
    assert len(ends) == (before is not None and turn.state is None)
    written = json.dumps(turn.state)
    assert json.loads(written) == turn.state
    assert len(written) < MOST_STATE
    now_in_another = any(isinstance(event, LanguageChosen) for event in turn.events)
    if person.mode != "web" and person.language == "en" and not now_in_another:
        # Only the choice of languages has letters that no English text has.
        english = [text for text in said if not text.startswith("Language?")]
        assert all(count(text).segments == 1 for text in english)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(MESSAGES, ASSESSMENTS, st.integers(0, 2)), max_size=25), PEOPLE, FLOWS)
def test_any_messages_in_any_order(
    messages: list[tuple[str, Assessment, int]], person: Person, flow: str | None
) -> None:
    book, state = the_book(), None
    if flow:
        turn = dialogue.begin(book, flow, person, NOW)
        check(None, turn, person)
        state = turn.state
    for text, judged, media in messages:
        turn = dialogue.turn(book, state, person, text, judged, NOW, media)
        check(state, turn, person)
        dialogue.view(book, turn.state, person)
        state = turn.state


@settings(max_examples=40, deadline=None)
@given(st.lists(MESSAGES, min_size=1, max_size=8), FLOWS)
def test_the_same_messages_say_the_same(messages: list[str], flow: str | None) -> None:
    def once() -> list[Turn]:
        state, turns = None, []
        for text in messages:
            turn = dialogue.turn(the_book(), state, Person(), text, Assessment(), NOW)
            turns.append(turn)
            state = turn.state
        return turns

    assert once() == once()
