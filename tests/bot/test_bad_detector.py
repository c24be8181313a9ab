"""A judgement that breaks, hangs, comes late or has no files; the same child again; a thousand."""

import shutil
import threading
import time
from pathlib import Path

import pytest

from bot import assess as assessing
from bot import judge as judging
from bot import receive as receiving
from bot.channels.demo_texts import Network
from bot.service import Service, make_service
from conversations import dialogue
from conversations.safeguarding import Detector
from conversations.trained_score import TrainedScore
from storage.database import Busy
from tests.bot.texting import URGENT, open_concerns, text
from tests.factories import a_phone

ROOT = Path(__file__).resolve().parents[2]
HARMLESS = "more pizza please"


@pytest.fixture
def let_go():
    """Set at the end, so that no thread of a test outlives it."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture(autouse=True)
def _less_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assessing, "PATIENCE", 0.3)


def hang(monkeypatch: pytest.MonkeyPatch, let_go: threading.Event) -> None:
    """The whole detector hangs; its rules alone hang as well."""
    whole = Detector.judge

    def judge(self: Detector, words: str):
        let_go.wait(20)
        return whole(self, words)

    monkeypatch.setattr(Detector, "judge", judge)


def soon(what) -> bool:
    """Whether something becomes true within a few seconds; a thread of its own does it."""
    for _ in range(500):
        if what():
            return True
        time.sleep(0.02)
    return False


def test_the_patience_is_a_second_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert assessing.PATIENCE + assessing.PATIENCE_WITH_RULES <= 1


def test_a_detector_that_hangs_is_a_concern_and_the_reply_still_goes(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch, let_go: threading.Event
) -> None:
    hang(monkeypatch, let_go)
    reply = text(sqlite_service, a_phone(), HARMLESS)
    assert reply.texts
    (concern,) = open_concerns(sqlite_service)
    assert (concern.level, concern.needs_person) == ("concern", True)
    assert assessing.TOO_SLOW in concern.reasons


def test_a_judgement_that_comes_late_still_raises(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch, let_go: threading.Event
) -> None:
    hang(monkeypatch, let_go)
    text(sqlite_service, a_phone(), URGENT)
    assert [one.level for one in open_concerns(sqlite_service)] == ["concern"]
    let_go.set()
    assert soon(lambda: open_concerns(sqlite_service)[0].level == "urgent")
    (concern,) = open_concerns(sqlite_service)
    assert "came late" in concern.reasons
    assert concern.text == URGENT


def test_a_score_that_hangs_does_not_hide_what_the_rules_see(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch, let_go: threading.Event
) -> None:
    monkeypatch.setattr(TrainedScore, "level", lambda *_: let_go.wait(20) and "none")
    reply = text(sqlite_service, a_phone(), URGENT)
    assert "999" in " ".join(reply.texts)
    assert [one.level for one in open_concerns(sqlite_service)] == ["urgent"]


def test_when_too_many_hang_nobody_waits_and_a_person_reads(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assessing, "_places", threading.BoundedSemaphore(1))
    assert assessing._places.acquire(blocking=False)
    assert text(sqlite_service, a_phone(), HARMLESS).texts
    assert open_concerns(sqlite_service)[0].needs_person
    assessing._places.release()


def test_a_detector_that_raises_is_a_concern(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Detector, "judge", broken)
    assert text(sqlite_service, a_phone(), HARMLESS).texts
    assert [one.level for one in open_concerns(sqlite_service)] == ["concern"]


@pytest.mark.parametrize("missing", ["score.tsv", "en.yaml"])
def test_a_detector_without_its_files_is_a_concern(
    sqlite_service: Service, tmp_path: Path, missing: str
) -> None:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "config/safeguarding" / missing).unlink()
    blind = make_service(sqlite_service.rooms, tmp_path / "config", {"MODE": "demo"})
    number = a_phone()
    assert text(blind, number, HARMLESS).texts
    assert [one.level for one in open_concerns(blind)] == ["concern"]
    assert open_concerns(blind)[0].needs_person


def test_the_same_child_five_times_is_one_concern_with_all_words(
    sqlite_service: Service,
) -> None:
    number = a_phone()
    texts = [f"my carer hits me, number {count}" for count in range(4)]
    for body in (*texts, URGENT):
        text(sqlite_service, number, body)
    (concern,) = open_concerns(sqlite_service)
    assert concern.level == "urgent"
    assert all(body in concern.text for body in (*texts, URGENT))


def test_of_many_at_once_none_is_hidden(sqlite_service: Service) -> None:
    """A thousand in the soak; here enough to see that nothing caps, merges or hides them."""
    numbers = [f"+4477009{count:05d}" for count in range(60)]
    for count, number in enumerate(numbers):
        text(sqlite_service, number, URGENT if count % 3 == 0 else "my carer hits me")
    found = open_concerns(sqlite_service)
    assert {one.number for one in found} == set(numbers)
    levels = [one.level for one in found]
    assert levels == sorted(levels, key=("urgent", "concern", "flag").index)


def test_no_one_to_who_supports_you_is_raised_and_read_first(sqlite_service: Service) -> None:
    number = a_phone()
    for body in ("check in", "1", "pizza", "my carers", "no one"):
        text(sqlite_service, number, body)
    (concern,) = open_concerns(sqlite_service)
    assert (concern.level, concern.reasons) == ("flag", ("alone:check-in.support",))


def test_the_run_is_kept_from_text_to_text(sqlite_service: Service) -> None:
    number = a_phone()
    for body in ("check in", "1", "i feel really low", "my carers", "no one"):
        text(sqlite_service, number, body)
    (concern,) = open_concerns(sqlite_service)
    assert concern.level == "concern"
    assert "run: several signs" in concern.reasons


def test_the_detectors_version_is_kept(sqlite_service: Service) -> None:
    text(sqlite_service, a_phone(), URGENT)
    assert open_concerns(sqlite_service)[0].detector == sqlite_service.book.phrases.name


# ---------------------------------------------------- before anything can drop it, everywhere


STATES = {
    "nothing open": [],
    "a question": ["check in", "1"],
    "after STOP": ["STOP"],
    "after 99": ["99"],
}


@pytest.mark.parametrize("channel", ["sms", "web", "terminal"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("body", ["STOP", "START", "DELETE", "99", "2", HARMLESS, URGENT, "🙂"])
def test_every_text_is_assessed_before_anything_else(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch, channel: str, state: str, body: str
) -> None:
    """Even where the turn then breaks and nothing at all is written."""
    sender = "a-browser-token" if channel == "web" else a_phone()
    for earlier in STATES[state]:
        text(sqlite_service, sender, earlier)
    seen: list[str] = []
    whole = judging.assess

    def assess(words: str, *more: object):
        seen.append(words)
        return whole(words, *more)

    def locked(*_: object, **__: object) -> None:
        assert seen, "something came before the assessment"
        raise Busy

    monkeypatch.setattr(judging, "assess", assess)
    for name in ("turn", "begin"):
        monkeypatch.setattr(dialogue, name, locked)
    monkeypatch.setattr(receiving, "late_turn", locked)
    with pytest.raises(Busy):
        text(sqlite_service, sender, body)
    assert seen == [body]


@pytest.mark.parametrize("state", STATES)
def test_danger_through_the_signed_webhook_is_never_dropped(
    sqlite_app, sqlite_service: Service, bot_settings, state: str
) -> None:
    network, number = Network(sqlite_app, bot_settings), a_phone()
    for body in (*STATES[state], URGENT):
        network.send(number, body)
    assert any(
        one.level == "urgent" and URGENT in one.text for one in open_concerns(sqlite_service)
    )


def test_the_word_stop_with_danger_beside_it_alerts_a_person(sqlite_service: Service) -> None:
    for body in ("stop he is hitting me", "STOP. " + URGENT):
        text(sqlite_service, a_phone(), body)
    assert [one.level for one in open_concerns(sqlite_service)] == ["urgent", "urgent"]


def test_stop_by_the_carriers_own_word_does_not_drop_what_was_written(
    sqlite_service: Service,
) -> None:
    text(sqlite_service, a_phone(), "stop " + URGENT, opt_out="STOP")
    assert [one.level for one in open_concerns(sqlite_service)] == ["urgent"]
