"""Says kindly what went wrong, and never loses what somebody typed."""

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from bot.channels.posted import help_pressed, typed_words
from storage.database import Busy

CHAT = "/chat"


def install(app: Flask) -> None:
    """Register the pages for everything that can go wrong."""
    app.register_error_handler(CSRFError, _form_not_ours)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(HTTPException, _http_error)


def send_again(status: int, title: str, why: str) -> ResponseReturnValue:
    """A page that holds the words that were not taken, ready to be sent again."""
    page = render_template(
        "send_again.html",
        title=title,
        why=why,
        words=typed_words(),
        help=help_pressed(),
        flow=request.form.get("flow"),
    )
    return page, status


def _form_not_ours(_error: CSRFError) -> ResponseReturnValue:
    if request.path != CHAT:
        return _page(400, _("That didn't work"), _("Please go back and try again."))
    return send_again(
        400,
        _("Your message has not been sent yet"),
        _("This page was open for a long time, or your browser does not keep cookies."),
    )


def _busy(_error: Busy) -> ResponseReturnValue:
    """The databases are locked or away: nothing was kept, so nothing may look as if it was."""
    title = _("We can't keep your words just now")
    if request.path == CHAT and request.method == "POST":
        return send_again(503, title, _("Something is busy on our side. It is not your fault."))
    return _page(503, title, _("Please try again in a minute."), retry=True)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error
    if code == 404:
        return _page(404, _("We can't find that page"), _("The address may be wrong or old."))
    if code == 413 and request.path == CHAT:
        return _page(413, _("That was too long"), _("Please send it in smaller parts."))
    if code >= 500:
        return _broken(code)
    return _page(code, _("That didn't work"), _("Please go back and try again."))


def _broken(code: int) -> ResponseReturnValue:
    title, why = _("Sorry, something broke"), _("It is our fault. Please try again.")
    if request.path == CHAT and request.method == "POST":
        return send_again(code, title, why)
    return _page(code, title, why)


def _page(status: int, title: str, why: str, *, retry: bool = False) -> ResponseReturnValue:
    headers = {"Retry-After": "60"} if retry else {}
    return render_template("error.html", title=title, why=why), status, headers
