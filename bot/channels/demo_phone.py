"""The demo's phone: a page that looks like a phone; its texts go through the signed webhook."""

import phonenumbers
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from bot.channels.demo_others import asked, let_answer
from bot.channels.demo_screen import COOKIE, Screens, read_screens, sealed
from bot.channels.demo_texts import Network, NotTaken
from bot.receive import receive
from bot.routes import demo_only
from bot.sending import simulator_sender
from bot.wiring import wiring
from storage.clock import DemoClock

blueprint = Blueprint("demo_phone", __name__, url_prefix="/demo/phone")

UNKNOWN = "+447700900999"
OTHERS = 4
STEPS = {"hour": 3600, "day": 86_400, "three-days": 3 * 86_400}
WHY = "a pretend phone; it exists in the demo only and has only made-up numbers"


@blueprint.get("")
@demo_only(WHY)
def show() -> ResponseReturnValue:
    """The phone that is chosen, its texts, the clock, and what to do next."""
    phones, screens = _phones(), read_screens(request)
    number = _chosen(phones)
    here = wiring()
    for line in simulator_sender.take(here.service.rooms, number):
        screens = screens.add(number, "bot", line)
    page = render_template(
        "demo_phone.html",
        phones=phones,
        number=number,
        unknown=number == UNKNOWN,
        lines=screens.of(number),
        now=format_datetime(here.clock.now(), "EEEE d MMMM y, HH:mm"),
        movable=isinstance(here.clock, DemoClock),
        staff_address=here.settings.public_base_url.rstrip("/") + "/staff/",
    )
    return _keeping(make_response(page), screens)


@blueprint.post("/text")
@demo_only(WHY)
def text() -> ResponseReturnValue:
    """Send what was typed, as the provider would."""
    number, words = _chosen(_phones()), request.form.get("text", "").strip()
    screens = read_screens(request)
    if words:
        screens = screens.add(number, "you", words)
        try:
            for answer in _network().send(number, words):
                screens = screens.add(number, "bot", answer)
        except NotTaken as refused:
            flash(_("The text was not taken (%(status)s). Try again.", status=refused.status))
    return _back(number, screens)


@blueprint.post("/ask")
@demo_only(WHY)
def ask() -> ResponseReturnValue:
    """Ask this phone a check-in, as a worker's button would."""
    number, here = _chosen(_phones()), wiring()
    screens = read_screens(request)
    for line in receive(here.service, asked(number), here.clock.now()).texts:
        screens = screens.add(number, "bot", line)
    return _back(number, screens)


@blueprint.post("/others")
@demo_only(WHY)
def others() -> ResponseReturnValue:
    """Let four other phones answer too, so that there are enough people for a release."""
    number, here = _chosen(_phones()), wiring()
    chosen = [each for each in here.service.demo_contacts() if each != number][:OTHERS]
    done = let_answer(_network(), here.service, chosen, here.clock.now())
    flash(
        ngettext("%(num)s other phone has answered.", "%(num)s other phones have answered.", done)
    )
    return _back(number, read_screens(request))


@blueprint.post("/clock")
@demo_only(WHY)
def clock() -> ResponseReturnValue:
    """Move the demo's clock on; the worker notices at its next tick."""
    here = wiring()
    seconds = STEPS.get(request.form.get("step", ""))
    if seconds and isinstance(here.clock, DemoClock):
        here.clock.advance(seconds)
    return _back(_chosen(_phones()), read_screens(request))


@blueprint.app_template_filter("uk_number")
def uk_number(number: str) -> str:
    """A number as people in Britain write it."""
    parsed = phonenumbers.parse(number, "GB")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def _phones() -> dict[str, str]:
    """The numbers that may be used here and what each is called on the page."""
    lent = wiring().service.demo_contacts()
    phones = {number: _("Phone %(n)s", n=place) for place, number in enumerate(lent, start=1)}
    return phones | {UNKNOWN: _("A number nobody knows")}


def _chosen(phones: dict[str, str]) -> str:
    wanted = request.values.get("phone", "")
    return wanted if wanted in phones else next(iter(phones))


def _network() -> Network:
    return Network(current_app._get_current_object(), wiring().settings)  # type: ignore[attr-defined]


def _back(number: str, screens: Screens) -> Response:
    address = url_for("demo_phone.show", phone=number, _anchor="latest")
    return _keeping(make_response(redirect(address, 303)), screens)


def _keeping(response: Response, screens: Screens) -> Response:
    response.set_cookie(
        COOKIE, sealed(screens), path=blueprint.url_prefix or "/", httponly=True, samesite="Lax"
    )
    return response
