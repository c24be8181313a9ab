"""Signing in: what a guesser meets, and when a sign-in ends."""

import pytest
from werkzeug.test import Client

from staff.guard import COOKIE
from storage import audit
from storage.office import signins
from tests.staff.console import PASSWORD, Console, post, token


def _cookie(client: Client) -> str | None:
    found = client.get_cookie(COOKIE, path="/staff")
    return found.value if found else None


def test_the_right_password_lets_in_and_is_in_the_log(console: Console) -> None:
    client = console.browser()
    response = console.sign_in(client, "Officer-Person ")
    assert response.status_code == 302
    assert response.headers["Location"] == "/staff/"
    assert "officer-person" in client.get("/staff/").text
    with console.rooms.register.read() as conn:
        assert audit.entries(conn)[0].action == "account.signed_in"


def test_it_leads_on_to_the_page_that_was_wanted_and_nowhere_else(console: Console) -> None:
    client = console.browser()
    asked = client.get("/staff/answers?quarter=2026-Q3")
    assert asked.headers["Location"] == "/staff/login?then=/answers?quarter%3D2026-Q3"
    form = client.get(asked.headers["Location"])
    assert 'name="then" value="/answers?quarter=2026-Q3"' in form.text
    fields = {"name": "officer-person", "password": PASSWORD}
    done = post(client, "/staff/login", then="/answers?quarter=2026-Q3", **fields)
    assert done.headers["Location"] == "/staff/answers?quarter=2026-Q3"
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX: y"):
        done = post(console.browser(), "/staff/login", then=elsewhere, **fields)
        assert done.headers["Location"] == "/staff/"


def test_an_unknown_name_and_a_wrong_password_look_the_same(console: Console) -> None:
    wrong = console.sign_in(console.browser(), "officer-person", "not this")
    unknown = console.sign_in(console.browser(), "nobody-person1", "not this")
    assert wrong.status_code == unknown.status_code == 401
    pages = [
        page.text.replace("officer-person", "-").replace("nobody-person1", "-")
        for page in (wrong, unknown)
    ]
    stripped = [_without_random(page) for page in pages]
    assert stripped[0] == stripped[1]
    assert "do not go together" in wrong.text


def _without_random(page: str) -> str:
    import re

    return re.sub(r'(nonce|value)="[^"]+"', "", page)


def test_an_unknown_name_takes_the_time_of_a_password(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    from storage.office import accounts

    real = accounts.password_matches
    monkeypatch.setattr(
        accounts, "password_matches", lambda kept, typed: looked.append(kept) or real(kept, typed)
    )
    console.sign_in(console.browser(), "nobody-at-all", "x")
    assert len(looked) == 1
    assert looked[0].startswith("$argon2id$")


@pytest.mark.parametrize("name", ["officer-person", "nobody-at-all"])
def test_the_eleventh_wrong_try_is_refused_and_says_what_to_do(console: Console, name: str) -> None:
    for _ in range(10):
        assert console.sign_in(console.browser(), name, "wrong").status_code == 401
    refused = console.sign_in(console.browser(), name, PASSWORD)
    assert refused.status_code == 429
    assert "Wait 15 minutes" in refused.text
    console.clock.move(minutes=16)
    expected = 302 if name == "officer-person" else 401
    assert console.sign_in(console.browser(), name, PASSWORD).status_code == expected


def test_a_right_password_forgets_the_wrong_tries(console: Console) -> None:
    for _ in range(3):
        for _ in range(9):
            console.sign_in(console.browser(), "officer-person", "wrong")
        assert console.sign_in(console.browser(), "officer-person").status_code == 302
        console.clock.move(minutes=16)


def test_one_address_gets_thirty_wrong_tries(console: Console) -> None:
    for n in range(30):
        assert console.sign_in(console.browser(), f"nobody-{n // 5}", "x").status_code == 401
    assert console.sign_in(console.browser(), "officer-person").status_code == 429


def test_many_right_passwords_from_one_office_are_no_attack(console: Console) -> None:
    for _ in range(35):
        assert console.sign_in(console.browser(), "officer-person").status_code == 302


def test_counters_name_neither_account_nor_address(console: Console) -> None:
    console.sign_in(console.browser(), "officer-person", "wrong")
    with console.rooms.register.read() as conn:
        rows = conn.exec_driver_sql("SELECT bucket FROM signin_try").scalars().all()
    assert len(rows) == 2
    assert all(len(row) == 64 and "officer" not in row and "127" not in row for row in rows)


def test_a_new_token_at_every_sign_in_and_only_its_hash_is_kept(console: Console) -> None:
    client = console.browser()
    client.set_cookie(COOKIE, "chosen-by-an-attacker", path="/staff")
    before = token(client)
    console.sign_in(client, "officer-person")
    first = _cookie(client)
    assert first != "chosen-by-an-attacker"
    assert token(client) != before
    again = console.browser()
    console.sign_in(again, "officer-person")
    assert _cookie(again) != first
    with console.rooms.register.read() as conn:
        kept = conn.exec_driver_sql("SELECT * FROM signin").all()
    assert first not in str(kept)


def test_cookies_are_for_this_console_only(console: Console) -> None:
    client = console.browser()
    form = client.get("/staff/login")
    response = console.sign_in(client, "officer-person")
    cookies = form.headers.getlist("Set-Cookie") + response.headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"gt_staff", "gt_staff_form"}
    for cookie in cookies:
        assert "Path=/staff" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_half_an_hour_without_a_click_ends_it(console: Console) -> None:
    client = console.browser("officer")
    for _ in range(4):
        console.clock.move(minutes=25)
        assert client.get("/staff/").status_code == 200
    console.clock.move(minutes=31)
    assert client.get("/staff/").headers["Location"].startswith("/staff/login")


