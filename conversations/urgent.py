"""When someone may be hurt: the survey stops, nothing is probed, fixed texts say who can help."""

from conversations.engine import State, Step, new_state
from conversations.events import ConcernRaised, Ended, Event, Said
from conversations.flows import Flow
from conversations.opening import SAY_ANYTHING
from conversations.safeguarding import Assessment
from conversations.scene import Scene

AT = "@urgent"
HOURS = 24


def texts(scene: Scene, police: bool = False) -> tuple[Said, ...]:
    """What to do now, who to talk to, and who is told and when: never a promise of secrecy."""
    findable = "" if scene.person.findable else "unfindable_"
    staffed = "staffed" if scene.staffed else "unstaffed"
    return (
        scene.said("urgent.999" if police else "urgent.first"),
        scene.said("urgent.lines"),
        scene.said(f"urgent.{findable}{staffed}"),
    )


def begin(
    state: State | None, concern: ConcernRaised, scene: Scene, kept: tuple[Event, ...], police: bool
) -> Step:
    """Stop the survey and stay here a day. What was said so far stays."""
    urgent = dict(state) if state else _fresh(scene.book.flow(SAY_ANYTHING), scene)
    urgent |= {"at": AT, "expires": new_state(None, AT, scene.now, HOURS)["expires"]}
    for key in ("back", "codes"):
        urgent.pop(key, None)
    return Step(urgent, (*kept, concern, *texts(scene, police)))


def resume(state: State, text: str, assessment: Assessment, word: str | None, scene: Scene) -> Step:
    """Whatever comes is added to the case; nothing that is said here closes it."""
    if scene.book.words.holds("go_on", text):
        return Step(None, (scene.said("urgent.closed"), Ended(ending(state))))
    level = "urgent" if word in ("99", "999") or assessment.level == "urgent" else "flag"
    level = "concern" if level == "flag" and assessment.level == "concern" else level
    reasons = (f"word:{word}",) if word in ("99", "999") else ()
    more = ConcernRaised(
        level, ("same case", *reasons, *assessment.reasons), assessment.needs_person, same_case=True
    )
    said = scene.said("urgent.999") if word == "999" else scene.said("urgent.added")
    return Step(state, (more, said))


def ending(state: State) -> str:
    """How an urgent conversation is closed: what came before "go" stays unconfirmed."""
    return "urgent" if state.get("go") else "unconfirmed"


def _fresh(flow: Flow | None, scene: Scene) -> State:
    return new_state(flow, AT, scene.now, HOURS)
