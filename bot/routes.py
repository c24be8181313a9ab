"""Says who may call each address of the young people's side, and refuses what nobody declared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, abort, request

View = TypeVar("View", bound=Callable[..., object])

# Files that hold no data: the style sheet and the pictures of the pages.
OPEN_ENDPOINTS = frozenset({"static"})


@dataclass(frozen=True)
class Access:
    """Who may call one address, and why that is right."""

    kind: str
    reason: str


def public(reason: str) -> Callable[[View], View]:
    """Declare that anybody may call this view, and say why."""
    return _declare(Access("public", reason))


def demo_only(reason: str) -> Callable[[View], View]:
    """Declare a view that answers in the demo and does not exist in production."""
    return _declare(Access("demo", reason))


def access_of(view: Callable[..., object]) -> Access | None:
    """The access that a view declares, if it declares one."""
    declared = getattr(view, "bot_access", None)
    return declared if isinstance(declared, Access) else None


def undeclared(app: Flask) -> list[str]:
    """The endpoints in the address map that nobody declared, for the house test."""
    return sorted(
        {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if rule.endpoint not in OPEN_ENDPOINTS
            and access_of(app.view_functions[rule.endpoint]) is None
        }
    )


def refuse_undeclared(app: Flask, *, demo: bool) -> None:
    """Make every address without a declared access answer 404, and so the demo's in production."""

    @app.before_request
    def check_access() -> None:
        if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
            return
        access = access_of(app.view_functions[request.endpoint])
        if access is None or (access.kind == "demo" and not demo):
            abort(404)


def _declare(access: Access) -> Callable[[View], View]:
    if not access.reason.strip():
        raise ValueError("an open address needs a reason")

    def mark(view: View) -> View:
        view.bot_access = access  # type: ignore[attr-defined]
        return view

    return mark
