"""A run without a browser or a database says so; with STRICT=1 it fails."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests import facilities
from tests.house.tree import ROOT

SUITE = """
import pytest

@pytest.mark.browser
def test_a_page():
    pass

def test_anything():
    pass
"""


def run_without_browser(
    folder: Path, *more: str, **environ: str
) -> subprocess.CompletedProcess[str]:
    (folder / "test_pages.py").write_text(SUITE)
    pytest_here = [sys.executable, "-m", "pytest", "-p", "tests.facilities", "-c", "/dev/null"]
    return subprocess.run(
        [*pytest_here, "--rootdir", str(folder), "-p", "no:cacheprovider", *more, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin", "CHROMIUM": "/nowhere/chromium", **environ},
    )


@pytest.mark.parametrize("more", [(), ("-n", "1")])
def test_what_was_not_run_is_said_before_the_closing_line(tmp_path, more):
    done = run_without_browser(tmp_path, *more)
    lines = done.stdout.strip().splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 1 skipped" in lines[-1]
    said = [line for line in lines if line.startswith("NOT RUN: 1 browser tests")]
    assert "apt-get install chromium" in said[0]


def test_strict_makes_it_a_failure(tmp_path):
    done = run_without_browser(tmp_path, STRICT="1")
    assert done.returncode == 1
    assert "NOT RUN and STRICT=1" in done.stdout


@pytest.mark.postgres
def test_each_database_is_new_and_goes_away():
    first, second = facilities.fresh_postgres_url(), facilities.fresh_postgres_url()
    try:
        assert first != second
        with psycopg.connect(first, autocommit=True) as conn:
            conn.execute("CREATE TABLE kept (id int)")
        with psycopg.connect(second) as conn:
            assert conn.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    finally:
        facilities.drop_postgres(first)
        facilities.drop_postgres(second)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(first).close()


@pytest.mark.browser
def test_the_browser_starts(tmp_path):
    done = subprocess.run(
        [
            facilities.chromium_path(),
            *facilities.chromium_arguments(),
            f"--user-data-dir={tmp_path}",
            "--dump-dom",
            "data:text/html,<p>it starts</p>",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "it starts" in done.stdout, done.stderr
