"""Builds the two Flask apps, the young people's and the staff's, and mounts them side by side."""

from collections.abc import Mapping
from dataclasses import replace
from wsgiref.types import WSGIApplication

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bot.app import create_bot_app
from bot.sending.at_once import AtOnce, Watch, sender_of
from bot.service import keep_flows_soon, open_service
from config.logs import configure_logging
from config.settings import environment, load_settings
from staff.app import create_staff_app
from storage.clock import SystemClock


def build(environ: Mapping[str, str]) -> WSGIApplication:
    """Both apps as one; `/staff` goes to the staff app, all else to the young people's."""
    settings = load_settings(environ)
    service, clock = open_service(settings, environ)
    keep_flows_soon(service, clock)
    sender = sender_of(settings, service)
    at_once = AtOnce(sender, clock) if sender else None
    service = replace(service, alert_now=at_once) if at_once else service
    bot = create_bot_app(service, settings, clock)
    # Staff stay signed in by the machine's own clock: moving the demo's signs nobody out.
    staff = create_staff_app(
        service.rooms, service.county, settings, clock, session_clock=SystemClock()
    )
    both = DispatcherMiddleware(bot, {"/staff": staff})
    return Watch(both, at_once, clock) if at_once else both


def __getattr__(name: str) -> WSGIApplication:
    """`wsgi:app` is built when a server asks for it, not when this file is read."""
    if name != "app":
        raise AttributeError(name)
    configure_logging()
    built = build(environment())
    globals()["app"] = built
    return built
