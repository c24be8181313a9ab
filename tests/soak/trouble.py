"""What may befall a database: locked, away, full, read-only; each for as long as a block lasts."""

import contextlib
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.soak.site import ROOMS, Site

FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {} EXECUTE FUNCTION full_disk();
"""


def sqlite(site: Site) -> bool:
    """Which kind this service uses."""
    return site.urls["DATABASE_URL"].startswith("sqlite")


def path_of(site: Site, room: str) -> Path:
    """A database's file."""
    return Path(site.urls[room].removeprefix("sqlite:///"))


@contextmanager
def locked(site: Site) -> Iterator[None]:
    """Somebody else writes and does not end."""
    with ExitStack() as stack:
        if sqlite(site):
            held = sqlite3.connect(path_of(site, "DATABASE_URL"), isolation_level=None)
            stack.callback(held.close)
            held.execute("BEGIN IMMEDIATE")
        else:
            other = stack.enter_context(psycopg.connect(site.urls["DATABASE_URL"]))
            other.execute("LOCK TABLE seen, session, held_conversation IN EXCLUSIVE MODE")
        yield
        if not sqlite(site):
            other.rollback()


@contextmanager
def locked_whole(site: Site) -> Iterator[None]:
    """SQLite's way of being away: nobody can even read the keys."""
    with (
        locked(site),
        contextlib.closing(
            sqlite3.connect(path_of(site, "KEYS_DATABASE_URL"), isolation_level=None)
        ) as held,
    ):
        held.execute("BEGIN EXCLUSIVE")
        yield


# ------------------------------------------------------------------------------------ no room


def may_mount(folder: Path) -> bool:
    """Whether this machine lets us make a small file system."""
    folder.mkdir(exist_ok=True)
    try:
        mount = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], capture_output=True
        )
    except FileNotFoundError:
        return False
    return mount.returncode == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A file system of 16 megabytes; False where we may not make one (a limit does instead)."""
    mounted = may_mount(folder)
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def full(site: Site, mounted: bool) -> Iterator[None]:
    """No room for another byte."""
    if not sqlite(site):
        with _refusing(site):
            yield
    elif mounted:
        filler = path_of(site, "DATABASE_URL").with_name("filler")
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"\0" * 4096):
                pass
        yield
        filler.unlink()
    else:
        with _no_file_longer_than(site, 4096):
            yield


@contextmanager
def read_only(site: Site) -> Iterator[None]:
    """Reading goes on, no write is possible."""
    way = _no_file_longer_than(site, 0) if sqlite(site) else _default_read_only(site)
    with way:
        yield


@contextmanager
def _no_file_longer_than(site: Site, most: int) -> Iterator[None]:
    """The web's processes may make no file longer: the write fails as on a full disk."""
    before = {}
    web = [site.children["web"].pid, *(one.pid for one in site.descendants("web"))]
    for pid in web:
        before[pid] = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, before[pid][1]))
    yield
    for pid, limit in before.items():
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)


def _each(site: Site, do: Callable[["psycopg.Connection[tuple[object, ...]]"], object]) -> None:
    for room in ROOMS:
        with psycopg.connect(site.urls[room], autocommit=True) as conn:
            conn.execute("SET default_transaction_read_only = off")
            do(conn)


@contextmanager
def _refusing(site: Site) -> Iterator[None]:
    """The very error that PostgreSQL gives when its disk is full, at a turn's last write."""
    with psycopg.connect(site.urls["DATABASE_URL"], autocommit=True) as conn:
        conn.execute(FULL.format("session"))
        yield
        conn.execute("DROP FUNCTION full_disk CASCADE")


@contextmanager
def _default_read_only(site: Site) -> Iterator[None]:
    def say(value: str) -> None:
        def one(conn: "psycopg.Connection[tuple[object, ...]]") -> None:
            name = conn.info.dbname
            conn.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {value}')
            conn.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

        _each(site, one)

    say("on")
    yield
    say("off")


@contextmanager
def stopped(server: Any) -> Iterator[None]:
    """PostgreSQL is stopped, as for an update of the machine."""
    server.server.stop()
    yield
    server.server.ensure_postgres_running()
