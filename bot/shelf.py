"""What the public pages read: the office's signed words and what is published, and the moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from storage.database import Database

KEY = "golden_thread_shelf"


@dataclass(frozen=True)
class Shelf:
    """The office's database and the answers'. Only public pages and events read them."""

    office: Database
    answers: Database
    now: Callable[[], datetime]
    address: str


def shelf() -> Shelf:
    """That of the app that is answering this request."""
    return cast(Shelf, current_app.extensions[KEY])
