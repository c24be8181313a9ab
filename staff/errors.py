"""The error pages: what happened, what was kept, what to do next."""

from typing import Any

import structlog
from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from storage.crypto import Unreadable
from storage.database import Busy

log = structlog.get_logger()

_TEXTS: dict[int, tuple[str, str]] = {
    400: (
        "That did not arrive as it should",
        "Nothing was changed. Go back, load the page again and try once more.",
    ),
    403: (
        "This page is not for your role",
        "You are signed in, but your role may not open this page. If you need it for your work, "
        "ask an administrator.",
    ),
    404: (
        "There is no such page",
        "It may have been dealt with already, or the address is mistyped.",
    ),
    405: (
        "That cannot be opened like this",
        "Nothing was changed. Go to the first page and start from there.",
    ),
    413: (
        "That is too long",
        "Nothing was changed. Go back, make it shorter and try again.",
    ),
    429: (
        "Too many tries",
        "Wait 15 minutes, then try again.",
    ),
    500: (
        "Something went wrong here",
        "It is our mistake, not yours, and it is in the log. What you just did may not be saved: "
        "go back and look. If somebody may be at risk, do not wait for this page: ring the duty "
        "number.",
    ),
    503: (
        "The service is busy",
        "Nothing was changed. Wait a minute, then try again. If somebody may be at risk, do not "
        "wait for this page: ring the duty number.",
    ),
}


def install(app: Flask) -> None:
    """Answer every error with a page in plain words."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(Unreadable, _unreadable)


def page(code: int, title: str = "", what: str = "") -> tuple[str, int]:
    """An error page with its status. It reads no database: that may be what is broken."""
    usual = _TEXTS.get(code, _TEXTS[400] if code < 500 else _TEXTS[500])
    g.setdefault("account", None)
    text = render_template("error.html", title=title or usual[0], what=what or usual[1])
    return text, code


def _refused(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    return page(code)


def _stale_form(_error: CSRFError) -> tuple[str, int]:
    return page(
        400,
        "This form is too old",
        "Nothing was changed. You may have signed in or out since the page was loaded, or your "
        "browser keeps no cookies. Load the page again and try once more.",
    )


def _busy(_error: Busy) -> tuple[str, int, dict[str, str]]:
    log.warning("staff_database_busy", endpoint=request.endpoint)
    return *page(503), {"Retry-After": "60"}


def _unreadable(_error: Unreadable) -> tuple[str, int]:
    log.error("staff_sealed_value_unreadable", endpoint=request.endpoint)
    return page(
        500,
        "Something stored here cannot be opened",
        "None of the keys this service was started with opens it. Tell an administrator at once: "
        "a key may be missing from REGISTER_KEYS. Nothing was changed.",
    )
