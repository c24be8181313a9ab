"""Putting everything under the newest key or pepper: says how far it is, and what needs the old."""

import sys
from datetime import datetime

from config.settings import Settings
from storage import audit, rotation
from storage.rooms import Rooms

_WHY = {
    "contact.lookup": "numbers that stand twice, because they came in anew meanwhile: look at them",
    "contact.record_tag": "record numbers, unless contacts were imported since: import them again",
    "case_hidden.tag": "cases hidden from an account that is not there any more: nothing to do",
    "suppression.tag": "numbers beside the keys that are not in the register (two years at most)",
}


def rotate(settings: Settings, rooms: Rooms, what: str, now: datetime) -> int:
    """Do it, and print what to do next; 1 where it must be run again, 2 where nothing is new."""
    known = settings.register_keys if what == "register" else settings.lookup_peppers
    if len(known) < 2:
        name = "REGISTER_KEYS" if what == "register" else "LOOKUP_PEPPERS"
        print(f"{name} has one value: put a new one before it, with a comma.", file=sys.stderr)
        return 2
    run = rotation.register_keys if what == "register" else rotation.peppers
    done = run(rooms, print)
    with rooms.register.write() as conn:
        audit.record(conn, now, "manage", f"keys.rotated-{what}", "secrets", str(done.changed))
    print(f"{done.changed} values put under the newest.")
    for column, many in sorted(done.older.items()):
        if many:
            print(f"{many} need the older one: {_WHY.get(column, column + '; run this again')}")
    if what == "peppers":
        print("Import this week's do-not-ask list now: until then no check-in goes out.")
        print("Keep the older pepper for 14 days: open web chats and repeated texts need it;")
        print("six months if return codes are to go on working.")
    elif done.finished:
        print("The older register keys can go, except where you keep backups made with them.")
    return int(what == "register" and not done.finished)
