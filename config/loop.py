"""What helps to answer young people: words for "we can't, because", and what was done elsewhere."""

from dataclasses import dataclass
from pathlib import Path

from config.marked import Item, read


@dataclass(frozen=True)
class Pattern:
    """Plain words for one reason why something cannot be done; … is to be filled in."""

    id: str
    when: str
    say: str


@dataclass(frozen=True)
class Done:
    """What a county did about a theme."""

    theme: str
    heard: str
    answer: str
    who: str


@dataclass(frozen=True)
class Loop:
    """All of it. `principles`, `pledge`: id -> name."""

    cannot: tuple[Pattern, ...]
    done: tuple[Done, ...]
    principles: dict[str, str]
    pledge: dict[str, str]


def load_loop(county_dir: Path) -> Loop:
    """Read loop.yaml; DataError names the line of what is wrong."""
    root = read(county_dir / "loop.yaml")
    root.only("cannot", "done", "principles", "pledge")
    return Loop(
        cannot=tuple(Pattern(**_texts(one, "id", "when", "say")) for one in root.items("cannot")),
        done=tuple(
            Done(**_texts(one, "theme", "heard", "answer", "who")) for one in root.items("done")
        ),
        principles=_named(root, "principles"),
        pledge=_named(root, "pledge"),
    )


def _texts(item: Item, *names: str) -> dict[str, str]:
    item.only(*names)
    return {name: item.text(name) for name in names}


def _named(root: Item, key: str) -> dict[str, str]:
    return {one.text("id"): one.text("name") for one in root.items(key)}
