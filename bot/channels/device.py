"""What one browser was told about itself: big words; and a shared tablet that clears itself."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from bot.page_language import KEPT_IN_LINKS
from bot.routes import public
from bot.wiring import wiring

blueprint = Blueprint("device", __name__)

IDLE = timedelta(minutes=3)
AFTER_THE_END = timedelta(minutes=1)


@blueprint.before_app_request
def _told() -> None:
    """`?big=1` and `?shared=1` on any page; 0 takes it back."""
    for name in ("big", "shared"):
        wanted = request.args.get(name)
        if wanted == "1":
            session[name] = True
        elif wanted == "0":
            session.pop(name, None)
    g.shared = bool(session.get("shared"))


@blueprint.after_app_request
def _still_shared(response: Response) -> Response:
    """Leaving clears the cookie, but a shared tablet stays one for whoever comes next."""
    if g.get("shared") and "shared" not in session:
        session["shared"] = True
    return response


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    return {
        "big": bool(session.get("big")),
        "big_link": _big_link(),
        "shared": bool(session.get("shared")),
    }


def _big_link() -> str | None:
    """This page in bigger letters, or the usual ones; none where it cannot simply be asked for."""
    if request.method != "GET" or request.endpoint is None:
        return None
    asked = {name: value for name, value in request.args.items() if name in KEPT_IN_LINKS}
    told = {"big": "0" if session.get("big") else "1"}
    return url_for(request.endpoint, **{**(request.view_args or {}), **asked, **told})


@blueprint.get("/chat/clear")
@public("a shared tablet forgets who was there; the cookie is all that goes")
def clear() -> ResponseReturnValue:
    """Forget this browser's chat. What was said is kept, as after closing the page."""
    session.clear()
    return redirect(url_for("web.show"), 303)


def make_big(wanted: bool) -> None:
    """Show bigger words from now on, or the usual ones."""
    session.pop("big", None)
    if wanted:
        session["big"] = True


def seen(*, ended: bool) -> int:
    """Note that somebody is here; after how many seconds without a touch the screen is cleared."""
    if not session.get("shared"):
        return 0
    wait = AFTER_THE_END if ended else IDLE
    session["until"] = (wiring().clock.now() + wait).isoformat(timespec="seconds")
    return int(wait.total_seconds())


def abandoned() -> bool:
    """Whether the last person at this shared tablet has gone without clearing it."""
    until = session.get("until")
    if not session.get("shared") or not isinstance(until, str):
        return False
    return wiring().clock.now() > datetime.fromisoformat(until)
