"""Builds the young people's Flask app: its cookie, its headers, its languages and its addresses."""

import hashlib
import hmac
import traceback
from pathlib import Path
from types import TracebackType

import structlog
from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect
from werkzeug.local import LocalProxy

from bot import error_pages, events, health, page_language, shelf, site, wiring
from bot.channels import come_back, demo_duty, demo_phone, device, doors, linked, twilio, web
from bot.pages import first, you_said
from bot.receive import Service
from bot.routes import refuse_undeclared
from config.data import load_helplines
from config.settings import Settings
from storage.clock import Clock

log = structlog.get_logger(__name__)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

LONGEST_FORM_BYTES = 64 * 1024

# Machines call these over plain HTTP inside the county's network, or would lose their POST on a
# redirect; the signature, or the lack of any data in the answer, protects them.
NEVER_REDIRECTED = ("health.healthz", "health.readyz")

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "script-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def create_bot_app(service: Service, settings: Settings, clock: Clock) -> Flask:
    """The young people's side. Staff have their own app, with their own cookie and key."""
    app = QuietFlask(__name__)
    app.jinja_env.globals["site"] = LocalProxy(site.site)
    app.config.update(_config(settings))
    app.extensions[wiring.KEY] = wiring.Wiring(service, settings, clock)
    app.extensions[site.KEY] = site.site_of(
        service.county,
        load_helplines(settings.county_dir),
        page_language.named(service.county.languages_on),
        demo=settings.demo,
    )
    app.extensions[shelf.KEY] = shelf.Shelf(
        service.rooms.register, service.rooms.answers, clock.now, settings.public_base_url
    )
    app.extensions[doors.KEY] = doors.load_offer(settings.county_dir)
    refuse_undeclared(app, demo=settings.demo)
    page_language.install(app, settings.county_dir / "translations")
    app.register_blueprint(first.blueprint)
    app.register_blueprint(you_said.blueprint)
    app.register_blueprint(events.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(device.blueprint)
    app.register_blueprint(web.blueprint)
    app.register_blueprint(linked.blueprint)
    app.register_blueprint(come_back.blueprint)
    app.register_blueprint(twilio.blueprint)
    if settings.demo:
        app.register_blueprint(demo_phone.blueprint)
        app.register_blueprint(demo_duty.blueprint)
    _protect(app, settings)
    error_pages.install(app)
    return app


class CookieIfSent(SecureCookieSessionInterface):
    """Flask's cookie; the key that checks it is made ready only where one came."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if app.secret_key and not request.cookies.get(self.get_cookie_name(app)):
            return self.session_class()  # as Flask answers where there is no cookie
        return super().open_session(app, request)


class QuietFlask(Flask):
    """Flask, except that a failure is logged by its kind and place.

    Its text could hold what a young person wrote.
    """

    session_interface = CookieIfSent()

    def log_exception(self, exc_info: ExcInfo) -> None:
        kind, _error, trace = exc_info
        where = traceback.extract_tb(trace)[-1] if trace else None
        log.error(
            "page_failed",
            kind=kind.__name__ if kind else None,
            place=f"{Path(where.filename).name}:{where.lineno}" if where else None,
        )


def _config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": _derived_key(settings.secret_key),
        "MAX_CONTENT_LENGTH": LONGEST_FORM_BYTES,
        "SESSION_COOKIE_NAME": "gt_chat",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not settings.demo,
        # A form stays good as long as the chat does: nobody's words are lost to a slow typist.
        "WTF_CSRF_TIME_LIMIT": None,
        # The strict check needs a Referer, and our own pages never send one.
        "WTF_CSRF_SSL_STRICT": False,
    }


def _derived_key(secret_key: str) -> str:
    """Never the staff app's key: a cookie of one side must not be good on the other."""
    return hmac.new(secret_key.encode(), b"golden-thread/bot-cookie", hashlib.sha256).hexdigest()


def _protect(app: Flask, settings: Settings) -> None:
    csrf = CSRFProtect(app)
    csrf.exempt(twilio.blueprint)  # signed by the provider instead
    Talisman(
        app,
        force_https=not settings.demo,
        session_cookie_secure=not settings.demo,
        session_cookie_samesite="Lax",
        strict_transport_security=not settings.demo,
        strict_transport_security_include_subdomains=False,
        frame_options="DENY",
        referrer_policy="no-referrer",
        content_security_policy=CONTENT_SECURITY_POLICY,
        content_security_policy_nonce_in=["script-src"],
    )
    _never_redirect(app)
    app.after_request(_keep_nothing)


def _never_redirect(app: Flask) -> None:
    signed = [name for name in app.view_functions if name.startswith(f"{twilio.blueprint.name}.")]
    for endpoint in (*NEVER_REDIRECTED, *signed):
        options = {"force_https": False}
        setattr(app.view_functions[endpoint], "talisman_view_options", options)  # noqa: B010


def _keep_nothing(response: Response) -> Response:
    """Pages are never kept by a browser: the next person on a shared phone sees nothing."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
