"""A worker adds young people, tells them, pauses them, and learns nothing of what they do."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.message import InboundMessage
from bot.receive import receive
from bot.service import make_service
from storage import suppression
from storage.office import accounts, team_keys
from storage.register import contacts
from storage.register.contacts import Contact
from storage.register.sending_tables import outbox
from storage.register.tables import contact
from tests.factories import a_contact
from tests.staff.console import Console, post

NUMBER = "+447700900321"
LIST, NEW = "/staff/contacts", "/staff/contacts/new"
FORM = {
    "number": "07700 900321", "phone_of": "own", "age_cohort": "2012-13", "place": "havant",
    "status": "in-care", "language": "", "easy_read": "no", "preferred_time": "16:30",
    "may_ask": "yes", "consent_source": "worker", "record_number": "HX 1234",
}  # fmt: skip


@pytest.fixture
def mine(console: Console) -> Contact:
    """One of the worker's own young people, told long ago."""
    return a_contact(console.rooms, NUMBER, worker_id=console.people["worker"].id, onboarded=True)


@pytest.fixture(autouse=True)
def team_key(console: Console) -> None:
    team_keys.ensure(console.rooms.register, console.clock.now())


def row(console: Console) -> dict[str, object]:
    with console.rooms.register.read() as conn:
        return dict(conn.execute(select(contact)).mappings().one())


def path(one: Contact, what: str = "") -> str:
    return f"{LIST}/{one.id}{what}"


def test_from_the_form_to_may_be_asked(console: Console) -> None:
    browser = console.browser("worker")
    answer = post(browser, NEW, **FORM)
    assert answer.status_code == 302
    kept = row(console)
    assert (kept["onboarded"], kept["may_ask"], kept["place"]) == (False, True, "havant")
    assert (kept["worker_id"], kept["preferred_time"]) == (console.people["worker"].id, "16:30")
    welcome = answer.headers["Location"]
    page = browser.get(welcome).text
    assert "Read this aloud" in page
    assert "section 20" in page  # what an adult settles first, by status
    base = welcome.removesuffix("/welcome")
    assert post(browser, f"{base}/told").status_code == 400  # the tick is what counts
    assert row(console)["onboarded"] is False
    post(browser, f"{base}/told", told="yes")
    assert row(console)["onboarded"] is True


def test_no_page_shows_a_number_in_full_or_a_record_number(console: Console) -> None:
    browser = console.browser("worker")
    welcome = post(browser, NEW, **FORM).headers["Location"]
    for page in (welcome, LIST, welcome.removesuffix("/welcome")):
        text = browser.get(page).text
        assert "ending 21" in text
        assert "00321" not in text.replace(" ", "")
        assert "1234" not in text


def test_there_is_one_test_text_for_each_phone(console: Console) -> None:
    browser = console.browser("worker")
    base = (
        post(
            browser,
            NEW,
            **FORM,
        )
        .headers["Location"]
        .removesuffix("/welcome")
    )
    for _ in range(3):
        post(browser, f"{base}/test-text")
    with console.rooms.register.read() as conn:
        (text,) = conn.execute(select(outbox)).mappings()
    assert (text["kind"], text["state"], text["segments"]) == ("reply", "due", 1)
    assert "STOP = stop" in console.rooms.vault.open(text["body"])
    assert "It waits to be sent" in browser.get(f"{base}/welcome").text


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(console: Console) -> None:
    browser = console.browser("worker")
    answer = post(browser, NEW, **(FORM | {"number": "12", "consent_source": ""}))
    assert answer.status_code == 400
    assert 'id="number-error"' in answer.text
    answer = post(browser, NEW, **(FORM | {"consent_source": ""}))
    assert 'id="consent_source-error"' in answer.text
    answer = post(browser, NEW, **(FORM | {"may_ask": ""}))
    assert 'id="may_ask-error"' in answer.text
    with console.rooms.register.read() as conn:
        assert conn.execute(select(contact)).first() is None


def test_siblings_on_one_phone(console: Console, mine: Contact) -> None:
    browser = console.browser("worker")
    answer = post(browser, NEW, **(FORM | {"age_cohort": "2015-16"}))
    assert answer.status_code == 409
    assert "words for the younger of the two" in answer.text
    post(browser, f"{LIST}/shared", number=NUMBER, age_cohort="2015-16")
    kept = row(console)
    cohorts = contacts.cohort_years(console.rooms.vault)
    assert (kept["phone_of"], cohorts[str(kept["cohort"])]) == ("shared", 2015)


def test_whoever_left_comes_back_only_by_their_own_word(console: Console) -> None:
    rooms = console.rooms
    with rooms.keys.write() as conn:
        lookup = rooms.vault.lookups(NUMBER)[0]
        suppression.add(conn, lookup, "leave", console.clock.now())
    browser = console.browser("worker")
    assert "JOIN" in post(browser, NEW, **FORM).text
    _text(console, "join again")
    assert post(browser, NEW, **FORM).status_code == 302
    assert "Wants to join" in console.browser("officer").get("/staff/joining").text


def test_only_ones_own(console: Console) -> None:
    other = a_contact(console.rooms, NUMBER, worker_id="somebody else", onboarded=False)
    browser = console.browser("worker")
    assert "ending 21" not in browser.get(LIST).text
    assert browser.get(path(other)).status_code == 404
    assert browser.get(path(other, "/welcome")).status_code == 404
    for what in ("", "/pause", "/told", "/test-text", "/hand-over"):
        assert post(browser, path(other, what), told="yes").status_code == 404
    post(browser, f"{LIST}/told", contact=other.id)
    assert row(console)["onboarded"] is False


