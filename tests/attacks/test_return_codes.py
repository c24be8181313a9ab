"""Attack 16 and what return codes are for: back with four words, and nobody by guessing."""

import hashlib
import json
import random
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from bot.service import Service
from config.return_words import load_return_words
from storage import mixer
from storage.answers.tables import published_table
from storage.crypto import Unreadable, open_with
from storage.office import campaigns
from storage.office.actions import Action
from storage.office.campaigns import Campaign
from storage.register import notices, return_codes
from storage.register.tables import code_try, return_code
from tests.bot.conftest import MovableClock
from tests.bot.plain_browser import PlainBrowser
from tests.bot.test_you_said import put
from tests.conftest import NOW, ROOT
from tests.factories import Talk, hold, read_all
from tests.log_canary import canary
from tests.storage import attacks
from tests.storage.canaries import RULES

SAID = "more trips to the sea with my brother"


def _talked(app: Flask) -> PlainBrowser:
    """A whole chat, to its end."""
    browser = PlainBrowser(app.test_client())
    page = browser.open("/chat?flow=say-anything")
    browser.send(next(one for one in page.buttons if one.value == "1"))
    browser.press("Send", reply=SAID)
    for _ in range(6):
        if any(one.label.startswith("Give me four words") for one in browser.page.buttons):
            return browser
        browser.press("Send", reply="0")
    raise AssertionError("the chat never ended")


def _code(browser: PlainBrowser) -> str:
    page = browser.press("Give me four words")
    code = re.findall(r'id="four-words">([a-z ]+)<', page.html)[0]
    canary(code)
    return str(code)


def _back(app: Flask, code: str, press: str = "See what happened since") -> PlainBrowser:
    """Another browser, another day."""
    browser = PlainBrowser(app.test_client())
    browser.open("/come-back")
    browser.press(press, words=code)
    return browser


@pytest.fixture
def pieces(sqlite_app: Flask, sqlite_service: Service, clock: MovableClock):
    return sqlite_app, sqlite_service, clock


def test_four_words_are_shown_once_and_lead_back(pieces) -> None:
    app, service, _clock = pieces
    browser = _talked(app)
    code = _code(browser)
    assert len(code.split()) == 4
    assert code not in browser.open("/chat").html
    assert "They still wait" in _back(app, f"  {code.upper()}. ").page.text


def test_words_can_be_taken_out_while_they_wait(pieces) -> None:
    app, service, _clock = pieces
    code = _code(_talked(app))
    assert "gone for good" in _back(app, code, "Take my words out").page.text
    (look,) = mixer.looks(service.rooms)
    assert SAID in [text for _who, text in look.lines]
    assert mixer.held_texts(service.rooms) == []
    assert "We can't find your words" in _back(app, code, "Take my words out").page.text


def test_after_the_release_it_says_what_happened_and_finds_nobody(pieces) -> None:
    app, service, _clock = pieces
    code = _code(_talked(app))
    hold(service.rooms, [Talk(None) for _ in range(4)])
    read_all(service.rooms)
    report = mixer.release(service.rooms, RULES, NOW + timedelta(days=5))
    assert report[1].conversations == 5
    page = _back(app, code).page
    assert "We can't find your words any more" in page.text
    assert "There is nothing to tell you yet" in page.text


def test_it_says_what_happened_since_in_that_flow_from_the_actions(pieces) -> None:
    """Signed twice, about the same questions, not older than what was said; else what all heard."""
    app, service, clock = pieces
    rooms, code = service.rooms, _code(_talked(app))
    clock.advance(days=30)
    with rooms.register.write() as conn:
        notices.put(conn, notices.SINCE, json.dumps({"en": "For everybody."}))
        mine, other = (
            campaigns.add(conn, Campaign(
                "t", "prompt", "ann", "{}", NOW, NOW + timedelta(days=9), flow=flow))
            for flow in ("say-anything", "placement")
        )  # fmt: skip
    put(rooms, _done("You asked for pets.", other))
    put(rooms, _done("You asked for one signature.", mine), signers=1)
    put(rooms, _done("You asked long ago.", mine, period="2025-Q4"))
    assert "For everybody." in _back(app, code).page.text
    put(rooms, _done("You asked for trips.", mine))
    page = _back(app, code).page.text
    assert "You asked for trips. We booked two." in page
    for hidden in ("For everybody", "pets", "one signature", "long ago"):
        assert hidden not in page


def test_a_talk_that_nobody_was_asked_for_is_found_by_what_was_published(pieces) -> None:
    app, service, _clock = pieces
    rooms, code = service.rooms, _code(_talked(app))
    with rooms.answers.write() as conn:
        conn.execute(insert(published_table).values(
            publication_id="p", name="n", quarter="2026-Q2", lane="web", breakdown="",
            question="say-anything.said", definition="{}", base=40,
            cells=json.dumps({"themes": {"trips": {"total": 15}}}),
        ))  # fmt: skip
    put(rooms, _done("You asked for pets.", publication_id="p", theme="pets", period="2026-Q2"))
    assert "There is nothing to tell you yet" in _back(app, code).page.text
    put(rooms, _done("You asked for trips.", publication_id="p", theme="trips", period="2026-Q2"))
    assert "You asked for trips. We booked two." in _back(app, code).page.text


def _done(heard: str, *asked_in: str, **more: Any) -> Action:
    return Action(heard, NOW.date(), kind="will", answer="We booked two.", asked_in=asked_in,
                  did_on=NOW.date(), **more)  # fmt: skip


