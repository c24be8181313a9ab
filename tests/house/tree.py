"""The project's own files, as the house tests walk them."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PACKAGES = ("bot", "conversations", "storage", "config", "collation", "staff", "commands", "setup")


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def texts() -> Iterator[tuple[Path, str]]:
    """Every committed text file with what stands in it."""
    for path in files():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture, or a file that went while the tests run


def product_code() -> Iterator[tuple[Path, str, ast.Module]]:
    """The Python that runs the service: its packages and the programs beside them."""
    for path, text in texts():
        if path.suffix == ".py" and (len(path.parts) == 1 or path.parts[0] in PACKAGES):
            yield path, text, ast.parse(text)
