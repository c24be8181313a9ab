"""One database: reads, and writes that take the lock at once or say that they could not."""

import math
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Engine,
    Table,
    Text,
    any_,
    create_engine,
    event,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

LOCK_WAIT_SECONDS = 2.5
"""How long a write waits for another one. Twilio gives a webhook 15 s; we say 503 long before."""

TRUSTED_SECONDS = 5.0
"""How long PostgreSQL's connection is used again unasked; after more rest it is tried first."""

_AWAY_SQLSTATES = ("08", "25006", "53", "55P03", "57", "58", "40001", "40P01")
"""PostgreSQL: connection, read-only, resources, lock not available, shutdown, the machine's own
errors, serialisation, deadlock."""

_SILENT = {
    "tcp_user_timeout": 5000, "keepalives_idle": 4, "keepalives_interval": 2, "keepalives_count": 2,
}  # fmt: skip
"""A machine that is gone without a word is noticed in some 8 s instead of a quarter of an hour;
one that is only slow still acknowledges."""

_CUT_SQLSTATES = ("08", "57P01", "57P02", "57P04", "57P05", "25P03", "25006")
"""PostgreSQL's last words before it closes a connection; and a connection that was opened while the
database was read-only stays so for good, so the next try is made on a fresh one."""


class Busy(Exception):
    """The database is locked, away, full or read-only. Nothing was kept; try again soon."""


class Dropped(Busy):
    """The server had closed this connection. The next one is fresh: do it again at once."""


class Database:
    """An engine with the ways in: `read()`, `look()` for one statement, and `write()`."""

    def __init__(self, url: str, *, journal: str = "WAL") -> None:
        """`journal` is SQLite's journal mode; the keys database uses DELETE so that a key
        that was deleted is nowhere in a log."""
        self.url = url
        self._turn = threading.Lock()
        self.engine: Engine = _sqlite(url, journal) if is_sqlite(url) else _postgresql(url)

    @property
    def sqlite(self) -> bool:
        """Whether this is SQLite (the default) rather than PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading: one snapshot on SQLite, one a statement on PostgreSQL."""
        with _busy_when_away(), self.engine.connect() as conn:
            yield conn

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """A connection for one statement that reads: no transaction around it."""
        with _busy_when_away(), self.engine.connect() as conn:
            if self.sqlite:
                yield conn.execution_options(gt_look=True)
            else:
                yield conn.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction: `BEGIN IMMEDIATE` on SQLite; commits at the end, or nothing."""
        with _busy_when_away(), self.engine.connect() as conn:
            conn = conn.execution_options(gt_write=True)
            with self._turn_to_write(), conn.begin():
                yield conn

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """SQLite's writers sleep and try again, and some never get in: here they take turns.

        Only within one process; between processes SQLite's own lock decides.
        """
        if not self.sqlite:
            yield
            return
        if not self._turn.acquire(timeout=LOCK_WAIT_SECONDS):
            raise Busy("another write")
        try:
            yield
        finally:
            self._turn.release()

    def checkpoint(self) -> bool:
        """Empty SQLite's write-ahead log (it keeps what was deleted). True when it is empty."""
        if not self.sqlite:
            return True
        raw = self.engine.raw_connection()
        try:
            busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.close()
        return not busy or busy[0] == 0

    def vacuum(self, tables: Iterable[str]) -> None:
        """PostgreSQL: take rows that were deleted out of the files now, and count what is left, so
        that it chooses the fast way to it. Not for tables with words: their most usual values
        would be kept beside them."""
        with _busy_when_away(), self.engine.connect() as conn:
            conn = conn.execution_options(isolation_level="AUTOCOMMIT")
            for name in tables:
                conn.execute(text(f"VACUUM (ANALYZE) {name}"))

    def check(self) -> None:
        """Raise `Busy` unless the database answers."""
        try:
            self._ask()
        except Dropped:  # it had cut the connection that we asked on, and may well be back
            self._ask()

    def _ask(self) -> None:
        with self.read() as conn:
            conn.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def inserting(conn: Connection, into: Table) -> Any:
    """An INSERT that can say `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(into)


def insert_many(conn: Connection, into: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows of plain values, with the same columns: what SQLAlchemy works out for each
    row anew (its defaults, its types) is worked out once. PostgreSQL gets one statement with a
    list for each column, instead of a statement a row."""
    names = list(rows[0])
    if conn.dialect.name == "postgresql":
        lists = ", ".join(f"%s::{into.c[name].type.compile(conn.dialect)}[]" for name in names)
        sql = f"INSERT INTO {into.name} ({', '.join(names)}) SELECT * FROM unnest({lists})"  # noqa: S608
        conn.exec_driver_sql(sql, tuple(_as_list(row[name] for row in rows) for name in names))
        return
    made: Any = insert(into).compile(dialect=conn.dialect, column_keys=names)
    conn.exec_driver_sql(made.string, [tuple(row[n] for n in made.positiontup) for row in rows])