def test_the_pointer_leads_to_nothing_after_the_release(pieces) -> None:
    """Who has the code, the dump and every key joins nothing: no id of it is anywhere else."""
    app, service, _clock = pieces
    code = _code(_talked(app))
    hold(service.rooms, [Talk(None) for _ in range(4)])
    read_all(service.rooms)
    mixer.release(service.rooms, RULES, NOW + timedelta(days=5))
    with service.rooms.register.read() as conn:
        tags = return_codes.tags_of(service.rooms.vault, code)
        sealed = return_codes.find(conn, tags, NOW)
    assert sealed is not None
    pointer = return_codes.opened(code, sealed)
    found = attacks.values(attacks.dump_everything(service.rooms))
    assert not {one.encode() for one in pointer.conversations} & found


# ------------------------------------------------------------------------------- the attack


def _guesses(count: int) -> list[str]:
    words, dice = load_return_words(ROOT / "config"), random.Random(16)
    return [" ".join(dice.choice(words) for _ in range(4)) for _ in range(count)]


@pytest.mark.attack(16)
def test_ten_thousand_guesses_are_five_tries(pieces, monkeypatch: pytest.MonkeyPatch) -> None:
    """From one address; the right words are the ten thousandth."""
    app, service, clock = pieces
    code = _code(_talked(app))
    looked: list[str] = []
    real = return_codes.tags_of
    monkeypatch.setattr(
        return_codes, "tags_of", lambda vault, tried: looked.append(tried) or real(vault, tried)
    )
    client = app.test_client()
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/come-back").text)[0]
    answers = [
        client.post("/come-back", data={"csrf_token": token, "words": one}).status_code
        for one in (*_guesses(60), code)  # the other 9,940 would be refused alike
    ]
    assert len(looked) == return_codes.TRIES_PER_ADDRESS
    assert answers == [404] * 5 + [429] * 56
    clock.advance(minutes=16)
    again = client.post("/come-back", data={"csrf_token": token, "words": code})
    assert again.status_code == 200


def test_behind_a_proxy_one_guesser_does_not_lock_everybody_out(pieces) -> None:
    app, _service, _clock = pieces
    code = _code(_talked(app))
    client = app.test_client()
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/come-back").text)[0]

    def tried(words: str, address: str) -> int:
        data, said = {"csrf_token": token, "words": words}, {"X-Forwarded-For": address}
        return client.post("/come-back", data=data, headers=said).status_code

    answers = [tried(one, "198.51.100.7") for one in _guesses(7)]
    assert answers == [404] * 5 + [429] * 2
    assert tried(code, "198.51.100.8") == 200


@pytest.mark.attack(16)
def test_guesses_from_everywhere_are_counted_together(sqlite_rooms) -> None:
    with sqlite_rooms.register.write() as conn:
        may = [
            return_codes.take_try(conn, "all", return_codes.TRIES_OF_ALL, NOW) for _ in range(1_000)
        ]
    assert sum(may) == return_codes.TRIES_OF_ALL


@pytest.mark.attack(16)
def test_wrong_and_too_old_are_one_answer(pieces, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same page, by the same work: no time to be measured."""
    app, _service, clock = pieces
    code = _code(_talked(app))
    clock.advance(days=7 * 31)
    stretched: list[int] = []
    real = return_codes._stretched
    monkeypatch.setattr(
        return_codes, "_stretched", lambda words, salt: stretched.append(1) or real(words, salt)
    )
    pages, work = [], []
    for words in (code, *_guesses(2), "only three words", ""):
        stretched.clear()
        found = _back(app, words)
        without = re.sub(r'name="csrf_token" value="[^"]+"', "", found.page.html)
        pages.append((found.response.status_code, without))
        work.append(len(stretched))
    assert len(set(pages)) == 1
    assert work == [1] * 5


@pytest.mark.attack(16)
def test_the_words_are_kept_nowhere(pieces, tmp_path: Path) -> None:
    app, service, _clock = pieces
    code = _code(_talked(app))
    assert attacks.files_with(tmp_path, [code, code.replace(" ", "-")]) == set()
    with service.rooms.register.read() as conn:
        (row,) = conn.execute(select(return_code)).all()
    # What is kept opens with nothing that the service has, and says no time but a month.
    with pytest.raises(Unreadable):
        service.rooms.vault.open(row.pointer)
    with pytest.raises(Unreadable):
        open_with(b"A" * 43 + b"=", row.pointer)
    assert row.until == "2026-11"


@pytest.mark.attack(16, naive=True)
def test_naive_codes_fall_to_a_list_of_words(pieces) -> None:
    """A plain hash of two words from a short list, as one would make it: all of it is tried."""
    words = load_return_words(ROOT / "config")[:60]
    kept = hashlib.sha256(f"{words[7]} {words[41]}".encode()).hexdigest()
    tried = (f"{a} {b}" for a in words for b in words)
    assert next(one for one in tried if hashlib.sha256(one.encode()).hexdigest() == kept)


def test_codes_and_counters_go_when_their_time_is_over(rooms) -> None:
    with rooms.register.write() as conn:
        pointer = return_codes.Pointer((), (), "2026-Q2")
        return_codes.add(conn, return_codes.prepare(rooms.vault, "a b c d", pointer, NOW))
        return_codes.take_try(conn, "all", 5, NOW)
        return_codes.forget_old(conn, NOW + timedelta(days=190))
        assert conn.execute(select(func.count()).select_from(return_code)).scalar_one() == 1
        assert conn.execute(select(func.count()).select_from(code_try)).scalar_one() == 0
        return_codes.forget_old(conn, NOW + timedelta(days=205))
        assert conn.execute(select(func.count()).select_from(return_code)).scalar_one() == 0
