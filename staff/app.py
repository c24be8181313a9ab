"""Builds the staff console: its own cookies and key, the door, the pages and the error pages."""

import traceback
from pathlib import Path
from types import TracebackType

import structlog
from flask import Flask, g
from flask_babel import Babel
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from config.data import County
from config.settings import Settings
from staff import (
    accounts,
    answers,
    audit_log,
    district_log,
    entering,
    erasure,
    errors,
    flow_safety,
    front,
    guard,
    help,
    log_import,
    measures,
    operations,
    practice,
    publishing,
    reading,
    requests,
    rosters,
    safety_look,
    safety_read,
    signing_in,
    silent_score,
    subject_access,
    told_when_hurt,
    translating,
)
from staff.actions import councils, ledger, owner_links, papers, signing, writing
from staff.campaigns import calendar, money, progress, refusals, sending, telling
from staff.contacts import do_not_ask, importing, joining, listing, onboarding
from staff.contacts.uploads import InMemoryRequest
from staff.desk import Desk, furnish
from staff.reports import listing as report_list
from staff.reports import meetings, populations
from staff.reports import one as one_report
from staff.roles import ROLES, pages_for
from staff.safeguarding import alerts, cases, concerns, drills, keys
from staff.themes import frame, glossary, monday, pictures, publications, quotes, review
from staff.wording import load_wording
from staff.words_on_page import install_filters
from storage.clock import Clock
from storage.crypto import derived_secret
from storage.rooms import Rooms

log = structlog.get_logger()

_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

_PAGES = (
    front,
    signing_in,
    cases,
    keys,
    alerts,
    drills,
    concerns,
    requests,
    safety_look,
    safety_read,
    reading,
    practice,
    measures,
    told_when_hurt,
    translating,
    entering,
    answers,
    monday,
    review,
    frame,
    pictures,
    quotes,
    glossary,
    publications,
    report_list,
    meetings,
    populations,
    one_report,
    publishing,
    ledger,
    owner_links,
    writing,
    signing,
    papers,
    councils,
    district_log,
    log_import,
    flow_safety,
    silent_score,
    onboarding,
    listing,
    joining,
    importing,
    do_not_ask,
    sending,
    calendar,
    progress,
    telling,
    money,
    rosters,
    operations,
    refusals,
    accounts,
    subject_access,
    erasure,
    audit_log,
    help,
)


class _Console(Flask):
    request_class = InMemoryRequest

    def log_exception(
        self,
        exc_info: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> None:
        """Say what broke and where; an exception's text could hold what a child wrote."""
        kind, _, trace = exc_info
        where = traceback.extract_tb(trace)[-1] if trace else None
        log.error(
            "staff_page_failed",
            error=kind.__name__ if kind else None,
            place=f"{Path(where.filename).name}:{where.lineno}" if where else None,
        )


def create_staff_app(
    rooms: Rooms,
    county: County,
    settings: Settings,
    clock: Clock,
    *,
    session_clock: Clock | None = None,
) -> Flask:
    """The console, to be mounted at /staff.

    `session_clock` measures how long people stay signed in; the demo gives the machine's own,
    so that moving the demo's clock signs nobody out.
    """
    app = _Console(__name__)
    _configure(app, settings)
    questions = load_wording(settings.county_dir)
    app.extensions |= furnish(
        Desk(rooms, county, settings, clock, session_clock or clock, questions)
    )
    _protect(app, settings)
    _furnish_templates(app)
    errors.install(app)
    for module in _PAGES:
        app.register_blueprint(module.pages)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.secret_key = derived_secret(settings.secret_key, "staff")
    app.config.update(
        # This cookie holds the form token and the last page's message, nothing else; who is
        # signed in is in `gt_staff`, a random token kept on the server.
        SESSION_COOKIE_NAME="gt_staff_form",
        SESSION_COOKIE_PATH=guard.COOKIE_PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.demo,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        BABEL_DEFAULT_LOCALE="en_GB",
        BABEL_DEFAULT_TIMEZONE="Europe/London",
        SEND_FILE_MAX_AGE_DEFAULT=86400,
    )


def _protect(app: Flask, settings: Settings) -> None:
    Babel(app)
    CSRFProtect(app)
    Talisman(
        app,
        force_https=not settings.demo,
        frame_options="DENY",
        content_security_policy=_POLICY,
        content_security_policy_nonce_in=["script-src"],
        referrer_policy="no-referrer",
        session_cookie_secure=not settings.demo,
        session_cookie_samesite="Lax",
    )
    guard.install(app)


def _furnish_templates(app: Flask) -> None:
    app.jinja_env.autoescape = True
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    own = app.jinja_loader
    app.jinja_env.loader = ChoiceLoader([macros, own] if own else [macros])
    install_filters(app)
    vendor = Path(app.static_folder or "") / "vendor" / "govuk-frontend"

    @app.context_processor
    def on_every_page() -> dict[str, object]:
        account = g.get("account")
        return {
            "account": account,
            "role_name": ROLES.get(account.role) if account else None,
            "nav": pages_for(app, account.role) if account and not account.must_change else [],
            "vendor": (vendor / "govuk-frontend.min.css").is_file(),
            "county": app.extensions["golden_thread_desk"].county,
            "demo": app.extensions["golden_thread_desk"].settings.demo,
        }
