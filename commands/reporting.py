"""Writes a report from what was published: `report quarterly|board|csdmt|annual`."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from collation.reports import gathering, html, template, writing
from collation.reports.forms import NothingPublished
from collation.reports.gathering import Around
from collation.reports.model import Report
from collation.reports.periods import NoPeriod, period_of
from collation.reports.template import TemplateWrong
from config.data import County
from config.settings import Settings
from staff.wording import load_wording
from storage.clock import Clock
from storage.office import reports
from storage.office.reports import Kept
from storage.rooms import Rooms

ENDINGS = (".docx", ".html")


class NotWritten(Exception):
    """There is no report; the words say why and what to do."""


def command(
    arguments: Namespace, settings: Settings, rooms: Rooms, county: County, clock: Clock
) -> int:
    """The same for the command line: what is wrong is said, not raised."""
    try:
        return report(arguments, rooms, county, settings, clock)
    except NotWritten as refused:
        print(refused, file=sys.stderr)
        return 2


def report(
    arguments: Namespace, rooms: Rooms, county: County, settings: Settings, clock: Clock
) -> int:
    """Write the file, whole or not at all."""
    out: Path = arguments.out
    if out.suffix.lower() not in ENDINGS:
        raise NotWritten(f"The file must end in {' or '.join(ENDINGS)}: {out.name}")
    if arguments.template and out.suffix.lower() != ".docx":
        raise NotWritten("A template is for Word: let the file end in .docx.")
    folder = settings.county_dir
    around = Around(county, folder, wording(folder), settings.public_base_url)
    try:
        done, data = _made(arguments, rooms, around, clock)
    except (NoPeriod, NothingPublished, TemplateWrong) as refused:
        raise NotWritten(str(refused)) from refused
    _write(out, data)
    print(f"{out}: {done.title} ({done.state})")
    for gap in done.left():
        print(f"  to fill: {gap.name}")
    return 0


def wording(county_dir: Path) -> dict[str, str]:
    """How each question reads."""
    return {one.id: one.text for one in load_wording(county_dir).values()}


def _made(arguments: Namespace, rooms: Rooms, around: Around, clock: Clock) -> tuple[Report, bytes]:
    """With what persons wrote into the latest draft of this kind and period, if there is one."""
    with rooms.answers.read() as answers, rooms.register.read() as office:
        there = gathering.published(answers, arguments.kind)
        if not (arguments.period or there):
            raise NothingPublished("Nothing is published yet, so there is nothing to report.")
        last = period_of(arguments.kind, arguments.period or there[0]).last
        known = reports.latest(office, arguments.kind, last) or _new(arguments.kind, last)
        opened = writing.open_report(answers, office, around, known, clock.now())
    if opened.report is None:
        raise NothingPublished(f"{opened.why} {_instead(there)}".strip())
    if arguments.out.suffix.lower() == ".html":
        return opened.report, html.page(opened.report, opened.quotes).encode()
    made = template.docx(opened.report, opened.quotes, _template(arguments.template))
    return opened.report, made


def _instead(there: Sequence[str]) -> str:
    """Which periods would do."""
    return f"Published for this report: {', '.join(there)}." if there else ""


def _new(kind: str, period: str) -> Kept:
    """As if somebody had just made it; nothing is kept."""
    return Kept("", kind, period, reports.DRAFT, None, None, "", None, None)


def _template(path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        raise NotWritten(f"The template cannot be read: {path} ({error.strerror}).") from error


def _write(out: Path, data: bytes) -> None:
    beside = out.with_name(f".{out.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise NotWritten(f"The file cannot be written: {out} ({error.strerror}).") from error
