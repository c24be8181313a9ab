"""The command line, called as a person calls it."""

import os
import re
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database
from storage.office import glossary
from tests.house.tree import ROOT

LONG = "correct horse battery staple 123456"


def manage(var: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=var,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": os.environ["PATH"], "MODE": "demo", "VAR_DIR": str(var), **environ},
    )


@pytest.fixture(scope="module")
def var(tmp_path_factory) -> Path:
    """A var/ with migrated databases, shared by these tests."""
    folder = tmp_path_factory.mktemp("var")
    done = manage(folder, "migrate")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.glob("*.db")} == {"register.db", "answers.db", "keys.db"}
    return folder


def test_migrating_twice_is_no_trouble(var):
    assert manage(var, "migrate").returncode == 0


def test_production_refuses_to_start_and_names_what_is_missing(tmp_path):
    done = manage(tmp_path, "run", MODE="production")
    assert done.returncode == 2
    assert "SECRET_KEY is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_does_not_exist_in_production(var):
    secrets = {"SECRET_KEY": LONG, "LOOKUP_PEPPERS": LONG, "REGISTER_KEYS": "A" * 43 + "="}
    done = manage(var, "demo", MODE="production", **secrets)
    assert done.returncode == 2
    assert "only for MODE=demo" in done.stderr


def test_a_user_gets_a_password_once(var):
    done = manage(var, "create-user", "Sam", "--role", "reader")
    assert done.returncode == 0, done.stderr
    assert re.search(r"sam \(reader\) may sign in once with: +\S{12,}", done.stdout)
    again = manage(var, "create-user", "sam", "--role", "officer")
    assert again.returncode == 2
    assert "already" in again.stderr


def test_a_user_has_a_role_that_there_is(var):
    done = manage(var, "create-user", "Kim", "--role", "king")
    assert done.returncode == 2
    assert "officer" in done.stderr


def test_the_audit_log_is_whole_until_somebody_touches_it(var):
    manage(var, "create-user", "Ali", "--role", "auditor")
    whole = manage(var, "audit", "verify")
    assert (whole.returncode, whole.stdout) == (0, "The audit log is whole.\n")


def test_the_timetable_is_listed(var):
    done = manage(var, "run-job")
    assert done.returncode == 0, done.stderr
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert {"heartbeat", "expire", "release", "purge"} <= set(names)


@pytest.mark.parametrize(
    "job", ["heartbeat", "send", "expire", "catch-up", "reconcile", "release", "purge"]
)
def test_every_job_runs_on_empty_databases(var, job):
    done = manage(var, "run-job", job, "--at", "2026-05-12T15:00:00+01:00")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{job}: ")
    assert done.stdout.count("\n") == 1


def test_a_job_that_there_is_not(var):
    done = manage(var, "run-job", "coffee")
    assert done.returncode == 2
    assert "heartbeat" in done.stderr


def test_purge(var):
    assert manage(var, "purge").returncode == 0


def test_a_port_that_is_taken_is_said(var, taken_port):
    done = manage(var, "run", PORT=str(taken_port))
    assert done.returncode == 2
    assert f"Port {taken_port} is in use" in done.stderr


@pytest.fixture
def taken_port():
    """A port that somebody else listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_approved_words_are_hints_in_the_check_of_flows(var):
    flow = var / "meeting.yaml"
    county = (ROOT / "config/flows/check-in.yaml").read_text("utf-8")
    flow.write_text(county.replace("id: check-in", "id: meeting", 1), "utf-8")
    hint = "young people say 'the thing'"
    without = manage(var, "lint-flows", str(flow))
    database = Database(f"sqlite:///{var / 'register.db'}")
    with database.write() as conn:
        glossary.propose(conn, [("the thing", "change"), ("never", "the")])
        now = datetime(2026, 11, 3, tzinfo=UTC)
        assert glossary.decide(conn, "the thing", "change", glossary.APPROVED, "officer", now)
    database.close()
    found = manage(var, "lint-flows", str(flow))
    assert hint not in without.stdout
    assert hint in found.stdout, found
    assert "never" not in found.stdout
    assert found.returncode == without.returncode == 0


def test_flows_are_checked_without_a_database_or_secrets(tmp_path):
    done = manage(tmp_path, "lint-flows", MODE="production")
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []
