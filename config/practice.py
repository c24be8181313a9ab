"""The made-up texts with which people practise reading, from practice.yaml."""

from dataclasses import dataclass
from pathlib import Path

from config.marked import read

HERE = Path(__file__).resolve().parent
RIGHT = ("clear", "edit", "withhold", "escalate")


@dataclass(frozen=True)
class PracticeText:
    """One text as the room would show it, what is right, and why."""

    id: str
    asked: str
    shown: str
    right: str
    why: str


@dataclass(frozen=True)
class PracticeRules:
    """How many texts a try has, and how many must be right."""

    texts: tuple[PracticeText, ...]
    of: int
    pass_at: int


def load_practice(folder: Path = HERE) -> PracticeRules:
    """The practice texts. DataError where one has no right answer, or there are too few."""
    root = read(folder / "practice.yaml")
    root.only("of", "pass_at", "texts")
    texts = []
    for number, one in enumerate(root.items("texts"), 1):
        one.only("asked", "shown", "right", "why")
        if one.text("right") not in RIGHT:
            raise one.error(f"'right' must be one of {', '.join(RIGHT)}", "right")
        fields = {name: one.text(name) for name in ("asked", "shown", "right", "why")}
        texts.append(PracticeText(str(number), **fields))
    rules = PracticeRules(tuple(texts), root.number("of"), root.number("pass_at"))
    if not 0 < rules.pass_at <= rules.of <= len(texts):
        raise root.error("'pass_at' must not be over 'of', nor 'of' over the texts there are")
    return rules
