"""The whole turn, pure: what one message from a young person leads to."""

from datetime import datetime
from typing import Any, NamedTuple

from conversations import (
    asking,
    commands,
    kinds,
    language,
    opening,
    phones,
    prompts,
    replies,
    sheet,
    urgent,
)
from conversations.book import Book, Person
from conversations.engine import Edge, State, Step
from conversations.events import (
    Asked,
    ConcernRaised,
    Ended,
    Event,
    NumberLeft,
    RequestDetail,
    RequestMade,
    Said,
    Silence,
)
from conversations.matching import accepts_exactly
from conversations.readable import only_unread
from conversations.safeguarding import Assessment
from conversations.scene import Scene
from conversations.text import clean
from conversations.view import Button, View, view
from conversations.words import NEVER_AN_ANSWER, global_word

__all__ = ["Book", "Button", "Person", "State", "Turn", "View", "begin", "expire", "turn", "view"]

MAX_FAILURES = 2
CALLS = ("99", "999")
# While someone may be in danger these still answer; everything else is added to the case.
WORDS_IN_URGENT = (
    "START",
    "INFO",
    "PERSON",
    "ADVOCATE",
    "MANAGER",
    "COMPLAIN",
    "SEE",
    "WHO",
    "WHY",
    "LANGUAGE",
    "EASY",
    "EXPLAIN",
    "DELETE",
    "LEAVE",
    "JOIN",
)
# Said when everything else fails, so it may depend on nothing.
BROKEN = (
    "Sorry, something went wrong on my side. A person will look at it. If you need help now, "
    "ring 999 or Childline 0800 1111, or reply 99."
)


class Turn(NamedTuple):
    """The state to keep (None: nothing is open) and what happened, in order."""

    state: State | None
    events: tuple[Event, ...]
    path: tuple[Edge, ...] = ()


def begin(
    book: Book,
    flow_id: str,
    person: Person,
    now: datetime,
    first_words: str | None = None,
    *,
    part: int | None = None,
    since: str | None = None,
) -> Turn:
    """Start a flow: the opening texts, always. An unknown flow is "say anything".

    `part`: which set of a bank's questions, from 1. `since`: an approved text on what happened
    since they were last asked, said before the first question.
    """
    try:
        words = clean(first_words) if first_words else None
        step = replies.begin(flow_id, Scene(book, person, now), words)
        return _turn_of(opening.prepared(step, part, clean(since) if since else ""))
    except Exception as problem:
        return _failed(None, Assessment(), problem)


def turn(
    book: Book,
    state: State | None,
    person: Person,
    text: str,
    assessment: Assessment,
    now: datetime,
    media: int = 0,
) -> Turn:
    """Take one message. Never raises: where the machine fails, a person is told."""
    try:
        scene = Scene(book, person, now).for_audience((state or {}).get("audience"))
        step = _turn(state, clean(text), assessment, media, scene)
        return _turn_of(_sorted_out(state, step, book))
    except Exception as problem:
        return _failed(state, assessment, problem)


def expire(book: Book, state: State, person: Person, now: datetime) -> Turn:
    """A wait ran out: close quietly. A timer that comes too early changes nothing."""
    try:
        if now < datetime.fromisoformat(state["expires"]):
            return Turn(state, ())
        at = str(state["back"] if "back" in state else state["at"])
        how = {opening.AT: "unconfirmed", "": "unconfirmed", urgent.AT: urgent.ending(state)}
        ended = Ended(how.get(at, "timed_out"))
        return Turn(None, (Silence("timed out"), ended), ((at, "timed_out", ""),))
    except Exception as problem:
        return _failed(state, Assessment(), problem, ending=True)


def _turn_of(step: Step) -> Turn:
    return Turn(step.state, step.events, step.path)


def _sorted_out(before: State | None, step: Step, book: Book) -> Step:
    """Leave out what the flow does not keep."""
    flow = book.flow(before.get("flow", ""), before.get("version")) if before else None
    if before is None or flow is None or flow.keeps == "answers":
        return step
    state, events = sheet.sorted_out(flow, before, step.state, (step.events, step.path))
    return Step(state, events, step.path)


