"""The whole service as real processes on databases of its own, to be killed and started again."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil
import yaml

from commands.supervisor import _end_with_parent, web_command
from config.settings import database_url
from storage.clock import SystemClock
from storage.crypto import Vault
from storage.register import notices
from storage.rooms import Rooms, migrate, open_rooms
from tests.house.tree import ROOT

ROOMS = {
    "DATABASE_URL": "register",
    "KEYS_DATABASE_URL": "keys",
    "ANSWERS_DATABASE_URL": "answers",
}
TOKEN = "7d" * 16
PHONE = "+447700900999"


def until(true: Callable[[], object], seconds: float = 60.0, *, what: str = "it") -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds:g} s"
        time.sleep(0.05)


def county(folder: Path, **rules: Any) -> Path:
    """The county's files with other sending rules."""
    copy = folder / "county"
    shutil.copytree(ROOT / "config", copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = copy / "sending.yaml"
    # Times in quotes: to YAML a bare 15:45 is the number 945.
    quoted = re.sub(r": (\d\d:\d\d)\b(?!-)", r": '\1'", path.read_text(encoding="utf-8"))
    known = yaml.safe_load(quoted)
    path.write_text(yaml.safe_dump(known | rules), encoding="utf-8")
    return copy


ALL_DAY = dict.fromkeys(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "00:00-23:59"
)


@dataclass
class Site:
    """One service. Its clock is the demo's, which a test may move, back too."""

    folder: Path
    urls: dict[str, str]
    port: int
    vault: Vault
    more: dict[str, str] = field(default_factory=dict)
    children: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    scribes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """The settings of every process."""
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        own = {
            "MODE": "demo",
            "PORT": str(self.port),
            "PUBLIC_BASE_URL": self.url,
            "VAR_DIR": str(self.folder / "var"),
            "SECRET_KEY": "only for this test " * 3,
            "LOOKUP_PEPPERS": self.vault_peppers,
            "REGISTER_KEYS": self.vault_keys,
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": PHONE,
        }
        return keep | own | self.urls | self.more

    offset: timedelta = timedelta()
    vault_keys: str = ""
    vault_peppers: str = ""

    # ------------------------------------------------------------------------- the databases

    def rooms(self) -> Rooms:
        """The databases, opened by this process too."""
        register, keys, answers = (database_url(self.urls[name]) for name in ROOMS)
        return open_rooms(register, keys, answers, self.vault)

    def prepare(self) -> Rooms:
        """Make the tables; the rooms, opened."""
        rooms = self.rooms()
        migrate(rooms)
        return rooms

    def set_clock(self, rooms: Rooms, moment: datetime) -> None:
        """Move the clock of all processes, forwards or back."""
        self.offset = moment - SystemClock().now()
        with rooms.register.write() as conn:
            notices.put(conn, notices.DEMO_CLOCK, str(self.offset.total_seconds()))

    def now(self) -> datetime:
        """What the processes take for now."""
        return SystemClock().now() + self.offset

    def pass_time(self, rooms: Rooms, **length: float) -> None:
        """Let time pass for all processes."""
        self.set_clock(rooms, self.now() + timedelta(**length))

    # ------------------------------------------------------------------------- the processes

    def start(self, name: str, command: list[str], **how: Any) -> "subprocess.Popen[bytes]":
        """Start a process; what it logs is kept."""
        # Through another process, so that no limit on ours can keep it from logging.
        with (self.folder / f"{name}.log").open("ab") as file:
            scribe = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=file)
        self.scribes.append(scribe)
        log = scribe.stdin
        assert log
        how = {"stdout": log, "stderr": log, "preexec_fn": _end_with_parent} | how
        process = subprocess.Popen(command, cwd=ROOT, env=self.environ, **how)
        log.close()
        self.children[name] = process
        return process

    def start_web(self, workers: int = 2) -> None:
        """Gunicorn with the command of `manage.py run`; back when it answers."""
        command = web_command(self.port)
        command[command.index("--workers") + 1] = str(workers)
        process = self.start("web", command)
        until(
            lambda: self.answers() or process.poll() is not None, 120, what="the web's first answer"
        )
        assert process.poll() is None, self.log("web")[-3000:]

    def run_job(self, name: str) -> str:
        """`manage.py run-job`; what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", "run-job", name],
            cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def answers(self, path: str = "/healthz") -> bool:
        """Whether it says something."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def log(self, name: str) -> str:
        """What a process has logged."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def kill(self, pid: int) -> bool:
        """End one process of ours at once, as the machine might; False when it was gone."""
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def descendants(self, name: str) -> list[psutil.Process]:
        """The processes that one of ours has started."""
        try:
            return psutil.Process(self.children[name].pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def stop(self, name: str) -> None:
        """Stop one process and all that it started."""
        process = self.children.pop(name, None)
        if process is None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            family = psutil.Process(process.pid).children(recursive=True)
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            for one in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
        if process.poll() is None:
            process.kill()
        process.wait()

    def close(self) -> None:
        """Stop everything."""
        for name in list(self.children):
            self.stop(name)
        for scribe in self.scribes:
            scribe.kill()
            scribe.wait()


def fake_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that make the service use a fake Twilio."""
    return {**environment, "TWILIO_FROM": PHONE}
