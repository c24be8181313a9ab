"""After somebody asked for a person: how it is safe to answer, who they choose, and when.

None of it is an answer to a question of ours: it goes into the request, and nowhere else.
"""

from datetime import datetime, timedelta

from conversations.engine import State, new_state
from conversations.events import RequestDetail, Said
from conversations.matching import match
from conversations.phones import PLACE
from conversations.scene import Scene
from conversations.steps import Choice
from conversations.text import folded, has_letters

AT = "@request"
KINDS = ("person", "advocate", "manager", "complain")
HOURS = 24
_OWN_KEYS = ("back", "request", "step", "there", "way", "asked_again")
_ACCEPTS = {
    "ring": ("yes", "yeah", "yep", "ok", "ring", "ring me", "call", "call me", "phone me", "safe"),
    "text": ("text", "text me", "message me", "txt", "text only", "dont ring", "don't ring"),
    "not": ("no", "nope", "nah", "not safe", "not this phone", "no dont", "neither"),
}


def begun(kind: str, state: State | None, scene: Scene) -> State:
    """Wait for the first of the questions; what was open before comes back afterwards."""
    base = base_of(state) if state else new_state(None, "", scene.now, HOURS)
    first = "safe" if scene.person.findable else "number"
    asking = {**base, "at": AT, "back": base["at"], "request": kind, "step": first}
    waits = max(datetime.fromisoformat(base["expires"]), scene.now + timedelta(hours=HOURS))
    return {**asking, "expires": waits.isoformat()}


def base_of(state: State) -> State:
    """What was open before something else was asked in between."""
    if "back" not in state:
        return state
    over = (*_OWN_KEYS, "codes")
    return {key: value for key, value in state.items() if key not in over} | {"at": state["back"]}


def question(state: State, scene: Scene, again: bool = False) -> Said:
    """What is asked now."""
    step, there = state["step"], state.get("there")
    if step == "safe":
        name = "ask.safe_again" if again else "ask.safe_there" if there else "ask.safe"
        labels = (one.label for one in choices(state, scene))
        ways = ", ".join(f"{at} {label}" for at, label in enumerate(labels, 1))
        return scene.said(name, ways=ways)
    if step == "who":
        return scene.said(f"ask.who.{state['request']}")
    return scene.said("ask.number_again" if again and step == "number" else f"ask.{step}")


def choices(state: State | None, scene: Scene) -> tuple[Choice, ...]:
    """The ways to be answered, where that is what is asked."""
    if state is None or state["at"] != AT or state["step"] != "safe":
        return ()
    last = "ask.not_there" if state.get("there") else "ask.not_here"
    labels = {"ring": "ask.ring", "text": "ask.text", "not": last}
    return tuple(Choice(value, scene.say(name), _ACCEPTS[value]) for value, name in labels.items())


def taken(
    state: State, text: str, number: str | None, scene: Scene
) -> tuple[str, tuple[RequestDetail, ...]]:
    """(the next step, what was said) of one reply; the same step where it was not understood."""
    step = state["step"]
    if not text or folded(text) in ("0", "skip"):
        return _after(step, "skipped", state, scene), ()
    if step == "number":
        return _number(state, text, number, scene)
    if step == "safe":
        return _safe(state, text, scene)
    anyone = step == "who" and folded(text) == "1"
    details = [RequestDetail(step, "anyone" if anyone else text)]
    if number:
        details.append(RequestDetail("number", number))
    return _after(step, "said", state, scene), tuple(details)


def _number(
    state: State, text: str, number: str | None, scene: Scene
) -> tuple[str, tuple[RequestDetail, ...]]:
    if number:
        rest = text.replace(PLACE, "").strip(" .,")
        return "safe", (RequestDetail("number", number), *(_in_words(text) if rest else ()))
    # No number: perhaps another way to reach them, for a person to read.
    kept = _in_words(text)
    if not state.get("asked_again"):
        return "number", kept
    return _after("number", "said" if kept or state.get("way") else "skipped", state, scene), kept


def _safe(state: State, text: str, scene: Scene) -> tuple[str, tuple[RequestDetail, ...]]:
    found = match("choice", text, choices(state, scene), language=scene.person.language)
    if found.value is None:
        again = not state.get("asked_again")
        return "safe" if again else _after("safe", "said", state, scene), _in_words(text)
    chosen = RequestDetail("safe", str(found.value))
    step = _after("safe", str(found.value), state, scene)
    return step, (chosen, *(_in_words(text) if found.more else ()))


def _in_words(text: str) -> tuple[RequestDetail, ...]:
    """What was said besides is kept too: nobody else would read it."""
    return (RequestDetail("way", text),) if has_letters(text) else ()


def _after(step: str, said: str, state: State, scene: Scene) -> str:
    """What is asked next; "" when that was all."""
    if step == "number":
        return "who" if said == "said" else ""
    if step == "safe" and said == "not":
        return "way"
    if step in ("safe", "way"):
        # Who they choose, or complain about, is nobody's business on a phone that others read.
        return "when" if scene.person.shared else "who"
    return "when" if step == "who" else ""
