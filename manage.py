"""The command line: says what can be done, and hands each command to the part that does it."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from commands import typed

if TYPE_CHECKING:  # every command imports only what it needs, so that each starts at once
    from commands.demo import Login
    from config.data import County
    from config.settings import Settings
    from storage.clock import Clock
    from storage.rooms import Rooms
    from worker import Work

ROOT = Path(__file__).resolve().parent


class Refused(Exception):
    """The command cannot be done; the message says why and what to do."""


# ------------------------------------------------------------------------------- operations


def run(_: argparse.Namespace) -> int:
    """Start web and worker, and keep them running."""
    from commands.announcing import announce
    from commands.supervisor import (
        Child,
        Supervisor,
        answers,
        port_is_free,
        web_command,
        worker_command,
    )

    settings = _settings()
    if not port_is_free(settings.port):
        raise Refused(f"Port {settings.port} is in use. Choose another:  PORT=8001 make run")
    _migrate_all(settings)
    logins = _logins(settings)
    children = Child("web", web_command(settings.port)), Child("worker", worker_command())
    return Supervisor(children, ROOT, os.environ).run(
        announce=lambda: announce(settings, logins), ready=lambda: answers(settings.port)
    )


def migrate(_: argparse.Namespace) -> int:
    """Bring the databases to the newest form."""
    _migrate_all(_settings(), show_key=True)
    print("The databases are in their newest form.")
    return 0


def demo(_: argparse.Namespace) -> int:
    """Load the demo county, once, and print its log-ins."""
    settings = _settings()
    if not settings.demo:
        raise Refused("The demo county is only for MODE=demo.")
    from commands.announcing import print_logins

    _migrate_all(settings)
    print_logins(_logins(settings))
    return 0


def create_user(arguments: argparse.Namespace) -> int:
    """Open a staff account and print its one-time password."""
    return int(import_module("commands.joining").command(arguments, *_opened()))


def drill(_: argparse.Namespace) -> int:
    """Plant test disclosures by every channel, marked and never counted."""
    return int(import_module("commands.drilling").drill(_work()))


def run_job(arguments: argparse.Namespace) -> int:
    """Run one job of the timetable now, or list the timetable."""
    import worker

    jobs = {job.name: job for job in worker.timetable()}
    if arguments.job is None:
        for job in jobs.values():
            print(f"{job.name:12} {job.trigger}")
        return 0
    if arguments.job not in jobs:
        raise Refused(f"No such job. There are: {', '.join(jobs)}")
    work = worker.open_work(_environment())
    did = worker.run_job(jobs[arguments.job], work, arguments.at or work.clock.now())
    print(f"{arguments.job}: {did}")
    return 0


def import_contacts(arguments: argparse.Namespace) -> int:
    """Bring young people in from a CSV or Excel file: every row, or none."""
    from commands.importing import import_file

    _, rooms, county, clock = _opened()
    skip, errors = arguments.skip_known, arguments.errors
    return import_file(rooms, county, arguments.file, clock.now(), skip=skip, errors=errors)


def purge(_: argparse.Namespace) -> int:
    """Delete what has outlived its time."""
    from storage import retention

    settings = _settings()
    rooms = _rooms(settings)
    retention.purge(rooms, _clock(settings, rooms).now())
    print("Everything that has outlived its time is deleted.")
    return 0


def after_restore(_: argparse.Namespace) -> int:
    """After a register was put back from a backup: send nothing twice, revive nobody."""
    return int(import_module("commands.restoring").after_restore(_work()))


def rotate_keys(arguments: argparse.Namespace) -> int:
    """Put everything under the newest register key or pepper. Can be stopped and begun again."""
    from commands.rotating import rotate

    settings = _settings()
    rooms = _rooms(settings)
    return rotate(settings, rooms, arguments.what, _clock(settings, rooms).now())


def export(arguments: argparse.Namespace) -> int:
    """Print what was published, or what the office records, as CSV or JSON."""
    _, rooms, county, clock = _opened()
    return int(import_module("commands.exporting").command(arguments, rooms, county, clock))


def report(arguments: argparse.Namespace) -> int:
    """Write a report from what was published, as Word or as a page."""
    return int(import_module("commands.reporting").command(arguments, *_opened()))


def audit(arguments: argparse.Namespace) -> int:
    """Verify the audit log's chain."""
    return int(import_module("commands.auditing").verify(_rooms(_settings()), arguments.head))


# ----------------------------------------------------------------------------- conversations


def chat(arguments: argparse.Namespace) -> int:
    """Talk with the bot in this terminal."""
    from bot.channels.terminal import talk

    return talk(
        flow=arguments.flow,
        language=arguments.lang,
        audience=arguments.age,
        transcript=arguments.save_transcript,
        county_dir=_county_dir(),
        environ=_environment(),
    )


def lint_flows(arguments: argparse.Namespace) -> int:
    """Check the flows and texts: file:line: error|warning: message."""
    module = import_module("commands.linting")
    return int(module.lint_flows(arguments, _county_dir(), _environment()))


