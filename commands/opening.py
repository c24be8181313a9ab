"""Opening a staff account from the command line: it prints a password that is good once."""

import sys
from datetime import datetime

from storage import audit
from storage.office import accounts
from storage.rooms import Rooms


def open_account(rooms: Rooms, name: str, role: str, now: datetime) -> int:
    """Open it; 2 where the name is taken."""
    password = accounts.one_time_password()
    hashed = accounts.hash_password(password)
    try:
        with rooms.register.write() as conn:
            made = accounts.create(conn, name, role, hashed, now.date())
            audit.record(conn, now, "manage", "account.create", made.id, role)
    except accounts.NameTaken as taken:
        print(f"There is an account called {taken} already.", file=sys.stderr)
        return 2
    print(f"{made.name} ({made.role}) may sign in once with:  {password}")
    return 0
