"""Small facts one process leaves for the others: the worker's heartbeat, the demo's clock."""

import json
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.register.tables import notice
from storage.times import moment, stamp

HEARTBEAT = "heartbeat"
DEMO_CLOCK = "demo-clock-offset-seconds"

# What the office says about sending, as JSON; `storage.register.rota` reads it. Missing: no prompt.
PAUSE = "sending-paused"  # true | false
DUTY = "duty-covered-until"  # a moment
READERS = "readers-rostered"  # {"days": [day, …], "until": moment or null}
DO_NOT_ASK = "do-not-ask-list-came"  # a moment
ROSTER = "who-is-there"  # {"duty": [[moment, moment], …] or null, "readers": …}
HELPLINES = "helplines-to-check"  # [[name, why], …]
READABLE = "languages-read-today"  # {"from": day, "until": day, "languages": [code, …]}
PAUSED_CAMPAIGNS = "campaigns-paused"  # [id, …]
RUNNING = "campaigns-with-links"  # {code: {"flow": …, "part": …, "until": moment, "id": …}}
SINCE = "happened-since"  # {language: what the next chat begins with}, signed by two people
FROZEN = "frozen-conversations"  # {conversation: since when}
DUTY_PEOPLE = "who-is-rung"  # {"people": [{"id", "account", "body"}], "turns": [[…], …]}
SELF_TEST = "alert-self-test"  # {"at": moment, "wrong": [words of ours, …]}
READ_LATE = "safety-read-is-late"  # true | false
TEAM_PUBLIC = "team-public-key"  # {"id": …, "public": hex}
STAFF_NAMES = "staff-names"  # {account: [keyed hash of a word of the name, …]}
LOG_IMPORTS = "log-imports-under-way"  # {event of the log: how many lines its file has}
LINK_PERIOD = "link-period"  # {"id": …, "since": moment, "before": id}

# What the sender and the reconcile job say.
SENDINGS = "sendings"  # batches claimed so far; the keys database remembers it too
PROBLEMS = "sending-problems"  # {what: {"at": moment, "count": n}}
RECONCILED = "reconciled-until"  # a moment
BILLED = "replies-billed-until"  # a moment
RESTORED = "restored-at"  # a moment
AUDIT_HEAD = "audit-head"  # {"head": "123:9f…", "at": moment}: verified as a whole, then mailed


def put(conn: Connection, name: str, value: str) -> None:
    """Leave a notice, replacing the one before."""
    conn.execute(delete(notice).where(notice.c.name == name))
    conn.execute(insert(notice).values(name=name, value=value))


def get(conn: Connection, name: str) -> str | None:
    """Read a notice."""
    return conn.execute(select(notice.c.value).where(notice.c.name == name)).scalar()


def listed(conn: Connection, name: str) -> tuple[str, ...]:
    """A notice that is a list of words; empty where there is none."""
    kept = get(conn, name)
    return tuple(str(one) for one in json.loads(kept)) if kept else ()


def beat(conn: Connection, now: datetime) -> None:
    """The worker is alive."""
    put(conn, HEARTBEAT, stamp(now))


def last_beat(conn: Connection) -> datetime | None:
    """When the worker last said that it is alive."""
    value = get(conn, HEARTBEAT)
    return moment(value) if value else None
