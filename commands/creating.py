"""`manage.py create-user`: opens a staff account."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that every command starts at once
    from storage.rooms import Rooms


def create_user(rooms: "Rooms", name: str, role: str, now: datetime) -> str | None:
    """Open an account and print its one-time password; what is wrong, if anything is."""
    from staff.roles import ROLES
    from storage import audit
    from storage.office import accounts

    if role not in ROLES:
        return f"No such role. There are: {', '.join(ROLES)}"
    password = accounts.one_time_password()
    hashed = accounts.hash_password(password)
    try:
        with rooms.register.write() as conn:
            made = accounts.create(conn, name, role, hashed, now.date())
            audit.record(conn, now, "manage", "account.create", made.id, role)
    except accounts.NameTaken as taken:
        return f"There is an account called {taken} already."
    print(f"{made.name} ({made.role}) may sign in once with:  {password}")
    return None