def _as_list(values: Iterable[Any]) -> str:
    """Plain values as PostgreSQL reads a list of them; its driver writes lists ten times slower."""
    quoted = (
        "NULL" if one is None else '"' + str(one).replace("\\", r"\\").replace('"', r"\"") + '"'
        for one in values
    )
    return "{" + ",".join(quoted) + "}"


def among(
    conn: Connection, column: ColumnElement[str], ids: Collection[str]
) -> ColumnElement[bool]:
    """Whether a column is one of many ids: on PostgreSQL one parameter, whatever their number."""
    if conn.dialect.name == "postgresql":
        return column == any_(literal(list(ids), ARRAY(Text)))
    return column.in_(list(ids))


def alone(conn: Connection, what: int) -> None:
    """Until this transaction ends, nobody else does the same; SQLite's writes are alone anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.pg_advisory_xact_lock(what)))


def is_sqlite(url: str) -> bool:
    """Whether the address names SQLite."""
    return url.startswith("sqlite")


@contextmanager
def _busy_when_away() -> Iterator[None]:
    try:
        yield
    except PoolTimeoutError as error:
        raise Busy("no free connection") from error
    except (OperationalError, InterfaceError) as error:
        kind = Dropped if error.connection_invalidated else Busy
        raise kind(type(error.orig).__name__) from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if state.startswith(_AWAY_SQLSTATES) or error.connection_invalidated:
            kind = Dropped if error.connection_invalidated else Busy
            raise kind(state) from error
        raise


def _sqlite(url: str, journal: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # an exception's text must never carry what a child wrote
        connect_args={"timeout": LOCK_WAIT_SECONDS},
        pool_size=8,
        max_overflow=8,
        pool_timeout=LOCK_WAIT_SECONDS,
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        # The driver must not open transactions by itself: `_begin` below does it.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"journal_mode={journal}",
            "synchronous=FULL",  # a reply is sent only for what survives a power cut
            "secure_delete=ON",  # default differs between builds; deleted words must be gone
            "foreign_keys=ON",
            "temp_store=MEMORY",  # no plaintext in /tmp
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        options = conn.get_execution_options()
        if not options.get("gt_look"):
            conn.exec_driver_sql("BEGIN IMMEDIATE" if options.get("gt_write") else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    milliseconds = int(LOCK_WAIT_SECONDS * 1000)
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=LOCK_WAIT_SECONDS,
        connect_args={
            "connect_timeout": 2,
            "options": f"-c lock_timeout={milliseconds} -c statement_timeout=0",
            **_SILENT,
        },
    )

    # Asking at every use costs a turn four round trips. One that is cut within the trusted
    # seconds fails as `Dropped`, and takes all older ones out of the pool with it.
    @event.listens_for(engine, "checkin")
    def _rests(_connection: Any, record: Any) -> None:
        record.info["since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _still_there(connection: Any, record: Any, _fairy: object) -> None:
        if time.monotonic() - record.info.get("since", math.inf) < TRUSTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the pool opens another one

    @event.listens_for(engine, "handle_error")
    def _last_words(context: ExceptionContext) -> None:
        # The driver sees that the connection is closed only once it has read so far.
        state = getattr(context.original_exception, "sqlstate", None) or ""
        if context.connection is not None and state.startswith(_CUT_SQLSTATES):
            context.is_disconnect = True

    return engine
