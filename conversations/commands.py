"""Answers to the global words: what each does, said honestly, and the open question again."""

from collections.abc import Callable
from dataclasses import replace

from conversations import asking, engine, opening, prompts, requests, urgent
from conversations.engine import State, Step, new_state
from conversations.events import (
    ConcernRaised,
    EasyChosen,
    Ended,
    Event,
    Paused,
    RequestMade,
    Said,
    Started,
    Stopped,
    WrongNumber,
)
from conversations.flows import Node
from conversations.language import NAMES
from conversations.scene import Scene

REQUESTS = ("PERSON", "ADVOCATE", "MANAGER", "COMPLAIN", "SEE")
LANGUAGE_HOURS = 72


def answer(word: str, state: State | None, scene: Scene) -> Step:
    """What a global word does. 99 and 999 are not here: they are the urgent path."""
    return _HANDLERS[word](state, scene)


def _stop(state: State | None, scene: Scene) -> Step:
    ended: tuple[Event, ...] = (Ended("stopped"),) if state else ()
    # Whoever works on the case must know that nothing may be texted to this phone any more.
    told: tuple[Event, ...] = ()
    if state and state["at"] == urgent.AT:
        told = (ConcernRaised("flag", ("same case", "word:STOP"), same_case=True),)
    return Step(None, (*told, Stopped(), scene.said("stopped"), *ended))


def _start(state: State | None, scene: Scene) -> Step:
    if scene.person.stopped or scene.person.paused:
        back: tuple[Event, ...] = (Started(), scene.said("started"))
        return Step(state, (*back, *prompts.open_texts(state, scene)))
    if state is None:
        return Step(None, (scene.said("nothing_open"),))
    return Step(state, prompts.open_texts(state, scene))


def _help(state: State | None, scene: Scene) -> Step:
    return Step(state, (ConcernRaised("concern", ("word:HELP",)), scene.said("help")))


def _request(kind: str) -> Callable[[State | None, Scene], Step]:
    return lambda state, scene: requests.begin(kind, state, scene)


def _see(state: State | None, scene: Scene) -> Step:
    reach = "findable" if scene.person.findable else "unfindable"
    said = scene.said(f"see.{reach}")
    return Step(state, (RequestMade("see"), said, *_question_again(state, scene)))


def _delete(state: State | None, scene: Scene) -> Step:
    said = [scene.said("delete.done")]
    if scene.person.findable or (state and state["at"] == urgent.AT):
        said.append(scene.said("delete.case"))
    return Step(None, (RequestMade("delete"), *said, *_deleted(state)))


def _leave(state: State | None, scene: Scene) -> Step:
    reach = "findable" if scene.person.findable else "unfindable"
    said = scene.said(f"leave.{reach}")
    return Step(None, (RequestMade("leave"), said, *_deleted(state)))


def _deleted(state: State | None) -> tuple[Event, ...]:
    return (Ended("deleted"),) if state else ()


def _pause(state: State | None, scene: Scene) -> Step:
    if not scene.person.findable:
        return Step(state, (scene.said("pause.unfindable"),))
    ended: tuple[Event, ...] = (Ended("timed_out"),) if state else ()
    return Step(None, (Paused(), scene.said("pause.findable"), *ended))


def _join(state: State | None, scene: Scene) -> Step:
    reach = "findable" if scene.person.findable else "unfindable"
    said = scene.said(f"join.{reach}")
    made: tuple[Event, ...] = (RequestMade("join"),) if scene.person.findable else ()
    return Step(state, (*made, said, *_question_again(state, scene)))


def _wrong_number(state: State | None, scene: Scene) -> Step:
    """What was said in this conversation may be somebody else's: it is looked at, then gone."""
    if not scene.person.findable:
        return Step(state, (scene.said("nothing_open"),))
    happened = (WrongNumber(), RequestMade("wrong-number"), scene.said("wrong_number"))
    return Step(None, (*happened, *_deleted(state)))


def _about(text_id: str) -> Callable[[State | None, Scene], Step]:
    def handle(state: State | None, scene: Scene) -> Step:
        return Step(state, (scene.said(text_id), *_question_again(state, scene)))

    return handle


def _why(state: State | None, scene: Scene) -> Step:
    node = open_question(state, scene)
    said = Said(scene.speaker.say(node.why)) if node and node.why else scene.said("why")
    return Step(state, (said, *_question_again(state, scene)))


def _skip(state: State | None, scene: Scene) -> Step:
    if state and state["at"] == asking.AT:
        return requests.skip(state, scene)
    node = open_question(state, scene)
    if state is None or node is None:
        said = "opening.nudge_empty" if state and state["at"] == opening.AT else "skip.nothing"
        return Step(state, (scene.said(said),))
    flow = scene.book.flow(state["flow"], state["version"])
    return engine.skip(flow, state, scene) if flow else Step(state, (scene.said("skip.nothing"),))


def _language(state: State | None, scene: Scene) -> Step:
    codes = tuple(dict.fromkeys(("en", *scene.book.county.languages_on)))
    if len(codes) < 2:
        only = scene.said("language.only", name=NAMES["en"])
        return Step(state, (only, *_question_again(state, scene)))
    return offer_language(codes, state, scene)


def offer_language(codes: tuple[str, ...], state: State | None, scene: Scene) -> Step:
    """Wait for a language by number; then go back to what was open."""
    if state and state["at"] == prompts.AT_LANGUAGE:
        return Step(state, (prompts.language_offer(tuple(state["codes"]), scene),))
    base = asking.base_of(state) if state else new_state(None, "", scene.now, LANGUAGE_HOURS)
    waiting = {**base, "at": prompts.AT_LANGUAGE, "back": base["at"], "codes": list(codes)}
    waiting |= {"offered": True, "tries": 0}
    return Step(waiting, (prompts.language_offer(codes, scene),))


def _easy(state: State | None, scene: Scene) -> Step:
    return _read_as(not scene.person.easy_read, state, scene)


def _explain(state: State | None, scene: Scene) -> Step:
    return _read_as(True, state, scene)


def _read_as(easy: bool, state: State | None, scene: Scene) -> Step:
    scene = replace(scene, person=replace(scene.person, easy_read=easy))
    said = scene.said("easy.on" if easy else "easy.off")
    return Step(state, (EasyChosen(easy), said, *prompts.open_texts(state, scene, whole=True)))


def _question_again(state: State | None, scene: Scene) -> tuple[Said, ...]:
    return prompts.open_texts(state, scene)


def open_question(state: State | None, scene: Scene) -> Node | None:
    """The question that a reply would answer, if one is open."""
    if state is None or state["at"].startswith("@"):
        return None
    flow = scene.book.flow(state["flow"], state["version"])
    node = flow.nodes.get(state["at"]) if flow else None
    return node if node and node.asks else None


_HANDLERS: dict[str, Callable[[State | None, Scene], Step]] = {
    "STOP": _stop,
    "START": _start,
    "HELP": _help,
    "INFO": _about("info"),
    "WHO": _about("who"),
    "WHY": _why,
    "SKIP": _skip,
    "LANGUAGE": _language,
    "EASY": _easy,
    "EXPLAIN": _explain,
    "DELETE": _delete,
    "LEAVE": _leave,
    "PAUSE": _pause,
    "JOIN": _join,
    "WRONG NUMBER": _wrong_number,
    "SEE": _see,
    **{kind.upper(): _request(kind) for kind in asking.KINDS},
}
