"""Engines that talk the benchmark's conversation, each in a process of its own.

A contender prints one line of JSON when it is ready: `said` and `kept` of one conversation, and
its largest `state_bytes`. For each number of seconds that it reads it then talks that long and
prints `turns`, `cpu` and `wall` seconds.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PEERS = HERE / "peers"
NODE_LOCK = PEERS / "package-lock.json"
PYTHON_PINS = PEERS / "requirements.txt"
NODE_FOLDER = HERE / ".peers/node"
PYTHON_FOLDER = HERE / ".peers/venv"
PYTHON = PYTHON_FOLDER / "bin/python"

HOW_TO_GET_IT = "python -m benchmarks.fetch"
HOW_TO_GET_NODE = "install Node.js 18 or newer, then python -m benchmarks.fetch"


@dataclass(frozen=True)
class Talked:
    """What one round came to."""

    turns: int
    cpu: float
    wall: float

    @property
    def per_cpu_second(self) -> float:
        """Turns for each second of processor time."""
        return self.turns / self.cpu

    @property
    def per_second(self) -> float:
        """Turns for each second on the wall."""
        return self.turns / self.wall


@dataclass(frozen=True)
class Engine:
    """An engine that can be started here, or why it cannot."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)
    not_run: str = ""


class Contender:
    """An engine that is running."""

    def __init__(self, engine: Engine) -> None:
        self._process = subprocess.Popen(
            engine.command,
            cwd=HERE.parent,
            env={**os.environ, **engine.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.checked = self._read()

    def talk(self, seconds: float) -> Talked:
        """Talk for so long."""
        assert self._process.stdin
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        return Talked(**self._read())

    def stop(self) -> None:
        """End it."""
        self._process.communicate()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the engine ended; what it said stands above")
        found: dict[str, Any] = json.loads(line)
        return found


def ours() -> tuple[Engine, Engine]:
    """Our engine, without and with the safety screen."""
    module = (sys.executable, "-m", "benchmarks.our_engine")
    return (
        Engine("Golden Thread", module),
        Engine("Golden Thread, with the safety screen", (*module, "screen")),
    )


def peers() -> tuple[Engine, ...]:
    """The engines of others."""
    return (*_flow_runner(), _botbuilder())


def _flow_runner() -> tuple[Engine, Engine]:
    node = node_path()
    command = (node or "node", str(PEERS / "floip.js"))
    environ = {"NODE_PATH": str(NODE_FOLDER / "node_modules")}
    lack = "" if node else HOW_TO_GET_NODE
    if not lack and not installed(NODE_FOLDER, NODE_LOCK):
        lack = HOW_TO_GET_IT
    name = "@floip/flow-runner 1.0.11"
    return (
        Engine(name, command, environ, lack),
        Engine(f"{name}, flow kept out of the state", (*command, "apart"), environ, lack),
    )


def _botbuilder() -> Engine:
    command = (str(PYTHON), str(PEERS / "botbuilder_bot.py"))
    lack = "" if installed(PYTHON_FOLDER, PYTHON_PINS) else HOW_TO_GET_IT
    return Engine("botbuilder-dialogs 4.17.1", command, not_run=lack)


def installed(folder: Path, pins: Path) -> bool:
    """Whether a folder holds what these pins name: fetching leaves a copy of them as its last."""
    stamp = folder / ".complete"
    return stamp.is_file() and stamp.read_bytes() == pins.read_bytes()


def node_path() -> str | None:
    """The machine's node, or the one that a Python package brought into the environment."""
    beside = Path(sys.executable).parent
    return shutil.which("node", path=os.pathsep.join([os.environ.get("PATH", ""), str(beside)]))
