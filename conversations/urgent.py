"""When someone may be hurt: the survey stops, nothing is probed, fixed texts say who can help."""

from conversations import kinds
from conversations.asking import base_of
from conversations.engine import State, Step, new_state
from conversations.events import ConcernRaised, Ended, Event, Said
from conversations.flows import Flow
from conversations.opening import SAY_ANYTHING
from conversations.safeguarding import Assessment
from conversations.scene import Scene

AT = "@urgent"
HOURS = 24


def texts(scene: Scene, state: State, police: bool = False) -> tuple[Said, ...]:
    """What to do now, who to talk to, and who is told and when: never a promise of secrecy."""
    kind = kinds.kind_named(state.get("worry", ""), scene.book)
    first = scene.said("urgent.999") if police else kinds.first(scene, kind)
    if scene.person.shared:
        return first, kinds.lines(scene, kind)
    findable = "" if scene.person.findable or state.get("number") else "unfindable_"
    staffed = "staffed" if scene.staffed else "unstaffed"
    return first, kinds.lines(scene, kind), scene.said(f"urgent.{findable}{staffed}")


def lines(scene: Scene, state: State) -> Said:
    return kinds.lines(scene, kinds.kind_named(state.get("worry", ""), scene.book))


def begin(
    state: State | None,
    concern: ConcernRaised,
    scene: Scene,
    kept: tuple[Event, ...],
    police: bool,
    number: bool = False,
) -> Step:
    """Stop the survey and stay here a day. What was said so far stays."""
    urgent = base_of(state) if state else _fresh(scene.book.flow(SAY_ANYTHING), scene)
    kind = kinds.kind_of(concern.reasons, scene.book)
    urgent = {**urgent, "at": AT, "expires": new_state(None, AT, scene.now, HOURS)["expires"]}
    urgent |= {"worry": kind.id if kind else "", "number": number}
    return Step(urgent, (*kept, concern, *texts(scene, urgent, police)))


def resume(
    state: State,
    text: str,
    assessment: Assessment,
    word: str | None,
    scene: Scene,
    number: bool = False,
) -> Step:
    """Whatever comes is added to the case; nothing that is said here closes it."""
    if scene.book.words.holds("go_on", text):
        closed = "neutral.closed" if scene.person.shared else "urgent.closed"
        return Step(None, (scene.said(closed), Ended(ending(state))))
    level = "urgent" if word in ("99", "999") or assessment.level == "urgent" else "flag"
    level = "concern" if level == "flag" and assessment.level == "concern" else level
    joke = level == "flag" and scene.book.words.mentions("joke", text)
    why = {
        f"word:{word}": word in ("99", "999"),
        "left a number": number,
        "says it was a joke": joke,
    }
    reasons = tuple(reason for reason, holds in why.items() if holds)
    more = ConcernRaised(
        level, ("same case", *reasons, *assessment.reasons), assessment.needs_person, same_case=True
    )
    secret = scene.book.words.mentions("secret", text)
    said = scene.said(_reply(word, joke, secret, number, scene))
    return Step({**state, "number": True} if number else state, (more, said))


def _reply(word: str | None, joke: bool, secret: bool, number: bool, scene: Scene) -> str:
    """Which text answers words that join the case."""
    if word == "999":
        return "urgent.999"
    if number:
        return "urgent.number_left"
    if scene.person.shared:
        return "neutral.added"
    if secret:
        return "urgent.secret"
    return "urgent.joke" if joke else "urgent.added"


def ending(state: State) -> str:
    """How an urgent conversation is closed: what came before "go" stays unconfirmed."""
    return "urgent" if state.get("go") else "unconfirmed"


def _fresh(flow: Flow | None, scene: Scene) -> State:
    return new_state(flow, AT, scene.now, HOURS)
