"""A reply that is no global word: to the opening, a question, the language offer, or to nothing."""

from dataclasses import replace

from conversations import asking, commands, engine, language, opening, prompts, requests
from conversations.book import Book
from conversations.engine import State, Step
from conversations.events import Answered, Asked, Ended, Event, LanguageChosen, Said, Silence
from conversations.flows import Flow
from conversations.matching import is_number_only, match
from conversations.scene import Scene
from conversations.text import folded


def begin(flow_id: str, scene: Scene, first_words: str | None) -> Step:
    """Start a flow with its opening; an unknown one is "say anything"."""
    if scene.person.stopped:
        return Step(None, (Silence("stopped"),))
    flow = scene.book.flow(flow_id) or scene.book.flow(opening.SAY_ANYTHING)
    if flow is None:
        return Step(None, (scene.said("nothing_open"),))
    return opening.begin(flow, scene, first_words)


def answer(
    state: State | None, text: str, word: str | None, scene: Scene, number: str | None = None
) -> Step:
    """Where one message leads, safety apart. `number`: one that was left in it, and taken out."""
    if word:
        return commands.answer(word, state, scene)
    if state is None:
        return _nothing_open(text, scene)
    if state["at"] == asking.AT:
        return requests.resume(state, text, number, scene)
    if state["at"] == prompts.AT_LANGUAGE:
        return _to_language_offer(state, text, scene)
    flow = scene.book.flow(state["flow"], state["version"])
    if state["at"] == opening.AT:
        return _to_opening(flow, state, text, scene)
    if flow is None or state["at"] not in flow.nodes:
        return _start_over(state, text, scene)
    return _limited(state, engine.resume(flow, state, text, scene), scene)


def flow_named(book: Book, text: str) -> Flow | None:
    """The flow that a whole message starts ("wall", "check in")."""
    bare = folded(text)
    return next((flow for flow in book.flows.values() if bare in flow.start_words), None)


def _nothing_open(text: str, scene: Scene) -> Step:
    """Words out of the blue begin "say anything"; thanks and late numbers are only answered."""
    words = scene.book.words
    flow = flow_named(scene.book, text)
    if flow:
        return begin(flow.id, scene, None)
    if words.holds("thanks", text):
        return Step(None, (scene.said("thanks_back"),))
    if text and not words.holds("greetings", text):
        closed = match("yes_no", text, language=scene.person.language)
        if is_number_only(text) or (closed.value and not closed.more):
            return Step(None, (scene.said("nothing_open"),))
    return begin(opening.SAY_ANYTHING, scene, text)


def _to_opening(flow: Flow | None, state: State, text: str, scene: Scene) -> Step:
    """Nothing was asked yet, so a flow that changed meanwhile is simply the new one."""
    flow = flow or scene.book.flow(state["flow"]) or scene.book.flow(opening.SAY_ANYTHING)
    if flow is None:
        return Step(None, (scene.said("nothing_open"), Ended("unconfirmed")))
    named = flow_named(scene.book, text)
    if named:
        flow, text = named, "1"
    state = {**state, "flow": flow.id, "version": flow.version}
    return _limited(state, opening.resume(flow, state, text, scene), scene)


def _start_over(state: State, text: str, scene: Scene) -> Step:
    """The flow changed under a waiting person: keep what was said, say so, begin again."""
    question = f"{state['flow']}.{state['at']}"
    kept: tuple[Event, ...] = (Answered(question, "unclear", None, text),) if text else ()
    flow = scene.book.flow(state["flow"]) or scene.book.flow(opening.SAY_ANYTHING)
    said = scene.said("flow_changed")
    if flow is None:
        return Step(None, (*kept, said, Ended("timed_out")))
    fresh = {**state, "flow": flow.id, "version": flow.version, "said": state["said"] + len(kept)}
    step = _limited(state, engine.start(flow, fresh, scene), scene)
    return step._replace(events=(*kept, said, *step.events))


def _limited(before: State, step: Step, scene: Scene) -> Step:
    """Count the turn; a conversation that goes on too long is ended kindly."""
    if step.state is None:
        return step
    on_wall = step.state["lines"] > before["lines"]
    turns = before["turns"] + (0 if on_wall else 1)
    if turns < engine.MAX_TURNS:
        return Step({**step.state, "turns": turns}, step.events, step.path)
    kept = tuple(event for event in step.events if not isinstance(event, Said | Asked | Silence))
    how = "finished" if step.state.get("go") else "unconfirmed"
    return Step(None, (*kept, scene.said("limit"), Ended(how)), step.path)


def _to_language_offer(state: State, text: str, scene: Scene) -> Step:
    """A number or name chooses; words are a reply to what was open; else stay as we were."""
    codes = tuple(state["codes"])
    code = language.chosen(text, codes)
    if code == language.OTHER:
        rest = language.others(codes)
        return Step({**state, "codes": list(rest)}, (prompts.language_offer(rest, scene),))
    back = {key: value for key, value in state.items() if key not in ("back", "codes")}
    back |= {"at": state["back"], "tries": 0}
    if code is None and folded(text) != "0":
        if text and not is_number_only(text):
            return _words_instead(back, text, scene)
        if state["tries"] < engine.MAX_TRIES:
            again = {**state, "tries": state["tries"] + 1}
            return Step(again, (prompts.language_offer(codes, scene),))
    return _speaking(code or scene.person.language, back, scene)


def _words_instead(back: State, text: str, scene: Scene) -> Step:
    """Words, not a language: a reply to what was open, unless that was never said."""
    if not back["at"]:
        step = _nothing_open(text, scene)
        return step if step.state else step._replace(events=(*step.events, Ended("unconfirmed")))
    if not back.pop("unsaid", False):
        return answer(back, text, None, scene)
    if back["at"] == opening.AT:
        pending = [*back["pending"], text][-opening.MAX_PENDING :]
        return Step({**back, "pending": pending}, opening.texts(scene))
    node = commands.open_question(back, scene)
    kept = (Answered(node.question, "unclear", None, text, node.domain),) if node else ()
    said = back["said"] + len(kept)
    return Step({**back, "said": said}, (*kept, *prompts.open_texts(back, scene)))


def _speaking(code: str, back: State, scene: Scene) -> Step:
    """Go on in this language with what was open."""
    events: tuple[Event, ...] = ()
    changed = code != scene.person.language
    if changed:
        scene = replace(scene, person=replace(scene.person, language=code))
        events = (LanguageChosen(code), *_only_kept(code, scene))
    else:
        events = (scene.said("language.same", name=language.NAMES.get(code, code)),)
    if not back["at"]:
        said = (scene.said("nothing_open"),) if changed else ()
        return Step(None, (*events, *said, Ended("unconfirmed")))
    whole = changed or back.pop("unsaid", False)
    return Step(back, (*events, *prompts.open_texts(back, scene, whole=whole)))


def _only_kept(code: str, scene: Scene) -> tuple[Event, ...]:
    """We know now what they speak; where nothing is translated yet, say so."""
    if code in ("en", *scene.book.county.languages_on):
        return ()
    return (scene.said("language.kept", name=language.NAMES[code]),)
