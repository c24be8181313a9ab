"""The supervisor restarts what dies, waits longer each time, and leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from commands.supervisor import Child, Supervisor, _pause, answers, port_is_free

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
DIES = [sys.executable, "-c", "raise SystemExit(3)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)",
]


def supervise(tmp_path, *children: Child) -> Supervisor:
    return Supervisor(children, tmp_path, os.environ)


def until(true, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def two(tmp_path):
    """A supervisor of two that sleep, turned by hand."""
    supervisor = supervise(tmp_path, Child("web", SLEEPS), Child("worker", SLEEPS))
    for child in supervisor.children:
        supervisor._tend(child, 0.0)
    yield supervisor
    supervisor.stop()


def test_a_dead_child_is_started_again_at_once(two):
    web, worker = two.children
    first = web.process
    first.kill()
    first.wait()
    two._tend(web, 1.0)
    two._tend(worker, 1.0)
    assert web.process.poll() is None
    assert web.process.pid != first.pid
    assert (web.deaths, worker.deaths) == (1, 0)


def test_one_that_keeps_dying_waits_longer(tmp_path):
    child = Child("web", DIES)
    supervisor = supervise(tmp_path, child)
    supervisor._tend(child, 0.0)
    for _ in range(2):  # the second death starts a pause
        child.process.wait()
        supervisor._tend(child, 10.0)
    assert child.process is None
    assert child.start_again_at == 11.0
    supervisor._tend(child, 10.9)
    assert child.process is None
    supervisor._tend(child, 11.0)
    assert child.process is not None
    supervisor.stop()


def test_the_pauses_grow_to_half_a_minute():
    assert [_pause(deaths) for deaths in (0, 1, 2, 3, 20)] == [0.0, 1.0, 2.0, 4.0, 30.0]


def test_one_that_has_run_a_while_is_forgiven(two):
    web = two.children[0]
    web.deaths = 5
    two._tend(web, 61.0)
    assert web.deaths == 0


def test_stop_leaves_nothing_running(two):
    processes = [child.process for child in two.children]
    two.stop()
    assert [process.returncode for process in processes] == [-signal.SIGTERM] * 2


def test_stop_ends_by_force_what_does_not_listen(tmp_path, monkeypatch):
    monkeypatch.setattr("commands.supervisor.STOP_WITHIN_SECONDS", 0.3)
    child = Child("web", DEAF)
    child.process = subprocess.Popen(DEAF, stdout=subprocess.PIPE)
    assert child.process.stdout is not None
    child.process.stdout.readline()  # it is deaf from here on
    supervise(tmp_path, child).stop()
    child.process.stdout.close()
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(tmp_path, number):
    kept = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    child = Child("web", SLEEPS)
    said: list[str] = []
    timer = threading.Timer(0.5, os.kill, (os.getpid(), number))
    timer.start()
    try:
        code = supervise(tmp_path, child).run(lambda: said.append("ready"), lambda: True)
    finally:
        timer.cancel()
        for each, handler in kept.items():
            signal.signal(each, handler)
    assert code == 0
    assert said == ["ready"]
    assert child.process is not None
    assert child.process.returncode == -signal.SIGTERM


def test_children_end_with_a_supervisor_that_is_killed_outright(tmp_path):
    program = (
        "import os; from pathlib import Path; from commands.supervisor import Child, Supervisor\n"
        f"child = Child('web', {SLEEPS!r})\n"
        f"supervisor = Supervisor([child], Path({str(tmp_path)!r}), os.environ)\n"
        "supervisor._tend(child, 0.0); print(child.process.pid, flush=True)\n"
        "import time; time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_port_that_is_taken_is_seen():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not port_is_free(port)
        assert answers(port)
    assert port_is_free(port)
    assert not answers(port)
