"""The wording of the Chair's letter to young people, from letter.yaml."""

import re
from dataclasses import dataclass
from pathlib import Path

from config.marked import DataError, Item, read

KNOWN = ("board", "day", "county", "period")
_PLACE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Letter:
    """Its parts; {board}, {day}, {county} and {period} stand for what is filled in."""

    title: str
    opening: tuple[str, ...]
    items: str
    nothing: str
    closing: tuple[str, ...]


def load_letter(county_dir: Path) -> Letter:
    """DataError says what is missing or unknown, and in which line."""
    path = county_dir / "letter.yaml"
    if not path.is_file():
        raise DataError(path.name, None, "the letter's template is missing: put it back")
    root = read(path)
    root.only("title", "opening", "items", "nothing", "closing")
    found = Letter(
        root.text("title"), root.texts("opening"), root.text("items"), root.text("nothing"),
        root.texts("closing"),
    )  # fmt: skip
    for key in root:
        _refuse_unknown(root, key)
    if not found.opening or not found.closing:
        raise root.error("'opening' and 'closing' need at least one line each")
    return found


def _refuse_unknown(root: Item, key: str) -> None:
    texts = (root.text(key),) if isinstance(root.values[key], str) else root.texts(key)
    for text in texts:
        for name in _PLACE.findall(text):
            if name not in KNOWN:
                raise root.error(f"{{{name}}} is not known; known: {', '.join(KNOWN)}", key)
