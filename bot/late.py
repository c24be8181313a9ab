"""A text that comes late answers no question that was asked after it was sent."""

from bot.effects import Scene
from conversations import kinds
from conversations.book import Book, Person
from conversations.dialogue import Turn
from conversations.engine import State
from conversations.events import Answered, ConcernRaised, Event, Silence
from conversations.safeguarding import Assessment
from conversations.scene import Scene as Moment
from conversations.text import clean
from conversations.words import global_word
from storage.times import stamp

WORDS = "say-anything.words"


def late_turn(
    scene: Scene,
    book: Book,
    person: Person,
    state: State | None,
    text: str,
    assessment: Assessment,
) -> Turn | None:
    """What a late text leads to; None where it is to be taken like any other.

    Its words are kept as words of their own and looked at for safety like all others; the open
    question stays open. Global words and danger are taken as always: STOP wins, whenever it comes.
    """
    if not came_late(scene) or state is None or person.stopped:
        return None
    if assessment.level == "urgent" or global_word(clean(text), book.words) is not None:
        return None
    if scene.inbound.media:
        return None
    events: list[Event] = []
    if assessment.level != "none" or assessment.needs_person:
        level = assessment.level if assessment.level != "none" else "concern"
        events.append(ConcernRaised(level, assessment.reasons, assessment.needs_person))
    if any(letter.isalpha() for letter in text):
        events.append(Answered(WORDS, "words", None, clean(text)))
    if assessment.level == "concern" and not assessment.needs_person:
        events.append(kinds.gentle(Moment(book, person, scene.now), assessment.reasons))
    else:
        events.append(Silence("came late"))
    return Turn(state, tuple(events))


def came_late(scene: Scene) -> bool:
    """Whether it was sent before the question that is open now was first asked."""
    sent_at, asked_at = scene.inbound.sent_at, scene.conversation.asked_at
    return sent_at is not None and asked_at is not None and stamp(sent_at) < asked_at
