"""After a register was put back from a backup: nothing is sent again, and nobody is revived."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, select

from storage import audit, keys, suppression
from storage.register import contacts, held, notices, outbox, rota, sessions, withdrawn
from storage.register.tables import contact, session
from storage.rooms import Rooms
from storage.times import stamp


@dataclass
class Restored:
    """What was put right, in numbers."""

    cancelled: int = 0
    stopped: int = 0
    deleted: int = 0
    left: int = 0
    remembered: int = 0
    unreadable: int = 0

    def __str__(self) -> str:
        return (
            f"{self.cancelled} old texts cancelled, {self.stopped} people stopped again, "
            f"{self.deleted} deleted again, {self.left} left again, {self.remembered} added to "
            f"the list beside the keys, {self.unreadable} conversations without a key removed"
        )


def after_restore(rooms: Rooms, hold: timedelta, now: datetime) -> Restored:
    """Begin a new epoch and bring register and the list beside the keys together. Run it again
    as often as you like; `hold` is how long answers wait before they may be released."""
    done = Restored()
    with rooms.keys.write() as conn:
        epoch = suppression.next_epoch(conn)
        listed = suppression.everything(conn)
    missing: list[str] = []
    with rooms.register.write() as conn:
        done.cancelled = outbox.cancel_before(conn, epoch.number)
        for who in conn.execute(select(contact)).mappings().all():
            tags = rooms.vault.lookups(rooms.vault.open(who["number"]))
            why = {k: at for tag in tags for k, at in listed.get(tag, {}).items()}
            _bring_together(conn, who, why, hold, done)
            if who["consent"] == "stopped" and "stop" not in why:
                missing.append(tags[0])
        done.unreadable = _remove_unreadable(conn, rooms)
        # What went out since the backup is not known here: a person looks before more goes out.
        rota.pause(conn, True)
        notices.put(conn, notices.SENDINGS, "0")
        notices.put(conn, notices.RESTORED, stamp(now))
        audit.record(conn, now, "manage", "restore.after", str(epoch.number))
    with rooms.keys.write() as conn:
        for tag in missing:
            suppression.add(conn, tag, "stop", now)
    done.remembered = len(missing)
    return done


def _bring_together(
    conn: Connection, row: RowMapping, why: dict[str, datetime], hold: timedelta, done: Restored
) -> None:
    if "stop" in why and row["consent"] != "stopped":
        contacts.change(conn, row["id"], {"consent": "stopped"})
        done.stopped += 1
    if "pause" in why and not row["paused"]:
        contacts.change(conn, row["id"], {"paused": True})
    if "leave" in why and row["may_ask"]:
        contacts.change(conn, row["id"], {"may_ask": False})
        done.left += 1
    for gone in ("delete", "leave"):
        if gone in why and withdrawn.never_release(conn, row["id"], gone, why[gone] + hold):
            done.deleted += 1


def _remove_unreadable(conn: Connection, rooms: Rooms) -> int:
    """Conversations whose key was destroyed meanwhile: released, or looked at and destroyed."""
    ids = held.ids(conn) | sessions.ids(conn)
    with rooms.keys.read() as theirs:
        there = keys.find_many(theirs, rooms.vault, ids)
    gone = [one for one in ids if one not in there]
    held.destroy(conn, gone)
    for one in gone:
        conn.execute(session.delete().where(session.c.id == one))
    return len(gone)
