"""Reads the county's code frame: the themes, and the words by which an answer belongs to one."""

from dataclasses import dataclass
from pathlib import Path

from config.marked import Item, read

ACTIVE, RETIRED = "active", "retired"
STATES = (ACTIVE, RETIRED)
DOMAINS = ("relationships", "resilience", "rights", "recovery", "service")
IN_OUR_POWER = ("yes", "partly", "no")


@dataclass(frozen=True)
class Term:
    """Words by which an answer belongs to a theme.

    "social worker" are two words side by side, `listen*` any word that begins so, `..` up to
    three other words. `asked`: only in answers to these questions ("ideal-worker.*").
    """

    text: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Theme:
    """`questions`: where the theme may be coded at all (none: everywhere).

    `acts`: who in the county can do something about it; `power`: "yes", "partly" or "no", as the
    county sees it; `into`: the theme that took this one over when both were merged.
    """

    id: str
    label: str
    definition: str
    terms: tuple[Term, ...] = ()
    excludes: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    domain: str = "service"
    acts: tuple[str, ...] = ()
    power: str = "partly"
    state: str = ACTIVE
    into: str = ""


@dataclass(frozen=True)
class Frame:
    """All themes, in the order in which they are shown."""

    version: int
    themes: tuple[Theme, ...]

    def theme(self, theme_id: str) -> Theme:
        """The theme of this id; KeyError where there is none."""
        for one in self.themes:
            if one.id == theme_id:
                return one
        raise KeyError(theme_id)

    @property
    def active(self) -> tuple[Theme, ...]:
        return tuple(one for one in self.themes if one.state == ACTIVE)


def load_frame(county_dir: Path) -> Frame:
    """The frame of `code-frame.yaml`: version 1 of what the database then owns."""
    return read_frame(county_dir / "code-frame.yaml")


def read_frame(path: Path) -> Frame:
    """A frame from a file; DataError names the file and the line of what is wrong."""
    raise NotImplementedError
