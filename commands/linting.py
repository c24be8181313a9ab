"""Checks flows and texts, with the young people's own words where the officer approved some."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from config.settings import SettingsError, load_settings
from conversations.lint import lint_county
from storage.database import Busy, Database, is_sqlite
from storage.office import glossary


def lint_flows(arguments: Namespace, county_dir: Path, environment: Mapping[str, str]) -> int:
    """Print `file:line: error|warning: message`; 1 when there are errors."""
    issues = lint_county(county_dir, arguments.files, their_words(environment))
    sys.stdout.writelines(
        f"{issue.path}:{issue.line}: {issue.severity}: {issue.message}\n" for issue in issues
    )
    return int(any(issue.severity == "error" for issue in issues))


def their_words(environment: Mapping[str, str]) -> dict[str, str]:
    """Our words with theirs, as the officer approved them; none where there is no database."""
    try:
        url = load_settings(environment).database_url
    except SettingsError:
        return {}
    if is_sqlite(url) and not Path(make_url(url).database or "").is_file():
        return {}  # to open it would make it
    database = Database(url)
    try:
        with database.look() as conn:
            return glossary.approved(conn)
    except (Busy, DBAPIError):  # away, or not migrated yet
        return {}
    finally:
        database.close()
