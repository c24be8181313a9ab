"""The demo's secrets: made once on each machine, kept in var/ for its owner's eyes only."""

import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from cryptography.fernet import Fernet

MADE_IN_DEMO: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_hex(32),
    "REGISTER_KEYS": lambda: Fernet.generate_key().decode(),
    "LOOKUP_PEPPERS": lambda: secrets.token_hex(32),
    "TWILIO_AUTH_TOKEN": lambda: secrets.token_hex(16),
}

OWNER_ONLY = 0o600


def demo_secrets(var_dir: Path, names: Iterable[str]) -> dict[str, str]:
    """The demo's own value of each named secret, the same at every start."""
    path = var_dir / "demo-secrets.json"
    if not path.exists():
        _make(path)
    kept: dict[str, str] = json.loads(path.read_text())
    return {name: kept[name] for name in names}


def _make(path: Path) -> None:
    """Write the file whole, or leave the one that another process wrote in the same moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w") as file:
            os.fchmod(file.fileno(), OWNER_ONLY)
            json.dump({name: make() for name, make in MADE_IN_DEMO.items()}, file, indent=1)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
