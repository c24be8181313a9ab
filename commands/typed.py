"""Reads what is typed behind a command: times, ranges, lists, paths."""

import argparse
from datetime import UTC, datetime
from pathlib import Path


def moment(text: str) -> datetime:
    """An ISO time; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not an ISO time: {text}") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def span(text: str) -> tuple[int, int]:
    """`1-5`."""
    low, dash, high = text.partition("-")
    if not (dash and low.isdecimal() and high.isdecimal() and int(low) < int(high)):
        raise argparse.ArgumentTypeError(f"not a range like 1-5: {text}")
    return int(low), int(high)


def words(text: str) -> tuple[str, ...]:
    """Words with commas between."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def path(text: str) -> Path:
    """A file, wherever the command is called from."""
    return Path(text).resolve()


def labelled_file(parser: argparse.ArgumentParser) -> None:
    """What is scored, which half of it, and whether what went wrong is shown."""
    parser.add_argument("what", choices=["redaction"])
    parser.add_argument("file", type=path, metavar="FILE.tsv")
    parser.add_argument("--half", choices=["all", "seen", "unseen"], default="all")
    parser.add_argument("--show", action="store_true", help="also the texts that went wrong")
