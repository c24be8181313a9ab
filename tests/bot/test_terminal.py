"""Talking in the terminal: the whole way, with a clock that can be moved, and a transcript."""

import io
from pathlib import Path

import pytest

from bot.channels.terminal import talk
from tests.conftest import ROOT
from tests.transcript_runner import parse


def said(tmp_path: Path, *lines: str, **how: str | None) -> tuple[str, Path]:
    """What the terminal shows, and where the transcript is."""
    out, transcript = io.StringIO(), tmp_path / "talk.txt"
    talk(
        flow=how.get("flow"),
        language=how.get("language"),
        audience=how.get("audience"),
        transcript=transcript,
        county_dir=ROOT / "config",
        environ={},
        lines=io.StringIO("".join(f"{line}\n" for line in lines)),
        out=out,
    )
    return out.getvalue(), transcript


def test_a_conversation_and_its_transcript(tmp_path: Path) -> None:
    """What was said can be kept as a golden transcript."""
    shown, transcript = said(tmp_path, "1", "more trips", "0", "0", "1", flow="wall")
    assert "What do you want more of?" in shown
    kept = parse(transcript.read_text(encoding="utf-8"), transcript)
    assert kept.headers["flow"] == "wall"
    assert "> more trips" in kept.spoken


def test_the_clock_moves_and_a_wait_runs_out(tmp_path: Path) -> None:
    """After four days nothing is open any more."""
    shown, _ = said(tmp_path, "they never listen", "/wait 4d", "1")
    assert "it is now" in shown
    assert "no question open" in shown


@pytest.mark.parametrize("wrong", ["/wait", "/wait soon", "/wait 3 weeks"])
def test_a_wait_that_is_not_understood_says_how(tmp_path: Path, wrong: str) -> None:
    """The clock stays."""
    assert "/wait 3d" in said(tmp_path, wrong)[0].partition("ends.")[2]


def test_an_unknown_flow_names_those_there_are(tmp_path: Path) -> None:
    """With exit status 2."""
    assert "check-in" in said(tmp_path, flow="no-such-flow")[0]


def test_each_age_gets_its_own_wording(tmp_path: Path) -> None:
    """The band that was asked for, whatever month it is."""
    youngest = said(tmp_path, "1", flow="check-in", audience="8-11")[0]
    oldest = said(tmp_path, "1", flow="check-in", audience="18-25")[0]
    assert youngest != oldest