def test_several_are_marked_as_told_at_once(console: Console) -> None:
    worker = console.people["worker"].id
    one = a_contact(console.rooms, NUMBER, worker_id=worker)
    browser = console.browser("worker")
    assert "Not told yet (1)" in browser.get(LIST).text
    post(browser, f"{LIST}/told", contact=one.id)
    assert "Not told yet" not in browser.get(LIST).text


def test_moved_and_changed(console: Console, mine: Contact) -> None:
    form = {**FORM, "number": "", "place": "out-of-county", "may_ask": "no", "record_number": ""}
    assert post(console.browser("worker"), path(mine), **form).status_code == 302
    kept = row(console)
    assert (kept["place"], kept["may_ask"], kept["language"]) == ("out-of-county", False, "en")
    assert console.rooms.vault.open(kept["number"]) == NUMBER  # type: ignore[arg-type]


def test_a_new_phone_is_told_again(console: Console, mine: Contact) -> None:
    a_contact(console.rooms, "+447700900444", kind="unknown")
    browser = console.browser("worker")
    taken = post(browser, path(mine), **(FORM | {"number": "07700 900444"}))
    assert taken.status_code == 409
    post(browser, path(mine), **(FORM | {"number": "07700 900555"}))
    with console.rooms.register.read() as conn:
        moved = contacts.by_number(conn, console.rooms.vault, "+447700900555")
        assert contacts.by_number(conn, console.rooms.vault, NUMBER) is None
    assert moved is not None
    assert (moved.id, moved.onboarded) == (mine.id, False)


def test_handed_over_to_a_worker_and_to_nobody_else(console: Console, mine: Contact) -> None:
    browser = console.browser("worker")
    assert post(browser, path(mine, "/hand-over"), worker="officer-person").status_code == 400
    with console.rooms.register.write() as conn:
        day = console.clock.now().date()
        other = accounts.create(conn, "another-worker", "worker", "hash", day)
    post(browser, path(mine, "/hand-over"), worker=" Another-Worker ")
    assert row(console)["worker_id"] == other.id
    assert browser.get(path(mine)).status_code == 404


def test_a_pause_is_one_tap_and_their_own_is_theirs_to_end(console: Console, mine: Contact) -> None:
    browser = console.browser("worker")
    post(browser, path(mine, "/pause"), pause="yes")
    assert row(console)["paused"] is True
    post(browser, path(mine, "/pause"), pause="no")
    assert row(console)["paused"] is False
    _text(console, "PAUSE")
    assert row(console)["paused"] is True
    post(browser, path(mine, "/pause"), pause="no")
    assert row(console)["paused"] is True
    _text(console, "START")
    assert row(console)["paused"] is False


@pytest.mark.parametrize(
    "texts",
    [
        ("check in", "1", "yes", "it was my birthday"),
        ("language", "2", "check in", "1"),
        ("easy", "1"),
        ("PAUSE",),
        ("STOP",),
        ("99",),
        ("DELETE",),
    ],
    ids=lambda texts: texts[0],
)
def test_pages_are_the_same_before_and_after_one_of_them_writes(
    console: Console, mine: Contact, texts: tuple[str, ...]
) -> None:
    a_contact(console.rooms, "+447700900322", worker_id=console.people["worker"].id)
    browser = console.browser("worker")
    pages = (LIST, path(mine), path(mine, "/welcome"), NEW)
    before = [_bytes(browser.get(page).text) for page in pages]
    for place, text in enumerate(texts):
        _text(console, text, place)
    assert [_bytes(browser.get(page).text) for page in pages] == before
    with console.rooms.register.read() as conn:
        kept = contacts.by_number(conn, console.rooms.vault, NUMBER)
    assert kept is not None
    column, value = _KEPT.get(texts[0], ("id", mine.id))
    assert getattr(kept, column) == value  # it was taken in; no page shows it


_KEPT = {
    "language": ("language", "ar"),
    "easy": ("easy_read", True),
    "PAUSE": ("paused", True),
    "STOP": ("consent", "stopped"),
}


def test_a_wrong_number_is_told_to_its_worker_and_the_officer_without_words(
    console: Console, mine: Contact
) -> None:
    _text(console, "check in")
    _text(console, "1", 1)
    _text(console, "this isn't me", 2)
    assert "Not told yet (1)" in console.browser("worker").get(LIST).text
    officer = console.browser("officer")
    page = officer.get("/staff/joining").text
    assert "wrong number" in page
    assert "900321" not in page.replace(" ", "")
    which = re.search(r"/joining/(\w+)/number", page)
    assert which
    assert NUMBER in post(officer, f"/staff/joining/{which[1]}/number").text
    post(officer, f"/staff/joining/{which[1]}/done")
    assert "Nobody is waiting" in officer.get("/staff/joining").text


def test_the_officer_opens_no_other_requests(console: Console) -> None:
    other = console.request("advocate")
    officer = console.browser("officer")
    assert "advocate" not in officer.get("/staff/joining").text
    assert post(officer, f"/staff/joining/{other}/number").status_code == 404
    assert post(officer, f"/staff/joining/{other}/done").status_code == 404


def _text(console: Console, text: str, place: int = 0) -> None:
    """A text from the young person, through the bot."""
    config = Path(__file__).resolve().parents[2] / "config"
    service = make_service(console.rooms, config, {"MODE": "demo"})
    at = datetime(2026, 11, 3, 12, 1 + place, tzinfo=UTC)
    receive(service, InboundMessage("sms", NUMBER, f"key {text} {place}", text), at)


def _bytes(page: str) -> str:
    """The page without the parts that are new each time: the form's token and the nonce."""
    return re.sub(r'(name="csrf_token" value=|nonce=)"[^"]+"', "", page)
