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


def talk(parser: argparse.ArgumentParser) -> None:
    """With which flow and in which language; and whether it is kept."""
    parser.add_argument("flow", metavar="FLOW", nargs="?")
    parser.add_argument("--lang", metavar="xx")
    parser.add_argument("--age", metavar="BAND", help="8-11, 11-15, 16-17 or 18-25")
    parser.add_argument("--save-transcript", type=path, metavar="FILE")


def contacts_file(parser: argparse.ArgumentParser) -> None:
    """Which contacts come in, and where their errors go."""
    parser.add_argument("file", type=path, metavar="FILE.csv")
    parser.add_argument("--skip-known", action="store_true", help="leave those who are here alone")
    parser.add_argument("--errors", type=path, metavar="OUT.csv", help="the rows to correct")


def labelled_file(parser: argparse.ArgumentParser) -> None:
    """What is scored, which half of it, and whether what went wrong is shown."""
    parser.add_argument("what", choices=["redaction", "safeguarding", "language", "themes"])
    parser.add_argument("file", type=path, metavar="FILE.tsv")
    parser.add_argument("--half", choices=["all", "seen", "unseen"], default="all")
    parser.add_argument(
        "--corrected", action="store_true", help="themes: after a quarter's corrections (seen half)"
    )
    parser.add_argument("--show", action="store_true", help="also the texts that went wrong")


def frame_file(parser: argparse.ArgumentParser) -> None:
    """Which frame is checked, and on which answers."""
    parser.add_argument("file", type=path, metavar="FILE.yaml", nargs="?", help="the county's")
    parser.add_argument("--answers", type=path, metavar="FILE.txt", help="one a line, to try it on")
    parser.add_argument("--all", action="store_true", help="notes too: dead terms, shared terms")


def what_to_export(parser: argparse.ArgumentParser) -> None:
    """What was published, of which period and for whom."""
    parser.add_argument("what", choices=["themes", "actions", "log"])
    parser.add_argument("--period", metavar="2026-Q3")
    parser.add_argument("--audience", choices=["inside", "board", "public"], help="themes")
    parser.add_argument("--json", action="store_true", help="instead of CSV")


def what_to_report(parser: argparse.ArgumentParser) -> None:
    """Which report, of which period, into which file."""
    parser.add_argument("kind", choices=["quarterly", "board", "csdmt", "annual"])
    parser.add_argument(
        "--period", metavar="2026-Q3",
        help="its last quarter; annual: or a year; without it the newest that is published",
    )  # fmt: skip
    parser.add_argument("--out", type=path, metavar="FILE", required=True, help=".docx or .html")
    parser.add_argument(
        "--template", type=path, metavar="FILE.dotx", help="the county's own, with {{title}} and "
        "{{body}} in it"
    )  # fmt: skip


def what_to_inspect(command: argparse.ArgumentParser) -> None:
    """The parts of `inspect WHAT` and their options."""
    what = command.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("segments", help="how many SMS segments it takes")
    what.add_parser("redact", help="what is taken out of it, and what a person should look at")
    what.add_parser("language", help="which language it is, and which would be offered")
    one = what.add_parser("safeguarding", help="whether somebody may not be safe")
    one.add_argument("--question", metavar="ID")
    one = what.add_parser("themes", help="what it is about, by which words")
    one.add_argument("--question", metavar="ID")
    one = what.add_parser("match", help="the answer that a closed question takes from it")
    one.add_argument(
        "--kind", required=True, choices=["yes_no", "scale", "choice", "choices", "number"]
    )
    one.add_argument("--range", type=span, default=(1, 5), metavar="1-5")
    one.add_argument("--choices", type=words, default=(), metavar="good,ok,bad")
    one.add_argument("--lang", metavar="xx", default="en")
