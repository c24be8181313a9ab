"""The log canary catches a planted leak, whichever way it is logged."""

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

WAYS = {
    "logging": 'logging.getLogger("x").info("got %s", "{secret}")',
    "debug": 'logging.getLogger("x").debug("{secret}")',
    "exception": """
        try:
            raise ValueError("{secret}")
        except ValueError:
            logging.getLogger("x").exception("failed")
        """,
    "handlers replaced": """
        logging.basicConfig(force=True, level="INFO")
        logging.getLogger("x").info("{secret}")
        """,
    "structlog": 'structlog.get_logger().info("received", body="{secret}")',
    "structlog bound": 'structlog.get_logger().bind(body="{secret}").info("received")',
    "standard error": 'print("{secret}", file=sys.stderr)',
    "another script": 'structlog.get_logger().info("received", body="{secret} لا أشعر بالأمان")',
}

HEADER = "import logging, sys\nimport structlog\nfrom tests.log_canary import canary\n"


def secret(way: str) -> str:
    return f"nobody may read this about {way}"


def planted_test(number: int, sent: str, act: str) -> str:
    body = textwrap.indent(textwrap.dedent(act).strip(), "    ")
    return f'\ndef test_{number}():\n    canary("{sent}")\n    print("{sent}")\n{body}\n'


def run_suite(folder: Path, source: str, *more: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_planted.py").write_text(HEADER + source)
    pytest = [sys.executable, "-m", "pytest", "-p", "tests.log_canary", "-c", "/dev/null"]
    return subprocess.run(
        [*pytest, "--rootdir", str(folder), "-p", "no:cacheprovider", *more, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_planted_leak_is_named_and_fails_the_run(tmp_path):
    source = "".join(
        planted_test(number, secret(way), act.replace("{secret}", secret(way)))
        for number, (way, act) in enumerate(WAYS.items())
    )
    source += planted_test(99, "+447700900123", 'logging.getLogger("x").info("from 07700900123")')
    done = run_suite(tmp_path, source)
    assert f"{len(WAYS) + 1} passed" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 1
    _, _, named = done.stdout.partition("LOG CANARY")
    assert [way for way in WAYS if repr(secret(way)) not in named] == []
    assert "7700900123" in named


def test_so_does_a_leak_in_a_run_that_is_shared_out(tmp_path):
    said = secret("being shared out")
    act = f'logging.getLogger("x").info("{said}")'
    done = run_suite(tmp_path, planted_test(1, said, act), "-n", "1")
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 1
    assert repr(said) in done.stdout.partition("LOG CANARY")[2]


def test_what_is_printed_for_a_person_at_a_terminal_is_no_log(tmp_path):
    act = 'logging.getLogger("x").info("session %s", "a1b2")'
    done = run_suite(tmp_path, planted_test(1, secret("nothing"), act))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "LOG CANARY" not in done.stdout


SEARCHED = """
from hypothesis import given, settings, strategies as st

@settings(max_examples=1, database=None)
@given(st.just({sent!r}))
def test_searched(sent):
    canary(sent)
    structlog.get_logger().info("refused", endpoint=sent)
"""


def test_a_name_of_the_code_that_a_random_search_drew_is_no_leak(tmp_path):
    done = run_suite(tmp_path, SEARCHED.replace("{sent!r}", repr("accounts.show")))
    assert done.returncode == 0, done.stdout + done.stderr


def test_any_other_text_that_a_random_search_drew_is_one(tmp_path):
    said = " ".join(("zq", "nobody", "wrote", "this"))
    done = run_suite(tmp_path, SEARCHED.replace("{sent!r}", repr(said)))
    assert done.returncode == 1
    assert repr(said) in done.stdout.partition("LOG CANARY")[2]
