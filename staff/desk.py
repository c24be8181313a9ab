"""What every page needs: the rooms, the county, the clock, and who is sitting at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import abort, current_app, flash, g

from config.data import County
from config.settings import Settings
from staff.wording import Question
from storage.office.accounts import Account

if TYPE_CHECKING:  # the desk hands the rooms on; it opens none of them itself
    from storage.clock import Clock
    from storage.rooms import Rooms

_KEY = "golden_thread_desk"


@dataclass(frozen=True)
class Desk:
    """The console's surroundings. `session_clock` runs in real time in the demo too."""

    rooms: Rooms
    county: County
    settings: Settings
    clock: Clock
    session_clock: Clock
    questions: Mapping[str, Question]


def furnish(desk: Desk) -> dict[str, Desk]:
    """What to put into `app.extensions`."""
    return {_KEY: desk}


def desk() -> Desk:
    """The desk of the running app."""
    found = current_app.extensions[_KEY]
    if not isinstance(found, Desk):
        raise TypeError("this app has no desk")
    return found


def now() -> datetime:
    """The service's time (in the demo it can be moved)."""
    return desk().clock.now()


def person() -> Account:
    """Who is signed in. Views that somebody can open signed out must not ask."""
    account = g.get("account")
    if not isinstance(account, Account):
        abort(403)
    return account


def told(message: str) -> None:
    """Say on the next page that something was done."""
    flash(message, "done")


def warned(message: str) -> None:
    """Say on the next page that something was *not* done, and what to do next."""
    flash(message, "problem")
