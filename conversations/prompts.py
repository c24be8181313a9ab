"""What is said again when something is already open: after WHO, in another language, on START."""

from conversations import asking, engine, opening, urgent
from conversations.engine import State
from conversations.events import Said
from conversations.language import NAMES
from conversations.scene import Scene

AT_LANGUAGE = "@language"


def open_texts(state: State | None, scene: Scene, whole: bool = False) -> tuple[Said, ...]:
    """The texts that wait for a reply; `whole` where their wording changed."""
    if state is None:
        return ()
    at = state["at"]
    if at == opening.AT:
        return opening.texts(scene) if whole else opening.texts(scene)[-1:]
    if at == urgent.AT:
        return urgent.texts(scene, state) if whole else (urgent.lines(scene, state),)
    if at == asking.AT:
        return (asking.question(state, scene),)
    if at == AT_LANGUAGE:
        return (language_offer(tuple(state["codes"]), scene),)
    flow = scene.book.flow(state["flow"], state["version"])
    if flow is None or at not in flow.nodes:
        return ()
    return (Said(engine.question_text(flow.nodes[at], scene)),)


def language_offer(codes: tuple[str, ...], scene: Scene) -> Said:
    names = " ".join(f"{at} {NAMES.get(code, code)}" for at, code in enumerate(codes, 1))
    return scene.said("language.offer", list=names)
