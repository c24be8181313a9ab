"""What web chat offers to talk about, in the county's order, and the wording that is wanted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast
from urllib.parse import urlencode

from flask import current_app, request, url_for
from flask_babel import gettext
from flask_babel import gettext as _

from bot.wiring import wiring
from config.data import AUDIENCES, DataError, parse
from conversations.flows import Flow

KEY = "golden_thread_doors"
FILE = "web-chat.yaml"
ANYTHING = "say-anything"
GROUPS = ("say", "more", "workers", "find-out")


class Door(NamedTuple):
    """One thing that a chat can be about."""

    flow: str
    title: str
    about: str
    address: str


class DoorGroup(NamedTuple):
    """Things that belong together, under one title."""

    title: str
    doors: list[Door]


@dataclass(frozen=True)
class Offer:
    """The county's order, and the scales whose highest number is the happiest."""

    groups: Mapping[str, tuple[str, ...]]
    happy_scales: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """What somebody chose before the chat: what about, and which words suit them."""

    flow: str | None
    audience: str | None
    easy: bool

    @property
    def hidden(self) -> dict[str, str]:
        """What a form carries, so that the chosen wording is there from the first text."""
        said = {"flow": self.flow, "age": self.audience, "easy": "1" if self.easy else None}
        return {name: value for name, value in said.items() if value}

    def address(self, **changes: str | None) -> str:
        """The chat's address with these choices and one of them changed."""
        asked = {**self.hidden, **changes}
        kept = ((name, asked.get(name)) for name in ("flow", "age", "easy"))
        query = urlencode([(name, value) for name, value in kept if value])
        return url_for("web.show") + (f"?{query}" if query else "")


def load_offer(county_dir: Path) -> Offer:
    """Read the county's order; every flow in one group where it has none."""
    path = county_dir / FILE
    if not path.is_file():
        return Offer({})
    item = parse(path.read_text(encoding="utf-8"), path.name)
    item.only("groups", "happy_scales")
    groups = {}
    for one in item.items("groups"):
        one.only("group", "flows")
        if one.text("group") not in GROUPS:
            raise DataError(path.name, one.line, f"a group is one of: {', '.join(GROUPS)}")
        groups[one.text("group")] = one.texts("flows")
    return Offer(groups, frozenset(item.texts("happy_scales")))


def offer() -> Offer:
    """The order of the app that is answering this request."""
    return cast(Offer, current_app.extensions[KEY])


def wanted(flow: str | None = None) -> Wanted:
    """What the address or the form of this request asks for; nonsense counts as nothing."""
    flow, age = flow or request.values.get("flow"), request.values.get("age")
    return Wanted(
        flow=flow if flow in wiring().service.book.flows else None,
        audience=age if age in AUDIENCES else None,
        easy=request.values.get("easy") == "1",
    )


def another(flow: str | None) -> Door | None:
    """What this address asks for, where the chat that is there is about something else."""
    asked = wanted()
    if asked.flow in (None, flow):
        return None
    return _door(wiring().service.book.flows[str(asked.flow)], asked)


def ages() -> dict[str, str]:
    """Which wording there is, as young people know it: by school, not by age."""
    names = (_("Primary school"), _("Secondary school"), _("16 or 17"), _("18 or older"))
    return dict(zip(AUDIENCES, names, strict=True))


def door_groups(chosen: Wanted) -> list[DoorGroup]:
    """What there is to talk about, grouped."""
    flows = wiring().service.book.flows
    titles = (
        _("Tell us"),
        _("More ways to tell us"),
        _("The people who work with you"),
        _("Find out and get ready"),
    )
    groups = []
    for name, title in zip(GROUPS, titles, strict=True):
        doors = [_door(flows[flow], chosen) for flow in in_group(name, offer(), flows)]
        if doors:
            groups.append(DoorGroup(title, doors))
    return groups


def in_group(name: str, order: Offer, flows: Iterable[str]) -> list[str]:
    """The flows of one group; what no group names is in the first, after the open door."""
    there = set(flows)
    mine = [flow for flow in order.groups.get(name, ()) if flow in there]
    if name == GROUPS[0]:
        named = {flow for group in order.groups.values() for flow in group}
        mine += sorted(there - named, key=lambda flow: (flow != ANYTHING, flow))
    return mine


def _door(flow: Flow, chosen: Wanted) -> Door:
    about = gettext(flow.about) if flow.about else ""
    return Door(flow.id, gettext(flow.title), about, chosen.address(flow=flow.id))
