"""Starts our app and the floor on the same server settings, and counts the processor time used."""

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from cryptography.fernet import Fernet

from benchmarks import floor_app, phones
from commands.supervisor import web_command
from config.settings import database_url
from storage.crypto import Vault
from storage.register import contacts
from storage.rooms import migrate, open_rooms

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN_SECONDS = 240  # on a machine that is busy with other things
ROOMS = ("DATABASE_URL", "KEYS_DATABASE_URL", "ANSWERS_DATABASE_URL")


@dataclass(frozen=True)
class Site:
    """One app that is being served."""

    port: int
    token: str
    process: psutil.Process

    def cpu(self) -> float:
        """Processor seconds used so far by the server and its workers."""
        return tree_cpu(self.process)


def tree_cpu(process: psutil.Process) -> float:
    """Processor seconds of a process and all that it started and that still run."""
    used = 0.0
    for one in (process, *process.children(recursive=True)):
        times = one.cpu_times()
        used += times.user + times.system
    return used


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def our_environ(urls: Mapping[str, str], port: int) -> dict[str, str]:
    """Settings as in production, with secrets made for this run."""
    return {
        **urls,
        "MODE": "production",
        "PORT": str(port),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": secrets.token_hex(32),
        "REGISTER_KEYS": Fernet.generate_key().decode(),
        "LOOKUP_PEPPERS": secrets.token_hex(32),
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_FROM": phones.SERVICE_NUMBER,
    }


def prepare(environ: Mapping[str, str], numbers: list[str]) -> None:
    """Make our tables and register the phones."""
    vault = Vault((environ["REGISTER_KEYS"],), (environ["LOOKUP_PEPPERS"],))
    register, keys, answered = (database_url(environ[name]) for name in ROOMS)
    rooms = open_rooms(register, keys, answered, vault)
    migrate(rooms)
    with rooms.register.write() as conn:
        for number in numbers:
            known = {"place": "havant", "status": "in-care", "consent": "agreed"}
            contacts.add(conn, contacts.new_row(vault, number, "registered", **known))
    rooms.close()


def prepare_floor(environ: Mapping[str, str], numbers: list[str]) -> None:
    """Make the floor's table with a row for each phone."""
    engine = floor_app.open_engine(environ["DATABASE_URL"], "FULL")
    with engine.connect().execution_options(write=True) as conn, conn.begin():
        floor_app.metadata.create_all(conn)
        rows = [{"number": number, "texts": 0, "last": ""} for number in numbers]
        conn.execute(floor_app.phone.insert(), rows)
    engine.dispose()


@contextmanager
def serving(app: str, environ: Mapping[str, str], log: Path) -> Iterator[Site]:
    """Serve an app with the very settings that `manage.py run` uses, until the block ends."""
    port = int(environ["PORT"])
    command = [app if part == "wsgi:app" else part for part in web_command(port)]
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**keep, **environ}, stdout=out, stderr=out
        )
    try:
        _wait(process, port, log)
        yield Site(port, environ["TWILIO_AUTH_TOKEN"], psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Until a worker answers, whatever it answers: the port is open before any of them is built."""
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while not _says_something(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def _says_something(port: int) -> bool:
    hello = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    try:
        return bool(phones.post(port, hello))
    except OSError:
        return False
