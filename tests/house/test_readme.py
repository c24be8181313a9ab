"""The conversation in the README is one that the bot really holds."""

from conversations.book import load_book
from tests.conftest import ROOT
from tests.transcript_runner import parse, play

HEADING = "## A conversation"


def test_the_conversation_in_the_readme_is_what_the_bot_says() -> None:
    """Anybody may repeat it, from a phone that we do not know yet."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition(HEADING)[2]
    talk = section.split("```")[1]
    transcript = parse(f"audience: 8-11\n{talk}", ROOT / "README.md")
    played, _ = play(transcript, load_book(ROOT / "config", {}))
    assert transcript.spoken == [line for line in played if line[0] in "<>"]