def test_twelve_hours_end_it_however_busy(console: Console) -> None:
    client = console.browser("officer")
    for _ in range(36):
        console.clock.move(minutes=20)
        assert client.get("/staff/").status_code == 200
    console.clock.move(minutes=1)
    assert client.get("/staff/").status_code == 302


def test_signing_out_ends_it_on_the_server(console: Console) -> None:
    client = console.browser("officer")
    kept = _cookie(client)
    assert kept
    response = post(client, "/staff/logout")
    assert response.status_code == 302
    assert _cookie(client) is None
    thief = console.browser()
    thief.set_cookie(COOKIE, kept, path="/staff")
    assert thief.get("/staff/").status_code == 302


def test_disabling_an_account_ends_it_at_once(console: Console) -> None:
    theirs, admin = console.browser("reader"), console.browser("admin")
    post(admin, f"/staff/accounts/{console.people['reader'].id}/active", active="no")
    assert theirs.get("/staff/").status_code == 302
    refused = console.sign_in(console.browser(), "reader-person")
    assert refused.status_code == 401
    assert "do not go together" in refused.text
    post(admin, f"/staff/accounts/{console.people['reader'].id}/active", active="yes")
    assert theirs.get("/staff/").status_code == 302
    assert console.sign_in(console.browser(), "reader-person").status_code == 302


def test_what_was_typed_after_the_sign_in_ended_is_said_to_be_lost(console: Console) -> None:
    client = console.browser("reader")
    form = token(client)
    console.clock.move(minutes=45)
    response = client.post("/staff/reading/undo", data={"csrf_token": form})
    assert response.status_code == 302
    assert "that was not saved" in client.get(response.headers["Location"]).text


def test_changing_the_password(console: Console) -> None:
    client, elsewhere = console.browser("reader"), console.browser("reader")
    new = "three plain words"
    wrong = post(client, "/staff/password", old="no", new="short", again="short")
    assert wrong.status_code == 400
    assert "not your password now" in wrong.text
    assert "at least 12" in wrong.text
    twice = post(client, "/staff/password", old=PASSWORD, new=new, again=new + "!")
    assert "two new passwords are different" in twice.text
    named = post(client, "/staff/password", old=PASSWORD, new="xx-reader-person", again="")
    assert "account name" in named.text
    same = post(client, "/staff/password", old=PASSWORD, new=PASSWORD, again=PASSWORD)
    assert "different from the one you have" in same.text
    done = post(client, "/staff/password", old=PASSWORD, new=new, again=new)
    assert done.status_code == 302
    assert client.get("/staff/").status_code == 200
    assert elsewhere.get("/staff/").status_code == 302
    assert console.sign_in(console.browser(), "reader-person").status_code == 401
    assert console.sign_in(console.browser(), "reader-person", new).status_code == 302


def test_guessing_the_old_password_is_slowed_down_too(console: Console) -> None:
    client = console.browser("reader")
    for _ in range(10):
        assert post(client, "/staff/password", old="guess").status_code == 400
    assert post(client, "/staff/password", old=PASSWORD).status_code == 429


def test_what_is_over_is_forgotten(console: Console) -> None:
    console.browser("officer")
    console.sign_in(console.browser(), "officer-person", "wrong")
    console.clock.move(hours=13)
    with console.rooms.register.write() as conn:
        signins.sweep(conn, console.clock.now())
        assert conn.exec_driver_sql("SELECT count(*) FROM signin").scalar() == 0
        assert conn.exec_driver_sql("SELECT count(*) FROM signin_try").scalar() == 0


def test_in_production_cookies_need_https(console: Console) -> None:
    from dataclasses import replace

    from staff.app import create_staff_app

    desk = console.app.extensions["golden_thread_desk"]
    strict = replace(desk.settings, mode="production")
    app = create_staff_app(desk.rooms, desk.county, strict, console.clock)
    plain = app.test_client().get("/login")
    assert plain.status_code == 302
    assert plain.headers["Location"].startswith("https://")
    safe = app.test_client().get("/login", base_url="https://staff.example")
    assert "Secure" in safe.headers["Set-Cookie"]
    assert "max-age=31556926" in safe.headers["Strict-Transport-Security"]
