"""What a machine must be told before the service may start: addresses, keys and secrets."""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from config.secrets import MADE_IN_DEMO, demo_secrets

MIN_SECRET_LENGTH = 32

# Words that people leave standing where a secret should be.
PLACEHOLDERS = (
    "change-me",
    "change_me",
    "changeme",
    "default",
    "development",
    "example",
    "insecure",
    "not-secret",
    "password",
    "placeholder",
    "replace-me",
    "your-",
)

_MAKE_TEXT = 'python -c "import secrets; print(secrets.token_hex(32))"'
_MAKE_FERNET = (
    'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)
HOW_TO_MAKE = {
    "SECRET_KEY": _MAKE_TEXT,
    "REGISTER_KEYS": _MAKE_FERNET,
    "LOOKUP_PEPPERS": _MAKE_TEXT,
}


class SettingsError(Exception):
    """The service may not start; the message names each setting that is wrong, a line for each."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. Secrets stay out of its repr, so out of every log."""

    mode: str
    port: int
    public_base_url: str
    county_dir: Path
    var_dir: Path
    database_url: str = field(repr=False)
    answers_database_url: str = field(repr=False)
    keys_database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    register_keys: tuple[str, ...] = field(repr=False)
    lookup_peppers: tuple[str, ...] = field(repr=False)
    twilio_account_sid: str | None = field(default=None, repr=False)
    twilio_auth_tokens: tuple[str, ...] = field(default=(), repr=False)
    twilio_messaging_service_sid: str | None = None
    twilio_from: str | None = field(default=None, repr=False)
    twilio_api_base_url: str | None = None
    smtp_url: str | None = field(default=None, repr=False)

    @property
    def demo(self) -> bool:
        """Whether this is the demo: invented people, a clock that can be moved, open log-ins."""
        return self.mode == "demo"


def environment(env_file: Path = Path(".env")) -> dict[str, str]:
    """The process's environment over what `.env` says; an empty line in `.env` says nothing."""
    from_file = dotenv_values(env_file) if env_file.is_file() else {}
    return {name: value for name, value in from_file.items() if value} | dict(os.environ)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check the settings; refuse, naming every setting that is wrong."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    mode = given.get("MODE", "production")
    if mode not in ("production", "demo"):
        raise SettingsError(f'MODE is "{mode}": it may be production (when unset) or demo.')
    var_dir = Path(given.get("VAR_DIR", "var"))
    port, problems = _port(given)
    if mode == "demo":
        missing = [name for name in MADE_IN_DEMO if name not in given]
        given |= demo_secrets(var_dir, missing) if missing else {}
        problems += _unusable_keys(given)
    else:
        problems += _weak_secrets(given) + _twilio_problems(given)
    problems += _url_problems(given, mode) + _shared_databases(given, var_dir)
    if problems:
        raise SettingsError("\n".join(problems))
    return _settings(given, mode, port, var_dir)


def _settings(given: Mapping[str, str], mode: str, port: int, var_dir: Path) -> Settings:
    return Settings(
        mode=mode,
        port=port,
        public_base_url=given.get("PUBLIC_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        county_dir=Path(given.get("COUNTY_DIR", Path(__file__).resolve().parent)),
        var_dir=var_dir,
        database_url=database_url(given.get("DATABASE_URL", _sqlite(var_dir, "register"))),
        answers_database_url=database_url(
            given.get("ANSWERS_DATABASE_URL", _sqlite(var_dir, "answers"))
        ),
        keys_database_url=database_url(given.get("KEYS_DATABASE_URL", _sqlite(var_dir, "keys"))),
        secret_key=given["SECRET_KEY"],
        register_keys=_listed(given["REGISTER_KEYS"]),
        lookup_peppers=_listed(given["LOOKUP_PEPPERS"]),
        twilio_account_sid=given.get("TWILIO_ACCOUNT_SID"),
        twilio_auth_tokens=_listed(given.get("TWILIO_AUTH_TOKEN", "")),
        twilio_messaging_service_sid=given.get("TWILIO_MESSAGING_SERVICE_SID"),
        twilio_from=given.get("TWILIO_FROM"),
        twilio_api_base_url=given.get("TWILIO_API_BASE_URL"),
        smtp_url=given.get("SMTP_URL"),
    )


def database_url(url: str) -> str:
    """The address with our PostgreSQL driver named, whichever of the usual forms it came in."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _sqlite(var_dir: Path, name: str) -> str:
    return f"sqlite:///{var_dir}/{name}.db"


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _port(given: Mapping[str, str]) -> tuple[int, list[str]]:
    text = given.get("PORT", "8000")
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text), []
    return 0, [f'PORT is "{text}": it must be a number from 1 to 65535.']


def _weak_secrets(given: Mapping[str, str]) -> list[str]:
    problems = []
    for name, command in HOW_TO_MAKE.items():
        values = _listed(given.get(name, ""))
        if not values:
            problems.append(f"{name} is missing: make one with  {command}")
        elif any(_is_default(value) for value in values):
            problems.append(f"{name} is a default: make your own with  {command}")
        elif any(len(value) < MIN_SECRET_LENGTH for value in values):
            problems.append(
                f"{name} is too short (under {MIN_SECRET_LENGTH} characters): "
                f"make one with  {command}"
            )
    return problems or _unusable_keys(given)


def _is_default(value: str) -> bool:
    return any(word in value.lower() for word in PLACEHOLDERS)


def _unusable_keys(given: Mapping[str, str]) -> list[str]:
    if all(_is_fernet_key(key) for key in _listed(given["REGISTER_KEYS"])):
        return []
    return [f"REGISTER_KEYS holds something that is no Fernet key: make one with  {_MAKE_FERNET}"]


def _is_fernet_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text.encode())) == 32
    except (binascii.Error, ValueError):
        return False


def _twilio_problems(given: Mapping[str, str]) -> list[str]:
    """Twilio whole or not at all: half of it would take texts and be unable to answer."""
    sid, tokens = given.get("TWILIO_ACCOUNT_SID"), _listed(given.get("TWILIO_AUTH_TOKEN", ""))
    problems = []
    if tokens and not sid:
        problems.append(
            "TWILIO_AUTH_TOKEN stands alone: TWILIO_ACCOUNT_SID is missing, so texts could come "
            "in and none go out. Set both, or neither for web chat only."
        )
    if sid and not tokens:
        problems.append("TWILIO_AUTH_TOKEN is missing: copy it from Twilio's console.")
    if any(_is_default(token) for token in tokens):
        problems.append("TWILIO_AUTH_TOKEN is a default: copy your own from Twilio's console.")
    elif any(len(token) < MIN_SECRET_LENGTH for token in tokens):
        problems.append("TWILIO_AUTH_TOKEN is too short: Twilio's have 32 characters.")
    if sid and not (given.get("TWILIO_MESSAGING_SERVICE_SID") or given.get("TWILIO_FROM")):
        problems.append("TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM is missing: set one of them.")
    if (sid or tokens) and "PUBLIC_BASE_URL" not in given:
        problems.append(
            "PUBLIC_BASE_URL is missing: Twilio signs this address, and without it every text "
            "would be refused."
        )
    return problems


def _url_problems(given: Mapping[str, str], mode: str) -> list[str]:
    problems = []
    for name in ("PUBLIC_BASE_URL", "TWILIO_API_BASE_URL"):
        if name in given and not _is_web_address(given[name], plain=mode == "demo"):
            problems.append(
                f"{name} must be a whole address that starts with https:// "
                "(http:// only in the demo or on this machine itself)."
            )
    if "SMTP_URL" in given and urlsplit(given["SMTP_URL"]).scheme not in ("smtp", "smtps"):
        problems.append("SMTP_URL must start with smtp:// or smtps://.")
    return problems


def _is_web_address(url: str, *, plain: bool) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "http":
        return bool(parts.hostname) and (
            plain or parts.hostname in ("127.0.0.1", "localhost", "::1")
        )
    return parts.scheme == "https" and bool(parts.hostname)


def _shared_databases(given: Mapping[str, str], var_dir: Path) -> list[str]:
    rooms = {
        "DATABASE_URL": "register",
        "ANSWERS_DATABASE_URL": "answers",
        "KEYS_DATABASE_URL": "keys",
    }
    urls = {database_url(given.get(name, _sqlite(var_dir, room))) for name, room in rooms.items()}
    if len(urls) == len(rooms):
        return []
    return [
        f"{', '.join(rooms)}: two of them are the same. Each needs a database of its own; that "
        "answers and numbers cannot be joined rests on it."
    ]
