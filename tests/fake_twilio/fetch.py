"""Fetches Twilio's published OpenAPI description, which the fake checks every request against.

`python -m tests.fake_twilio.fetch`. It comes in an npm package that package-lock.json pins
(`@twilio/cli-core`, MIT); npm checks it against the lock, no script of any package runs, and only
the description and its licence are kept, in `node_modules/`, which is never committed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setup.assets import find_npm

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "@twilio/cli-core"
DESCRIPTION = "src/services/twilio-api/twilio_api_v2010.json"

HERE = ROOT / "node_modules" / PACKAGE
"""Where a plain `npm ci` in the project's folder would put it as well."""

_KEPT = ("package.json", "LICENSE", DESCRIPTION)


def main() -> int:
    """Fetch it unless the pinned version is there; with STRICT=1 a failure is an error."""
    if fetched():
        return 0
    sys.stdout.write("Fetching Twilio's description of its API ...\n")
    try:
        with tempfile.TemporaryDirectory() as scratch:
            _keep(_install(Path(scratch)) / PACKAGE)
    except (OSError, subprocess.SubprocessError) as error:
        sys.stderr.write(
            f"WARNING: Twilio's description could not be fetched ({error}).\n"
            "         Tests that need the fake Twilio are NOT RUN.\n"
        )
        return 1 if os.environ.get("STRICT") == "1" else 0
    return 0


def fetched() -> bool:
    """Whether the version that the lock pins is there."""
    if not (HERE / DESCRIPTION).is_file() or not (HERE / "package.json").is_file():
        return False
    lock = json.loads((ROOT / "package-lock.json").read_text())
    here = json.loads((HERE / "package.json").read_text())
    return bool(here["version"] == lock["packages"][f"node_modules/{PACKAGE}"]["version"])


def _install(scratch: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, scratch / name)
    npm, environment = find_npm()
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(
        command, cwd=scratch, env=environment, check=True, timeout=600, stdout=subprocess.DEVNULL
    )
    return scratch / "node_modules"


def _keep(package: Path) -> None:
    """Copy what is used; the description comes last, so that half a job is done again."""
    for name in _KEPT:
        (HERE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(package / name, HERE / name)


if __name__ == "__main__":
    sys.exit(main())