def _turn(state: State | None, text: str, assessment: Assessment, media: int, scene: Scene) -> Step:
    word = _word(state, text, scene)
    assessment = _known(text, word, assessment, scene)
    if accepts_exactly(asking.choices(state, scene), text):  # "ring me" is no sign of anything
        assessment = Assessment(detector=assessment.detector)
    if scene.person.stopped and word != "START":
        return Step(state, (*_heard_after_stop(word, media, assessment), Silence("stopped")))
    if word == "STOP":
        step = commands.answer("STOP", state, scene)
        return step._replace(events=(*_beside_stop(assessment), *step.events))
    number = phones.left(text) if _may_leave_number(state, assessment, scene) else None
    if number is None:
        return _heard(state, text, word, assessment, media, scene)
    step = _heard(state, number[1], word, assessment, media, scene, number[0])
    return step._replace(events=(NumberLeft(*number), *step.events))


def _heard(
    state: State | None,
    text: str,
    word: str | None,
    assessment: Assessment,
    media: int,
    scene: Scene,
    number: str | None = None,
) -> Step:
    """One message of somebody whom we may answer. `number`: left in it, and taken out."""
    noticed = _noticed(media, scene)
    left = number is not None
    if state and state["at"] == urgent.AT and word not in WORDS_IN_URGENT:
        step = urgent.resume(state, text, assessment, word, scene, left)
        return step._replace(events=(*noticed, *step.events))
    if word in CALLS or (assessment.level == "urgent" and not _by_choice(assessment)):
        concern = _concerns(word, assessment)[0]
        return urgent.begin(state, concern, scene, noticed, word == "999", left)
    only_media = bool(media) and not text
    step = Step(state, ()) if only_media else replies.answer(state, text, word, scene, number)
    return _composed(state, step, noticed, assessment, text, scene)


def _may_leave_number(state: State | None, assessment: Assessment, scene: Scene) -> bool:
    """Whether a number in these words is there to find somebody by whom we cannot find."""
    if scene.person.findable:
        return False
    waiting = state is not None and state["at"] in (urgent.AT, asking.AT)
    return waiting or assessment.level in ("concern", "urgent")


def _heard_after_stop(word: str | None, media: int, assessment: Assessment) -> tuple[Event, ...]:
    """We may say nothing any more, so a person must know: of danger, of a call for help or for
    somebody to talk to, of a picture; what they say about their own words is done."""
    told = _concerns(word, assessment)
    if word == "HELP":
        told = (ConcernRaised("concern", ("word:HELP", *assessment.reasons)),)
    if media and not told:
        told = (ConcernRaised("flag", ("media",), needs_person=True),)
    if word in commands.REQUESTS:
        return *told, RequestMade(str(word).lower()), RequestDetail("stopped", "yes")
    made = (RequestMade(word.lower()),) if word in ("DELETE", "LEAVE") else ()
    return *told, *made


def _word(state: State | None, text: str, scene: Scene) -> str | None:
    """The global word that the message is, unless the open question takes it as an answer."""
    word = global_word(text, scene.book.words)
    if word is None or word in NEVER_AN_ANSWER:
        return word
    ways = asking.choices(state, scene)
    if ways:  # "ring me" is an answer there
        return None if accepts_exactly(ways, text) else word
    node = commands.open_question(state, scene)
    if node is None:
        return word
    taken = word in node.takes or accepts_exactly(scene.speaker.choices(node.choices), text)
    return None if taken else word


def _known(text: str, word: str | None, assessment: Assessment, scene: Scene) -> Assessment:
    """One of our own words in another script is no text that a person must read."""
    if not assessment.needs_person or not only_unread(assessment.reasons):
        return assessment
    lists = ("greetings", "go", "not_now", "done", "thanks")
    ours = word or any(scene.book.words.holds(name, text) for name in lists)
    return Assessment(detector=assessment.detector) if ours else assessment


def _by_choice(assessment: Assessment) -> bool:
    """Whether all that was noticed is what a plain answer means; the engine raises that."""
    return bool(assessment.reasons) and all(
        reason.startswith("answer:") for reason in assessment.reasons
    )


def _concerns(word: str | None, assessment: Assessment) -> tuple[ConcernRaised, ...]:
    """What a person must know of this message; empty where nothing."""
    level = "urgent" if word in CALLS else assessment.level
    if level == "none" and not assessment.needs_person:
        return ()
    reasons = (f"word:{word}",) if word in CALLS else ()
    level = "concern" if level == "none" else level
    return (ConcernRaised(level, (*reasons, *assessment.reasons), assessment.needs_person),)


