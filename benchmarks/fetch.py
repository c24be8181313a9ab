"""Fetches the engines that ours is compared with into benchmarks/.peers, as locked.

Nothing of them is committed or runs in the service.
"""

import shutil
import subprocess
import sys
import venv

from benchmarks.contender import (
    NODE_FOLDER,
    NODE_LOCK,
    PEERS,
    PYTHON,
    PYTHON_FOLDER,
    PYTHON_PINS,
    installed,
)
from setup.assets import find_npm


def main() -> int:
    """Fetch what is missing; what cannot be had is said, and the rest is measured without it."""
    failed = False
    for name, folder, pins, fetch in (
        ("@floip/flow-runner", NODE_FOLDER, NODE_LOCK, _fetch_node),
        ("botbuilder-dialogs", PYTHON_FOLDER, PYTHON_PINS, _fetch_python),
    ):
        if installed(folder, pins):
            continue
        print(f"Fetching {name} ...")
        shutil.rmtree(folder, ignore_errors=True)
        try:
            fetch()
            shutil.copy(pins, folder / ".complete")
        except (OSError, subprocess.SubprocessError) as error:
            print(f"WARNING: {name} could not be fetched ({error}).", file=sys.stderr)
            failed = True
    return int(failed)


def _fetch_node() -> None:
    NODE_FOLDER.mkdir(parents=True)
    for name in ("package.json", NODE_LOCK.name):
        shutil.copy(PEERS / name, NODE_FOLDER)
    npm, environ = find_npm()
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(
        command, cwd=NODE_FOLDER, env=environ, check=True, timeout=300, stdout=subprocess.DEVNULL
    )


def _fetch_python() -> None:
    venv.create(PYTHON_FOLDER, with_pip=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(PYTHON_PINS)], check=True, timeout=600)


if __name__ == "__main__":
    sys.exit(main())
