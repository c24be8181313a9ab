"""Opens a staff account from the command line: `create-user NAME --role ROLE`."""

import sys
from argparse import Namespace

from config.data import County
from config.settings import Settings
from staff.roles import ROLES
from storage import audit
from storage.clock import Clock
from storage.office import accounts
from storage.rooms import Rooms


def command(
    arguments: Namespace, _settings: Settings, rooms: Rooms, _county: County, clock: Clock
) -> int:
    """Print the one-time password, or why there is none."""
    if arguments.role not in ROLES:
        print(f"No such role. There are: {', '.join(ROLES)}", file=sys.stderr)
        return 2
    password = accounts.one_time_password()
    hashed, now = accounts.hash_password(password), clock.now()
    try:
        with rooms.register.write() as conn:
            made = accounts.create(conn, arguments.name, arguments.role, hashed, now.date())
            audit.record(conn, now, "manage", "account.create", made.id, arguments.role)
    except accounts.NameTaken as taken:
        print(f"There is an account called {taken} already.", file=sys.stderr)
        return 2
    print(f"{made.name} ({made.role}) may sign in once with:  {password}")
    return 0