def _beside_stop(assessment: Assessment) -> tuple[ConcernRaised, ...]:
    """Danger in the same breath as STOP. The word itself may be one that only the carrier knows."""
    unread = assessment.needs_person and len(assessment.reasons) == 1
    return () if unread else _concerns(None, assessment)


def _noticed(media: int, scene: Scene) -> tuple[Event, ...]:
    """Photos and voice notes are never opened: say so, and let a person know."""
    if not media:
        return ()
    return ConcernRaised("flag", ("media",), needs_person=True), scene.said("media")


def _composed(
    before: State | None,
    step: Step,
    noticed: tuple[Event, ...],
    assessment: Assessment,
    text: str,
    scene: Scene,
) -> Step:
    """Concerns first, then what is kept, then what is said; one gentle line where it helps."""
    concerns = () if _by_choice(assessment) else _concerns(None, assessment)
    raised = [one for one in (*concerns, *step.events) if isinstance(one, ConcernRaised)]
    if not raised and not noticed:
        return _offering(step, text, scene)
    danger = next((one for one in raised if one.level == "urgent"), None)
    if danger:
        return _stopped_by_answer(before, step, danger, noticed, scene)
    calm = before is None or before["at"] != urgent.AT
    worries = tuple(why for one in raised if _wants_gentle(one) for why in one.reasons)
    gentle = (kinds.gentle(scene, worries),) if calm and worries else ()
    happened = step.events
    if noticed or gentle:  # something is said after all
        happened = tuple(event for event in happened if not isinstance(event, Silence))
    first = next((at for at, one in enumerate(happened) if isinstance(one, Said)), len(happened))
    events = (*concerns, *noticed, *happened[:first], *gentle, *happened[first:])
    return _offering(Step(step.state, events, step.path), text, scene)


def _wants_gentle(concern: ConcernRaised) -> bool:
    """Not where the machine could not read, nor after HELP, whose answer is gentle itself."""
    asked = "word:HELP" in concern.reasons
    return concern.level == "concern" and not concern.needs_person and not asked


def _stopped_by_answer(
    before: State | None,
    step: Step,
    danger: ConcernRaised,
    noticed: tuple[Event, ...],
    scene: Scene,
) -> Step:
    """An answer that means danger is kept, and stops the survey."""
    kept = tuple(
        one
        for one in step.events
        if one is not danger and not isinstance(one, Said | Asked | Ended)
    )
    urgent_step = urgent.begin(step.state or before, danger, scene, (*kept, *noticed), police=False)
    return urgent_step._replace(path=step.path)


def _offering(step: Step, text: str, scene: Scene) -> Step:
    """A text in another language: offer those of its script once, before anything else is asked.

    What they chose or were asked before stands: nobody who writes in it is asked again.
    """
    state = step.state
    if (
        state is None
        or state.get("offered")
        or state["at"] in (prompts.AT_LANGUAGE, asking.AT, urgent.AT)
    ):
        return step
    codes = language.offer(text)
    if not codes or language.is_among(scene.person.language, codes):
        return step
    kept = tuple(event for event in step.events if not isinstance(event, Said | Silence))
    state = {**state, "unsaid": True}
    offer = commands.offer_language(language.with_others(codes), state, scene)
    return Step(offer.state, (*kept, *offer.events), step.path)


def _failed(state: Any, assessment: Assessment, problem: Exception, ending: bool = False) -> Turn:
    """Fails open: a person is told, and the young person is answered."""
    level = "urgent" if assessment.level == "urgent" else "concern"
    reasons = (f"engine failed: {type(problem).__name__}", *assessment.reasons)
    concern = ConcernRaised(level, reasons, needs_person=True)
    said: Event = Silence("timed out") if ending else Said(BROKEN)
    if state is None:
        return Turn(None, (concern, said))
    failures = state.get("failures", 0) + 1 if isinstance(state, dict) else MAX_FAILURES
    if not ending and isinstance(failures, int) and failures < MAX_FAILURES:
        return Turn({**state, "failures": failures}, (concern, said))
    return Turn(None, (concern, said, Ended("timed_out")))
