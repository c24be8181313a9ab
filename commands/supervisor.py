"""Keeps web and worker running side by side: starts both, restarts a dead one, stops both."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import structlog

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
STOP_WITHIN_SECONDS = 8.0


@dataclass
class Child:
    """One of the processes, and how often it died lately."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    start_again_at: float = 0.0


def web_command(port: int) -> list[str]:
    """Gunicorn with the numbers that were measured: two processes of four threads."""
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app"),
        *("--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"),
    ]


def worker_command() -> list[str]:
    """The clock, in a process of its own: inside the web it would run every job twice."""
    return [sys.executable, "worker.py"]


@dataclass
class Supervisor:
    """The children and whether they shall stop."""

    children: Sequence[Child]
    folder: Path
    environ: Mapping[str, str]
    stopping: bool = field(default=False)

    def run(self, announce: Callable[[], None], ready: Callable[[], bool]) -> int:
        """Run until told to stop; `announce` once, as soon as `ready`."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked_to_stop)
        announced = False
        try:
            while not self.stopping:
                for child in self.children:
                    self._tend(child, time.monotonic())
                if not announced and ready():
                    announce()
                    announced = True
                time.sleep(LOOK_EVERY_SECONDS)
        finally:
            self.stop()
        return 0

    def stop(self) -> None:
        """Ask every child to end what it is doing; end by force what does not."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _tend(self, child: Child, now: float) -> None:
        if child.process is not None and child.process.poll() is None:
            if child.deaths and now - child.started > STEADY_AFTER_SECONDS:
                child.deaths = 0
            return
        if child.process is not None:
            child.start_again_at = now + _pause(child.deaths)
            child.deaths += 1
            log.warning("child_died", child=child.name, code=child.process.returncode)
            child.process = None
        if now >= child.start_again_at:
            self._start(child, now)

    def _start(self, child: Child, now: float) -> None:
        # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
        child.process = subprocess.Popen(  # noqa: S603 - our own programs, fixed arguments
            child.command,
            cwd=self.folder,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        child.started = now


def _pause(deaths: int) -> float:
    """At once after the first death, then longer each time."""
    return 0.0 if deaths == 0 else float(min(LONGEST_PAUSE_SECONDS, 0.5 * 2**deaths))


def _end_with_parent() -> None:
    """On Linux: when the supervisor is killed outright, its children are asked to end too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def port_is_free(port: int) -> bool:
    """Whether the web could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
