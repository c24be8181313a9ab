"""Every written-down conversation is what the bot says today, and every way is walked by one."""

from pathlib import Path

import pytest

from conversations.book import Book, load_book
from conversations.segments import count
from tests.transcript_runner import (
    OPTION,
    Transcript,
    all_transcripts,
    parse,
    play,
    rewritten,
)

CONFIG = Path(__file__).resolve().parents[2] / "config"


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(CONFIG, {})


@pytest.mark.parametrize("transcript", all_transcripts(), ids=lambda one: one.name)
def test_is_what_the_bot_says(
    transcript: Transcript, book: Book, request: pytest.FixtureRequest
) -> None:
    played, _ = play(transcript, book)
    if request.config.getoption(OPTION, default=False):
        transcript.path.write_text(rewritten(transcript, played), encoding="utf-8")
        return
    # Lists, so that a difference shows its line.
    assert transcript.spoken == played


@pytest.mark.parametrize("transcript", all_transcripts(), ids=lambda one: one.name)
def test_every_text_message_is_one_part(transcript: Transcript, book: Book) -> None:
    if transcript.person.mode != "sms" or transcript.person.language != "en":
        return
    for line in play(transcript, book)[0]:
        if line.startswith("< ") and line.isascii():
            sent = line.removeprefix("< ").replace("\\n", "\n")
            assert count(sent).segments == 1, line


def test_every_way_of_every_flow_is_walked(book: Book) -> None:
    walked = {step for one in all_transcripts() for step in play(one, book)[1].path}
    wanted = {(flow.id, edge) for flow in book.flows.values() for edge in flow.edges()}
    assert sorted(wanted - walked) == []


def test_every_flow_times_out_in_some_transcript(book: Book) -> None:
    steps = (step for one in all_transcripts() for step in play(one, book)[1].path)
    walked = {(flow, edge[1]) for flow, edge in steps}
    assert {(flow, "timed_out") for flow in book.flows} <= walked


def test_a_line_that_is_not_understood_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"x\.txt:2"):
        parse("> hello\nwhat is this", tmp_path / "x.txt")


def test_recording_again_changes_nothing(book: Book) -> None:
    for transcript in all_transcripts():
        written = rewritten(transcript, play(transcript, book)[0])
        again = parse(written, transcript.path)
        assert again.spoken == transcript.spoken
        assert again.headers == transcript.headers
