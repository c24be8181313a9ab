"""`manage.py run`, as it is in production: up, kept up whatever dies, and down within seconds."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.house.tree import ROOT


@dataclass
class Running:
    """A started service."""

    process: subprocess.Popen[str]
    port: int

    def get(self, path: str) -> tuple[int, dict]:
        """The status and the JSON of a page; status 0 while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as page:
                return page.status, json.load(page)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
        except (urllib.error.URLError, OSError):
            return 0, {}

    def children(self) -> dict[str, int]:
        """The pid of the web and of the worker."""
        found = {}
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in path.read_text().split():
            with contextlib.suppress(FileNotFoundError):
                command = Path(f"/proc/{pid}/cmdline").read_text()
                found["web" if "gunicorn" in command else "worker"] = int(pid)
        return found


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def running(tmp_path) -> Iterator[Running]:
    """The service, ready."""
    port = free_port()
    environ = {
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "VAR_DIR": str(tmp_path / "var"),
        "SECRET_KEY": "only for this test " * 3,
        "LOOKUP_PEPPERS": "only for this test " * 3,
        "REGISTER_KEYS": Fernet.generate_key().decode(),
    }
    command = [sys.executable, "manage.py", "run"]
    with (tmp_path / "out.log").open("w") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=out, stderr=subprocess.STDOUT, text=True
        )
    service = Running(process, port)
    try:
        until(lambda: service.get("/readyz")[0] == 200)
        yield service
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(30)


def test_it_comes_up_says_where_and_goes_down(running, tmp_path):
    assert running.get("/healthz") == (200, {"status": "ok"})
    children = running.children()
    assert set(children) == {"web", "worker"}
    until(lambda: "Stop it with Ctrl-C" in (tmp_path / "out.log").read_text())
    said = (tmp_path / "out.log").read_text()
    assert f"http://127.0.0.1:{running.port}/staff/" in said
    assert "demo" not in said

    begun = time.monotonic()
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(12) == 0
    assert time.monotonic() - begun < 10
    assert [pid for pid in children.values() if Path(f"/proc/{pid}").exists()] == []
    assert running.get("/healthz")[0] == 0
    assert "Traceback" not in (tmp_path / "out.log").read_text()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_dies_is_started_again(running, name):
    before = running.children()
    os.kill(before[name], signal.SIGKILL)
    until(lambda: running.children().get(name, before[name]) != before[name])
    until(lambda: running.get("/healthz")[0] == 200)
    after = running.children()
    other = "worker" if name == "web" else "web"
    assert after[other] == before[other]
