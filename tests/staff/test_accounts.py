"""Accounts: opened, handed over, disabled; every change in the log."""

import re

from storage import audit
from tests.staff.console import PASSWORD, Console, post


def _handed(page: str) -> str:
    found = re.search(r'<strong class="gt-secret">([a-z0-9-]+)</strong>', page)
    assert found
    return found.group(1)


def _actions(console: Console) -> list[str]:
    with console.rooms.register.read() as conn:
        assert audit.verify(conn) is None
        return [entry.action for entry in audit.entries(conn)]


def test_a_new_account_gets_a_password_for_one_sign_in(console: Console) -> None:
    made = post(
        console.browser("admin"), "/staff/accounts", name=" New.Person@council ", role="reader"
    )
    assert made.status_code == 200
    password = _handed(made.text)
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    client = console.browser()
    assert console.sign_in(client, "new.person@council", password).status_code == 302
    for path in ("/staff/", "/staff/reading"):
        assert client.get(path).headers["Location"] == "/staff/password"
    new = "three plain words"
    form = client.get("/staff/password").text
    assert "Choose your own password" in form
    done = post(client, "/staff/password", old=password, new=new, again=new)
    assert done.status_code == 302
    assert client.get("/staff/reading").headers["Location"] == "/staff/practice"
    assert console.sign_in(console.browser(), "new.person@council", password).status_code == 401
    assert _actions(console)[-1] == "account.created"


def test_what_is_wrong_with_a_new_account_is_said_beside_the_field(console: Console) -> None:
    admin = console.browser("admin")
    for name, role, said in (
        ("", "reader", "Use 2 to 80"),
        ("two words", "reader", "Use 2 to 80"),
        ("=cmd", "reader", "Use 2 to 80"),
        ("good-name", "", "Choose a role"),
        ("good-name", "king", "Choose a role"),
        ("Reader-Person", "reader", "account of that name already"),
    ):
        response = post(admin, "/staff/accounts", name=name, role=role)
        assert response.status_code == 400
        assert said in response.text
        assert "There is a problem" in response.text
    assert _actions(console) == []


def test_a_lost_password_is_renewed_and_ends_every_sign_in(console: Console) -> None:
    reader = console.browser("reader")
    made = post(console.browser("admin"), f"/staff/accounts/{console.people['reader'].id}/password")
    assert reader.get("/staff/").status_code == 302
    assert console.sign_in(console.browser(), "reader-person", PASSWORD).status_code == 401
    assert (
        console.sign_in(console.browser(), "reader-person", _handed(made.text)).status_code == 302
    )


def test_the_last_administrator_cannot_be_disabled(console: Console) -> None:
    admin = console.browser("admin")
    path = f"/staff/accounts/{console.people['admin'].id}/active"
    post(admin, path, active="no")
    assert "last administrator" in admin.get("/staff/accounts").text
    post(admin, "/staff/accounts", name="second-admin", role="admin")
    assert post(admin, path, active="no").status_code == 302
    assert admin.get("/staff/").status_code == 302


def test_doing_it_twice_is_one_line_in_the_log(console: Console) -> None:
    admin = console.browser("admin")
    for _ in range(2):
        post(admin, f"/staff/accounts/{console.people['reader'].id}/active", active="no")
    assert _actions(console) == ["account.disabled"]


def test_an_account_that_is_not_there(console: Console) -> None:
    admin = console.browser("admin")
    assert post(admin, "/staff/accounts/none/active", active="no").status_code == 404
    assert post(admin, "/staff/accounts/none/password").status_code == 404
    path = f"/staff/accounts/{console.people['reader'].id}/active"
    assert post(admin, path, active="perhaps").status_code == 400
