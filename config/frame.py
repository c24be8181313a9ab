"""Reads the county's code frame: the themes, and the words by which an answer belongs to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config.marked import DataError, Item, parse

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
    """All themes, in the order in which they are shown; `groups`: what terms may call <name>."""

    version: int
    themes: tuple[Theme, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()

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
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise DataError(path.name, None, f"cannot be read ({type(problem).__name__})") from None
    return parse_frame(source, path.name)


@lru_cache(maxsize=8)  # pages ask for it until the first night has kept it
def parse_frame(source: str, file: str) -> Frame:
    """The same from a text; `file`: as an error shall call it."""
    item = parse(source, file)
    item.only("version", "groups", "themes")
    groups = item.item("groups")
    themes = tuple(_theme(one) for one in item.items("themes"))
    if not themes:
        raise item.error("there are no themes")
    _refuse_doubles(item.items("themes"))
    return Frame(
        version=item.number("version", 1),
        themes=themes,
        groups=tuple((name, groups.texts(name)) for name in groups),
    )


def _refuse_doubles(items: Iterable[Item]) -> None:
    seen: set[str] = set()
    for one in items:
        if one.text("id") in seen:
            raise one.error(f"there are two themes '{one.text('id')}'", "id")
        seen.add(one.text("id"))


def _theme(item: Item) -> Theme:
    item.only(
        "id", "label", "definition", "terms", "when_asked", "excludes", "examples",
        "counter_examples", "questions", "domain", "acts", "power", "state", "into",
    )  # fmt: skip
    return Theme(
        id=item.text("id"),
        label=item.text("label"),
        definition=item.text("definition"),
        terms=_terms(item),
        excludes=item.texts("excludes"),
        examples=item.texts("examples"),
        counter_examples=item.texts("counter_examples"),
        questions=item.texts("questions"),
        domain=_one_of(item, "domain", DOMAINS, "service"),
        acts=item.texts("acts"),
        power=_one_of(item, "power", IN_OUR_POWER, "partly"),
        state=_one_of(item, "state", STATES, ACTIVE),
        into=item.text("into", ""),
    )


def _terms(item: Item) -> tuple[Term, ...]:
    terms = [Term(text) for text in item.texts("terms")]
    for one in item.items("when_asked"):
        one.only("questions", "terms")
        terms += [Term(text, one.texts("questions")) for text in one.texts("terms")]
    return tuple(terms)


def _one_of(item: Item, key: str, known: tuple[str, ...], default: str) -> str:
    value = item.text(key, default)
    if value not in known:
        raise item.error(f"'{key}' must be one of {', '.join(known)}", key)
    return value
