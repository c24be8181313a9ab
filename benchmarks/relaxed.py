"""Our whole app with SQLite's `synchronous` at NORMAL, for the benchmark's second round only.

NORMAL may lose the last replies in a power cut, so the service itself has no such switch.
"""

from typing import Any
from wsgiref.types import WSGIApplication

from sqlalchemy import event

import bot.service
import wsgi
from storage.rooms import Rooms, open_rooms


def open_relaxed(*urls_and_vault: Any) -> Rooms:
    """The rooms, each of whose connections is set to NORMAL after our own settings."""
    rooms = open_rooms(*urls_and_vault)
    for database in (rooms.register, rooms.keys, rooms.answers):
        event.listen(database.engine, "connect", _normal)
    return rooms


def _normal(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")


def __getattr__(name: str) -> WSGIApplication:
    if name != "app":
        raise AttributeError(name)
    bot.service.open_rooms = open_relaxed
    built = wsgi.app
    globals()["app"] = built
    return built
