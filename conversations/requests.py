"""Asking for a person, an advocate, a manager, or to complain: a receipt, then a few questions.

The request is made with the first word, so that it is there whatever comes after.
"""

from conversations import asking, prompts, urgent
from conversations.engine import State, Step
from conversations.events import Ended, Event, RequestMade, Said
from conversations.scene import Scene


def begin(kind: str, state: State | None, scene: Scene) -> Step:
    """Make the request, say when they hear; ask how, unless somebody may be in danger."""
    if state and state["at"] == asking.AT and state["request"] == kind:
        return Step(state, (asking.question(state, scene),))
    made: tuple[Event, ...] = (RequestMade(kind), _receipt(kind, scene))
    if state and state["at"] == urgent.AT:
        return Step(state, (*made, *prompts.open_texts(state, scene)))
    waiting = asking.begun(kind, state, scene)
    return Step(waiting, (*made, asking.question(waiting, scene)))


def resume(state: State, text: str, number: str | None, scene: Scene) -> Step:
    """Take one reply into the request; go on, or back to what was open before."""
    step, details = asking.taken(state, text, number, scene)
    if any(one.field == "way" for one in details):
        state = {**state, "way": True}
    if step == state["step"]:
        again = {**state, "asked_again": True}
        return Step(again, (*details, asking.question(again, scene, again=True)))
    if not step:
        return _done(state, details, scene)
    there = state.get("there") or any(one.field == "number" for one in details)
    waiting = {**state, "step": step, "there": there, "asked_again": False}
    return Step(waiting, (*details, asking.question(waiting, scene)))


def skip(state: State, scene: Scene) -> Step:
    return resume(state, "0", None, scene)


def _receipt(kind: str, scene: Scene) -> Said:
    by = scene.by(kind)
    if scene.person.shared:
        return scene.said("asked.neutral", by=by)
    reach = "findable" if scene.person.findable else "unfindable"
    return scene.said(f"{kind}.{reach}", by=by)


def _done(state: State, details: tuple[Event, ...], scene: Scene) -> Step:
    reachable = scene.person.findable or state.get("there") or state.get("way")
    name = "asked.done" if reachable else "asked.no_number"
    said = scene.said(name, by=scene.by(state["request"]))
    base = asking.base_of(state)
    whole = base.pop("unsaid", False)
    if not base["at"]:
        return Step(None, (*details, said, Ended("unconfirmed")))
    return Step(base, (*details, said, *prompts.open_texts(base, scene, whole=whole)))
