"""What the service refuses to start with, and what the demo makes for itself."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config.settings import Settings, SettingsError, database_url, environment, load_settings

FIRST_KEY, SECOND_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TOKEN = "0123456789abcdef" * 2
SECRETS = {
    "SECRET_KEY": "k" * 31 + "5",
    "REGISTER_KEYS": FIRST_KEY,
    "LOOKUP_PEPPERS": "p" * 32,
}
TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32,
    "PUBLIC_BASE_URL": "https://talk.example.org",
}


def refusal(environ: Mapping[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ)
    return str(caught.value)


def without(environ: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name not in names}


# ------------------------------------------------------------------------------- production


def test_production_is_what_an_empty_environment_means():
    message = refusal({})
    for name in SECRETS:
        assert f"{name} is missing" in message


def test_production_starts_for_web_chat_only():
    settings = load_settings(SECRETS)
    assert (settings.mode, settings.demo, settings.port) == ("production", False, 8000)
    assert settings.twilio_auth_tokens == ()


def test_production_starts_with_twilio():
    settings = load_settings(SECRETS | TWILIO)
    assert settings.twilio_account_sid == TWILIO["TWILIO_ACCOUNT_SID"]
    assert settings.twilio_auth_tokens == (TOKEN,)
    assert settings.public_base_url == "https://talk.example.org"


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_production_refuses_a_missing_secret(name):
    assert refusal(without(SECRETS, name)).startswith(f"{name} is missing: make one with")


@pytest.mark.parametrize("name", sorted(SECRETS))
@pytest.mark.parametrize("value", ["", "   ", ",", " , "])
def test_production_refuses_an_empty_secret(name, value):
    assert f"{name} is missing" in refusal(SECRETS | {name: value})


@pytest.mark.parametrize("name", sorted(SECRETS))
@pytest.mark.parametrize("value", ["change-me", "ChangeMe" * 8, "the-default-secret-" + "x" * 32])
def test_production_refuses_a_default_secret(name, value):
    assert f"{name} is a default" in refusal(SECRETS | {name: value})


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_production_refuses_a_short_secret(name):
    assert f"{name} is too short" in refusal(SECRETS | {name: "a" * 31})


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_production_looks_at_every_secret_of_a_rotation(name):
    assert f"{name} is too short" in refusal(SECRETS | {name: f"{SECRETS[name]},short"})


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_refusal_never_repeats_a_secret(name):
    assert "hunter2" not in refusal(SECRETS | {name: "hunter2"})


@pytest.mark.parametrize("mode", ["production", "demo"])
@pytest.mark.parametrize("key", ["a" * 40, "é" * 40, "not base64!" * 4])
def test_register_keys_must_be_fernet_keys(mode, key, tmp_path):
    environ = SECRETS | {"MODE": mode, "REGISTER_KEYS": key, "VAR_DIR": str(tmp_path)}
    assert "REGISTER_KEYS holds something that is no Fernet key" in refusal(environ)


def test_production_refuses_a_twilio_token_alone():
    environ = SECRETS | {"TWILIO_AUTH_TOKEN": TOKEN, "PUBLIC_BASE_URL": "https://x.example.org"}
    message = refusal(environ)
    assert "TWILIO_AUTH_TOKEN stands alone" in message
    assert "TWILIO_ACCOUNT_SID" in message


@pytest.mark.parametrize(
    "name", ["TWILIO_AUTH_TOKEN", "TWILIO_MESSAGING_SERVICE_SID", "PUBLIC_BASE_URL"]
)
def test_production_refuses_half_of_twilio(name):
    assert name in refusal(without(SECRETS | TWILIO, name))


@pytest.mark.parametrize(
    ("token", "why"), [("short", "too short"), ("your-auth-token" * 3, "is a default")]
)
def test_production_refuses_a_weak_twilio_token(token, why):
    message = refusal(SECRETS | TWILIO | {"TWILIO_AUTH_TOKEN": token})
    assert "TWILIO_AUTH_TOKEN" in message
    assert why in message


def test_a_sender_number_does_instead_of_a_messaging_service():
    environ = without(SECRETS | TWILIO, "TWILIO_MESSAGING_SERVICE_SID")
    assert load_settings(environ | {"TWILIO_FROM": "+447700900000"}).twilio_from == "+447700900000"


@pytest.mark.parametrize(
    "url", ["http://talk.example.org", "talk.example.org", "https://", "ftp://x"]
)
def test_production_refuses_an_address_that_is_not_https(url):
    assert "PUBLIC_BASE_URL must be" in refusal(SECRETS | {"PUBLIC_BASE_URL": url})


def test_production_may_run_on_this_machine_itself():
    settings = load_settings(SECRETS | {"PUBLIC_BASE_URL": "http://127.0.0.1:8123/"})
    assert settings.public_base_url == "http://127.0.0.1:8123"


def test_every_wrong_setting_is_named_at_once():
    message = refusal({"PORT": "many", "SMTP_URL": "mail.example.org", "TWILIO_AUTH_TOKEN": TOKEN})
    named = ["PORT", "SMTP_URL", "TWILIO_AUTH_TOKEN", "SECRET_KEY", "REGISTER_KEYS"]
    assert [name for name in named if name not in message] == []


# -------------------------------------------------------------------------------------- demo


def demo(var_dir: Path, **given: str) -> Settings:
    return load_settings({"MODE": "demo", "VAR_DIR": str(var_dir)} | given)


def test_the_demo_makes_its_secrets_once(tmp_path):
    first, second = demo(tmp_path / "var"), demo(tmp_path / "var")
    assert first == second
    assert len(first.secret_key) >= 32
    assert len(first.lookup_peppers[0]) >= 32
    assert Fernet(first.register_keys[0])
    assert len(first.twilio_auth_tokens) == 1
    assert demo(tmp_path / "elsewhere").secret_key != first.secret_key


def test_the_demo_keeps_its_secrets_for_its_owner_only(tmp_path):
    demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["demo-secrets.json"]
    assert stat.S_IMODE((tmp_path / "demo-secrets.json").stat().st_mode) == 0o600


def test_a_secret_given_to_the_demo_wins(tmp_path):
    settings = demo(tmp_path, TWILIO_AUTH_TOKEN="mine", REGISTER_KEYS=SECOND_KEY)
    assert settings.twilio_auth_tokens == ("mine",)
    assert settings.twilio_account_sid is None
    assert settings.register_keys == (SECOND_KEY,)
    assert json.loads((tmp_path / "demo-secrets.json").read_text())["REGISTER_KEYS"] != SECOND_KEY


def test_the_demo_needs_no_file_when_all_is_given(tmp_path):
    demo(tmp_path / "var", **SECRETS, TWILIO_AUTH_TOKEN=TOKEN)
    assert not (tmp_path / "var").exists()


# ------------------------------------------------------------------------------------- forms


def test_a_rotation_lists_the_newest_first():
    environ = SECRETS | TWILIO
    environ |= {
        "REGISTER_KEYS": f" {FIRST_KEY} , {SECOND_KEY},",
        "TWILIO_AUTH_TOKEN": TOKEN + ",1" + TOKEN,
    }
    settings = load_settings(environ)
    assert settings.register_keys == (FIRST_KEY, SECOND_KEY)
    assert settings.twilio_auth_tokens == (TOKEN, "1" + TOKEN)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@db.example.org/r", "postgresql+psycopg://u:p@db.example.org/r"),
        ("postgresql://u:p@db.example.org/r", "postgresql+psycopg://u:p@db.example.org/r"),
        ("postgresql:///r?host=/run/pg", "postgresql+psycopg:///r?host=/run/pg"),
        ("postgresql+psycopg://db/r", "postgresql+psycopg://db/r"),
        ("sqlite:///var/register.db", "sqlite:///var/register.db"),
    ],
)
def test_postgresql_addresses_are_accepted_in_their_usual_forms(given, used):
    assert database_url(given) == used


def test_the_three_databases_have_their_usual_places():
    settings = load_settings(SECRETS)
    assert settings.database_url == "sqlite:///var/register.db"
    assert settings.answers_database_url == "sqlite:///var/answers.db"
    assert settings.keys_database_url == "sqlite:///var/keys.db"
    assert settings.county_dir.name == "config"


@pytest.mark.parametrize(
    ("register", "keys"),
    [
        ("sqlite:///one.db", "sqlite:///one.db"),
        ("postgres://db/one", "postgresql://db/one"),
        ("sqlite:///var/keys.db", ""),
    ],
)
def test_two_rooms_may_not_share_a_database(register, keys):
    environ = SECRETS | {"DATABASE_URL": register, "KEYS_DATABASE_URL": keys}
    assert "two of them are the same" in refusal(environ)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000.0", "٨٠٠٠", "http"])
def test_a_port_is_a_port(port):
    assert "PORT" in refusal(SECRETS | {"PORT": port})


def test_the_mode_is_one_of_two():
    assert 'MODE is "Demo"' in refusal(SECRETS | {"MODE": "Demo"})


def test_no_secret_shows_in_the_settings_text():
    shown = repr(load_settings(SECRETS | TWILIO | {"DATABASE_URL": "postgres://u:pw@db/r"}))
    for hidden in (*SECRETS.values(), TOKEN, "pw@db"):
        assert hidden not in shown


def test_the_env_file_is_read_and_the_environment_wins(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("MODE=demo\nGT_TEST_PORT=9000\nGT_TEST_EMPTY=\n")
    monkeypatch.setenv("GT_TEST_PORT", "9001")
    monkeypatch.delenv("MODE", raising=False)
    seen = environment(file)
    assert (seen["MODE"], seen["GT_TEST_PORT"]) == ("demo", "9001")
    assert "GT_TEST_EMPTY" not in seen


def test_no_env_file_is_no_trouble(tmp_path):
    assert "PATH" in environment(tmp_path / ".env")