def inspect(arguments: argparse.Namespace) -> int:
    """Show what the bot makes of each line of standard input, one JSON object a line."""
    return int(import_module("commands.shown").inspect(arguments, _county_dir()))


def evaluate(arguments: argparse.Namespace) -> int:
    """Score the project's judgement against labelled text, with intervals."""
    return int(import_module("commands.shown").evaluate(arguments, _county_dir()))


def lint_frame(arguments: argparse.Namespace) -> int:
    """Check the code frame: terms that cannot be read, overlap, are dead or code everything."""
    return int(import_module("commands.shown").lint_frame(arguments, _county_dir()))


def hash_names(_: argparse.Namespace) -> int:
    """Turn names, one a line on standard input, into hashes for redaction/county.yaml."""
    return int(import_module("commands.shown").hash_names(_county_dir()))


# ------------------------------------------------------------------------------- what they use


def _environment() -> dict[str, str]:
    from config.settings import environment

    return environment()


def _settings() -> "Settings":
    from config.settings import load_settings

    return load_settings(_environment())


def _county_dir() -> Path:
    """The county's folder, for commands that need no secrets and no database."""
    return Path(_environment().get("COUNTY_DIR") or ROOT / "config")


def _rooms(settings: "Settings") -> "Rooms":
    from storage.crypto import Vault
    from storage.rooms import open_rooms

    return open_rooms(
        settings.database_url,
        settings.keys_database_url,
        settings.answers_database_url,
        Vault(settings.register_keys, settings.lookup_peppers),
    )


def _work() -> "Work":
    """What a job of the worker needs."""
    import worker

    return worker.open_work(_environment())


def _opened() -> "tuple[Settings, Rooms, County, Clock]":
    """What a command needs that works on the county's own data."""
    from config.data import load_county

    settings = _settings()
    rooms = _rooms(settings)
    county = load_county(settings.county_dir, {**_environment(), "MODE": settings.mode})
    return settings, rooms, county, _clock(settings, rooms)


def _clock(settings: "Settings", rooms: "Rooms") -> "Clock":
    from storage.clock import DemoClock, SystemClock

    return DemoClock(rooms.register) if settings.demo else SystemClock()


def _migrate_all(settings: "Settings", *, show_key: bool = False) -> None:
    from commands.announcing import hand_over
    from storage import cases
    from storage.rooms import migrate

    rooms = _rooms(settings)
    migrate(rooms)
    if show_key or settings.demo:  # never into the log of a service
        hand_over(settings, cases.ensure_key(rooms, _clock(settings, rooms).now()))
    rooms.close()


def _logins(settings: "Settings") -> Sequence["Login"]:
    from commands.demo import forbid_demo_county, open_demo

    if settings.demo:
        return open_demo(settings, _environment())
    forbid_demo_county(settings, _environment())
    return ()


# ------------------------------------------------------------------------------------ parsing


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    do: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=(do.__doc__ or "").partition("\n")[0], description=do.__doc__
    )
    parser.set_defaults(do=do)
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py", description="Golden Thread's command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "run", run)
    _command(commands, "migrate", migrate)
    _command(commands, "demo", demo)
    it = _command(commands, "create-user", create_user)
    it.add_argument("name", metavar="NAME")
    it.add_argument("--role", required=True, metavar="ROLE")
    it = _command(commands, "run-job", run_job)
    it.add_argument("job", metavar="NAME", nargs="?", help="without one: list the timetable")
    it.add_argument("--at", type=typed.moment, metavar="ISO-TIME", help="as if it were this time")
    it = _command(commands, "import-contacts", import_contacts)
    typed.contacts_file(it)
    _command(commands, "drill", drill)
    _command(commands, "purge", purge)
    _command(commands, "after-restore", after_restore)
    it = _command(commands, "rotate-keys", rotate_keys)
    it.add_argument("what", choices=["register", "peppers"])
    it = _command(commands, "export", export)
    typed.what_to_export(it)
    it = _command(commands, "report", report)
    typed.what_to_report(it)
    it = _command(commands, "audit", audit)
    it.add_argument("what", choices=["verify"])
    it.add_argument("--head", metavar="NUMBER:HASH", help="as it stands in the auditor's e-mail")
    _add_conversations(commands)
    return parser


def _add_conversations(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    it = _command(commands, "chat", chat)
    typed.talk(it)
    it = _command(commands, "lint-flows", lint_flows)
    it.add_argument("files", type=typed.path, metavar="FILE", nargs="*")
    it = _command(commands, "evaluate", evaluate)
    typed.labelled_file(it)
    it = _command(commands, "lint-frame", lint_frame)
    typed.frame_file(it)
    _command(commands, "hash-names", hash_names)
    it = _command(commands, "inspect", inspect)
    typed.what_to_inspect(it)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one command. Whatever folder it is called from, var/ and .env are the project's."""
    parsed = _parser().parse_args(arguments)
    os.chdir(ROOT)
    from config.logs import configure_logging
    from config.marked import DataError
    from config.settings import SettingsError

    configure_logging()
    try:
        return int(parsed.do(parsed))
    except (Refused, SettingsError, DataError) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
