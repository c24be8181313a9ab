"""A web process that starts while its database is away: it serves, and catches up."""

import threading
import time
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select, text
from werkzeug.test import Client

import wsgi
from bot import service
from storage.register.tables import flow_source
from storage.rooms import Rooms

PATIENCE_SECONDS = 60


def _environ(rooms: Rooms, folder: Path) -> dict[str, str]:
    return {
        "MODE": "demo",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": rooms.register.url,
        "KEYS_DATABASE_URL": rooms.keys.url,
        "ANSWERS_DATABASE_URL": rooms.answers.url,
    }


def _kept(rooms: Rooms) -> set[str]:
    with rooms.register.read() as conn:
        return set(conn.execute(select(flow_source.c.flow)).scalars())


def test_it_starts_while_nothing_can_be_written_and_keeps_the_flows_afterwards(
    rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that died here would take the whole web with it: gunicorn gives up when a worker cannot
    start."""
    monkeypatch.setattr(service, "TRY_AGAIN_SECONDS", 0.1)
    with rooms.register.write() as conn:
        if not rooms.register.sqlite:
            conn.execute(text("LOCK TABLE flow_source IN ACCESS EXCLUSIVE MODE"))
        with structlog.testing.capture_logs() as logs:
            app = wsgi.build(_environ(rooms, tmp_path))
        assert Client(app).get("/healthz").status_code == 200
    assert "flows_not_kept_yet" in {line["event"] for line in logs}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _kept(rooms) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert {"check-in", "say-anything"} <= _kept(rooms)


def test_it_starts_while_the_database_is_away(
    sqlite_rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes meanwhile is told to come again."""
    away = "postgresql://nobody@127.0.0.1:9/nothing"  # no server listens there
    environ = _environ(sqlite_rooms, tmp_path)
    app = wsgi.build(environ | {"DATABASE_URL": away, "KEYS_DATABASE_URL": f"{away}_2"})
    browser = Client(app)
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/readyz").status_code == 503
    monkeypatch.setattr(service, "_kept", lambda *_: True)  # so that nobody goes on trying
    for thread in threading.enumerate():
        if thread.name == "keep-flows":
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive()
