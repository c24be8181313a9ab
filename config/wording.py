"""One text in its forms: for an audience, easy read, the web; read from a county's files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from config.marked import Item

AUDIENCES = ("8-11", "11-15", "16-17", "18-25")


@dataclass(frozen=True)
class Wording:
    """One text in its forms: the plain one, and those for an audience, easy read or web."""

    plain: str
    variants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    line: int = 0
    file: str = ""

    def pick(self, audience: str, easy_read: bool, mode: str) -> str:
        if not self.variants:
            return self.plain
        keys = ("easy web", "easy") if easy_read else ()
        for key in (*keys, f"{audience} web", audience, "web"):
            if key in self.variants and (mode == "web" or not key.endswith("web")):
                return self.variants[key]
        return self.plain

    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.plain, *self.variants.values())))


def wording(item: Item, key: str) -> Wording:
    """Read a text that is either one line or a set of lines by audience and mode."""
    if isinstance(item.values.get(key), str):
        return Wording(item.text(key), line=item.lines[key])
    forms = item.item(key)
    known = {f"{form}{mode}" for form in (*AUDIENCES, "easy") for mode in ("", " web")} | {"web"}
    variants: dict[str, str] = {}
    for names in forms:
        for name in (one.strip() for one in names.split(",")):
            if name not in known | {"plain"}:
                raise forms.error(f"'{name}' is not an audience or form of text", names)
            variants[name] = forms.text(names)
    if "plain" not in variants:
        raise item.error(f"'{key}' has no 'plain' text", key)
    return Wording(variants.pop("plain"), MappingProxyType(variants), item.lines.get(key, 0))
