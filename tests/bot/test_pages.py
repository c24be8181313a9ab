"""The public pages: everybody can read them; they are honest and say nothing of who you are."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from bot.app import create_bot_app
from bot.routes import demo_only, public, undeclared
from config.settings import load_settings
from storage.database import Busy
from storage.register import notices
from tests.bot.plain_browser import PlainBrowser
from tests.conftest import NOW, ROOT

PAGES = ("/", "/your-words", "/help-now", "/you-said-we-did", "/accessibility", "/chat")
A_FERNET_KEY = "Z" * 43 + "="


@pytest.fixture
def browser(sqlite_app: Flask) -> PlainBrowser:
    return PlainBrowser(sqlite_app.test_client())


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_there_small_and_kept_by_no_browser(browser, address):
    page = browser.open(address)
    assert browser.response.status_code == 200
    files = ("golden-thread.css", "golden-thread.js", "thread.svg")
    rest = sum(Path(ROOT / "bot/static" / name).stat().st_size for name in files)
    assert len(page.html.encode()) + rest < 60_000
    headers = browser.response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_gives_away_who_it_is_for(browser, address):
    page = browser.open(address)
    title = re.search("<title>(.*?)</title>", page.html)
    assert title
    assert title[1].endswith("Golden Thread")
    assert "care" not in title[1].lower()


@pytest.mark.parametrize("address", PAGES)
def test_nothing_comes_from_anywhere_else(browser, address):
    page = browser.open(address)
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.html) == []
    scripts = re.findall(r"<script[^>]*>[^<]*", page.html)
    assert [one.replace(" defer", "") for one in scripts] == [
        '<script src="/static/golden-thread.js">'
    ]
    assert " style=" not in page.html


def test_the_first_page_leads_to_everything(browser):
    links = browser.open("/").links
    assert {"/chat", "/you-said-we-did", "/your-words", "/help-now"} <= set(links.values())


def test_help_can_be_rung_and_texted(browser):
    links = set(browser.open("/help-now").links.values())
    assert {"tel:999", "tel:08001111", "sms:85258?&body=SHOUT"} <= links


def test_what_happens_to_your_words_is_plain_about_the_exception(browser):
    words = browser.open("/your-words").text
    assert "we will not keep it to ourselves" in words
    assert "Not even us" in words
    assert "DELETE" in words
    assert "at least 5 people" in words
    assert "This is a demo" in words


def test_nothing_is_made_up_on_you_said_we_did(browser):
    assert "There is nothing here yet" in browser.open("/you-said-we-did").text


def test_leaving_forgets_the_chat_and_goes_somewhere_neutral(browser):
    browser.open("/chat")
    assert browser.client.get_cookie("gt_chat")
    response = browser.client.get("/leave")
    assert response.status_code == 303
    assert "weather" in response.headers["Location"]
    assert browser.client.get_cookie("gt_chat") is None


def test_a_first_look_sets_no_cookie(browser):
    browser.open("/")
    assert browser.client.get_cookie("gt_chat") is None


def test_a_language_is_remembered_and_written_from_its_own_side(browser):
    assert '<html lang="ar" dir="rtl">' in browser.open("/?lang=ar").html
    page = browser.open("/help-now")
    assert '<html lang="ar" dir="rtl">' in page.html
    assert "احصل على مساعدة الآن" in page.html
    assert "مسودة" in page.text  # says that it is a draft
    assert '<html lang="en" dir="ltr">' in browser.open("/?lang=en").html


@pytest.mark.parametrize("code", ["pl", "xx", "../../etc", ""])
def test_a_language_that_is_not_on_changes_nothing(browser, code):
    assert '<html lang="en" dir="ltr">' in browser.open(f"/?lang={code}").html


def test_a_page_that_is_not_there_says_so_kindly(browser):
    page = browser.open("/nothing-here")
    assert browser.response.status_code == 404
    assert "can't find that page" in page.text
    assert "0800 1111" in page.text


def test_a_failure_shows_a_page_and_logs_no_words(sqlite_app, capsys):
    @public("only in this test")
    def broken() -> str:
        raise ValueError("what a young person wrote")

    sqlite_app.add_url_rule("/broken", "broken", broken)
    page = PlainBrowser(sqlite_app.test_client())
    assert "something broke" in page.open("/broken").text
    assert page.response.status_code == 500
    assert "what a young person wrote" not in "".join(capsys.readouterr())


def test_a_database_that_is_away_is_a_503(sqlite_app):
    @public("only in this test")
    def away() -> str:
        raise Busy("locked")

    sqlite_app.add_url_rule("/away", "away", away)
    response = sqlite_app.test_client().get("/away")
    assert response.status_code == 503
    assert response.headers["Retry-After"]


# ------------------------------------------------------------------------------ health


def test_alive(sqlite_app):
    assert sqlite_app.test_client().get("/healthz").status_code == 200


def test_ready_only_when_the_worker_has_been_seen(sqlite_app, sqlite_service, clock):
    client, rooms = sqlite_app.test_client(), sqlite_service.rooms
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "worker" in answer.json["reasons"][0]
    with rooms.register.write() as conn:
        notices.beat(conn, NOW)
    assert client.get("/readyz").status_code == 200
    clock.advance(minutes=10)
    assert "10 minutes" in client.get("/readyz").json["reasons"][0]


def test_not_ready_before_the_databases_are_migrated(sqlite_app, sqlite_service):
    with sqlite_service.rooms.answers.write() as conn:
        conn.execute(text("DELETE FROM alembic_version"))
    answer = sqlite_app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["reasons"][0].startswith("answers: not migrated")


# ------------------------------------------------------------------------- who may call what


def test_every_address_says_why_it_is_open(sqlite_app):
    assert undeclared(sqlite_app) == []


def test_an_address_that_nobody_declared_is_not_there(sqlite_app):
    sqlite_app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert undeclared(sqlite_app) == ["forgotten"]
    assert sqlite_app.test_client().get("/forgotten").status_code == 404


@pytest.mark.parametrize("mark", [public, demo_only])
def test_an_open_address_needs_a_reason(mark):
    with pytest.raises(ValueError, match="reason"):
        mark(" ")


# ------------------------------------------------------------------------------ production


@pytest.fixture
def production(sqlite_service, clock, tmp_path) -> Flask:
    settings = load_settings(
        {
            "VAR_DIR": str(tmp_path),
            "SECRET_KEY": "k" * 40,
            "REGISTER_KEYS": A_FERNET_KEY,
            "LOOKUP_PEPPERS": "p" * 40,
        }
    )
    return create_bot_app(sqlite_service, settings, clock)


def test_the_demo_is_not_there_in_production(production):
    client = production.test_client()
    assert client.get("/demo/phone", base_url="https://localhost").status_code == 404
    page = client.get("/", base_url="https://localhost").get_data(as_text=True)
    assert "demo" not in page.lower()


def test_production_is_https_only_but_for_machines(production):
    client = production.test_client()
    assert client.get("/").headers["Location"].startswith("https://")
    assert client.get("/healthz").status_code == 200
    # A redirect would lose the provider's POST; without its signature it is refused anyway.
    assert client.post("/sms/inbound").status_code == 403


def test_the_chat_works_over_https_where_no_referer_is_sent(production):
    client = production.test_client()
    page = client.get("/chat", base_url="https://localhost")
    cookie = page.headers["Set-Cookie"]
    for part in ("gt_chat=", "HttpOnly", "SameSite=Lax", "Secure"):
        assert part in cookie
    assert "Expires" not in cookie
    token = re.search('name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
    assert token
    said = {"csrf_token": token[1], "turn": "0", "flow": "say-anything"}
    answer = client.post("/chat", data=said, base_url="https://localhost")
    assert answer.status_code == 303
