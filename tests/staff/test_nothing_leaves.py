"""No text leaves without a person's act: looked for in every page, export, job and database."""

import json
import re
from pathlib import Path

import pytest

import worker
from bot.service import make_service
from staff.roles import ROLES
from storage import mixer
from storage.crypto import new_id
from storage.register import held
from tests.conftest import ROOT
from tests.staff.console import Console, decide, post, shown

NAME, STREET = "Zephyrine Quillbottom", "07700 900777"
SAID = f"{NAME} lives by me, ring {STREET}, thats all"
SEEN_HELD = {"/staff/reading", "/staff/safety-read", "/staff/translate"}
"""The only pages on which words show before anybody has decided about them."""


def _pages(console: Console) -> dict[str, str]:
    """Every page and file of the console, for everybody who may open it."""
    found = {}
    with console.rooms.answers.read() as conn:
        questions = list(conn.exec_driver_sql("SELECT DISTINCT question FROM answer").scalars())
    for rule in console.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for question in questions or ["check-in.change_one_thing"]:
            path = "/staff" + re.sub(r"<[^>]+>", question, rule.rule)
            for role in ROLES:
                response = console.browser(role).get(path)
                if response.status_code == 200:
                    found[path] = found.get(path, "") + response.text
    return found


def _in_a_file(console: Console) -> set[str]:
    pages = _pages(console).items()
    return {path for path, text in pages if path.endswith(".csv") and "thats all" in text}


def _held_somewhere(console: Console, *words: str) -> set[str]:
    return {path for path, text in _pages(console).items() if any(one in text for one in words)}


def _service(console: Console):
    return make_service(console.rooms, ROOT / "config", {"MODE": "demo"})


def _run_every_job(console: Console, settings) -> None:
    console.clock.move(days=40)
    service = _service(console)
    work = worker.Work(service, settings, console.clock)
    for job in worker.timetable():
        worker.run_job(job, work, console.clock.now())


def _public_pages(console: Console, settings) -> str:
    from bot.app import create_bot_app

    client = create_bot_app(_service(console), settings, console.clock).test_client()
    rules = client.application.url_map.iter_rules()
    paths = [r.rule for r in rules if "GET" in (r.methods or ()) and "<" not in r.rule]
    assert "/you-said-we-did" in paths
    return "".join(client.get(path).get_data(as_text=True) for path in paths)


def _bytes_of_answers(console: Console, tmp_path: Path) -> bytes:
    assert mixer.empty_logs(console.rooms)
    return b"".join(path.read_bytes() for path in tmp_path.glob("answers.db*"))


def _many(console: Console, texts: list[str]) -> None:
    for text in texts:
        console.hold(text)


@pytest.mark.attack(14)
def test_undecided_words_are_on_the_readers_pages_only(
    console: Console, settings_demo, tmp_path: Path
) -> None:
    _many(console, [SAID] * 8)
    assert _held_somewhere(console, NAME, STREET) <= SEEN_HELD
    assert _held_somewhere(console, NAME, STREET) >= {"/staff/reading", "/staff/safety-read"}
    _run_every_job(console, settings_demo)
    assert NAME.encode() not in _bytes_of_answers(console, tmp_path)
    assert _held_somewhere(console, NAME, STREET) <= SEEN_HELD
    assert NAME not in _public_pages(console, settings_demo)


@pytest.mark.attack(14)
@pytest.mark.parametrize("missing", ["privacy read", "safety read"])
def test_one_read_is_not_enough(
    console: Console, settings_demo, tmp_path: Path, missing: str
) -> None:
    _many(console, ["plain words of theirs"] * 8)
    if missing == "safety read":
        _read_privately(console)
    else:
        _read_for_safety(console)
    _run_every_job(console, settings_demo)
    with console.rooms.answers.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM answer").scalar() == 0


def test_what_leaves_is_letter_for_letter_what_was_seen(
    console: Console, settings_demo, tmp_path: Path
) -> None:
    """Names and numbers that the machine or a person took out are in no byte of the answers."""
    _many(console, [f"{n} {SAID}" for n in range(8)])
    left = _read_privately(console)
    assert len(left) == 8
    _read_for_safety(console)
    _run_every_job(console, settings_demo)
    with console.rooms.answers.read() as conn:
        texts = set(conn.exec_driver_sql("SELECT text FROM answer").scalars())
    assert texts == left
    data = _bytes_of_answers(console, tmp_path)
    for raw in (*NAME.split(), STREET, STREET.replace(" ", "")):
        assert raw.encode() not in data
    assert _held_somewhere(console, *NAME.split(), STREET) == set()
    assert _in_a_file(console) == set(), "a file of a quarter that is not over"
    console.clock.move(days=92)
    assert _in_a_file(console) == {"/staff/answers/check-in.change_one_thing/words.csv"}


def _read_privately(console: Console) -> set[str]:
    """By the console's own pages; what the page showed (or the reader wrote), text by text."""
    reader, left = console.browser("reader"), set()
    while texts := shown(page := reader.get("/staff/reading").text):
        written = page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0].strip()
        safe = written.replace(NAME, "[name]")
        for one in NAME.split():
            safe = safe.replace(one, "[name]")
        decision = "clear" if safe == written else "edit"
        decide(reader, texts[0], decision, edited=safe)
        left.add(safe)
    return left


def _read_for_safety(console: Console) -> None:
    reader = console.browser("reader")
    while found := re.findall(
        r'action="/staff/safety-read/([0-9a-f]{32})"', reader.get("/staff/safety-read").text
    ):
        post(reader, f"/staff/safety-read/{found[0]}", verdict="fine")


def test_a_decision_that_no_person_made_releases_nothing(
    console: Console, settings_demo, tmp_path: Path
) -> None:
    """The planted fault: somebody marks texts as cleared straight in the database."""
    _many(console, [SAID] * 8)
    with console.rooms.register.write() as conn:
        conn.exec_driver_sql("UPDATE held_answer SET decision = 'clear', decided_by = 'a script'")
        conn.exec_driver_sql("UPDATE held_conversation SET safety = 'done'")
    _run_every_job(console, settings_demo)
    with console.rooms.answers.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM answer").scalar() == 0
    assert NAME.encode() not in _bytes_of_answers(console, tmp_path)


def test_the_audit_log_and_the_measure_hold_no_words(console: Console) -> None:
    console.hold(SAID)
    _read_privately(console)
    with console.rooms.register.read() as conn:
        tables = ("audit_log", "redaction_month", "reading_day", "read_lease", "public_candidate")
        rows = [
            dict(row)
            for name in tables
            for row in conn.exec_driver_sql(f"SELECT * FROM {name}").mappings()  # noqa: S608
        ]
    dumped = json.dumps(rows, default=str)
    assert rows
    for raw in (*NAME.split(), "thats all"):
        assert raw not in dumped


def test_withheld_words_leave_nothing(console: Console, settings_demo, tmp_path: Path) -> None:
    _many(console, [SAID] * 8)
    reader = console.browser("reader")
    while texts := shown(reader.get("/staff/reading").text):
        decide(reader, texts[0], "withhold")
    _read_for_safety(console)
    _run_every_job(console, settings_demo)
    assert b"thats all" not in _bytes_of_answers(console, tmp_path)
    assert _held_somewhere(console, "thats all") <= {"/staff/concerns"}


def test_the_kept_body_of_an_answer_has_no_way_out_but_cleared() -> None:
    one = held.HeldAnswer(
        new_id(), new_id(), "q", "words", "clear", None, "raw", None, "translated"
    )
    assert one.words is None
