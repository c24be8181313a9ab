"""What the attacks need of the console and of the bot."""

from tests.bot.conftest import (
    _read_once,
    bot_settings,
    clock,
    service,
    sqlite_app,
    sqlite_phone,
    sqlite_service,
)
from tests.staff.conftest import console, quick_passwords

__all__ = [
    "_read_once", "bot_settings", "clock", "console", "quick_passwords", "service", "sqlite_app",
    "sqlite_phone", "sqlite_service",
]  # fmt: skip
