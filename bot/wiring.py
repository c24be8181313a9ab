"""What the channels need to talk (service, settings, clock), kept on the app itself."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from bot.receive import Service
from config.settings import Settings
from storage.clock import Clock

KEY = "golden_thread"


@dataclass(frozen=True)
class Wiring:
    """One app's parts."""

    service: Service
    settings: Settings
    clock: Clock


def wiring() -> Wiring:
    """The parts of the app that is answering this request."""
    return cast(Wiring, current_app.extensions[KEY])
