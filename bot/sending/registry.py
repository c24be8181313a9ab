"""Finds the provider by its name: `provider: x` in sending.yaml is bot/sending/x_sender.py."""

from importlib import import_module
from importlib.util import find_spec
from typing import cast

from bot.sending.channel import SmsSender
from bot.service import Service
from config.settings import Settings, SettingsError

SIMULATOR = "simulator"


def channel_of(settings: Settings, service: Service) -> SmsSender | None:
    """The way out for texts; None where there is none (production without a provider)."""
    name = _name(settings, service)
    if name is None:
        return None
    module = f"bot.sending.{name}_sender"
    if find_spec(module) is None:
        raise SettingsError(f"sending.yaml: there is no provider {name!r} ({module} is missing).")
    return cast(SmsSender, import_module(module).open_channel(settings, service))


def _name(settings: Settings, service: Service) -> str | None:
    """Without a whole account the demo simulates, and production has web chat only."""
    from_ = settings.twilio_messaging_service_sid or settings.twilio_from
    if settings.twilio_account_sid and settings.twilio_auth_tokens and from_:
        return service.sending.provider
    return SIMULATOR if settings.demo else None
