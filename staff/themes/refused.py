"""A change of the frame that cannot be made: its page again, with what is wrong at its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from collation.frame import FrameError

_AT = {
    ("add_exclusion", "term"): "f-exclusion",
    ("drop_term", "term"): "terms-in-use",
    ("drop_exclusion", "term"): "ruled-out",
    ("split", "label"): "f-split-label",
    ("split", "definition"): "f-split-definition",
    ("split", "terms"): "f-split-terms",
    ("import", "file"): "file",
}


@dataclass(frozen=True)
class Refused:
    """What to say where, what was typed, and which form it was."""

    problems: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    opened: str = ""


NOTHING = Refused()


def refused(form: Mapping[str, list[str]], problem: FrameError) -> Refused:
    """From the posted form."""
    op = (form.get("op") or [""])[0]
    typed = {at(op, name): values[0] for name, values in form.items() if values}
    where = at(op, problem.field or "theme")
    return Refused({where: str(problem)}, typed, tuple(form.get("terms", ())), op)


def at(op: str, name: str) -> str:
    """The id of a field in the form of this kind of change."""
    return "themes-in-use" if name == "theme" else _AT.get((op, name), f"f-{name}")
