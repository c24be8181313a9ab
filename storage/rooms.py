"""All rooms together: the three databases, the vault, and bringing their tables up to date."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, make_url

import storage.answers.tables
import storage.audit
import storage.keys
import storage.office.loop_tables
import storage.office.report_tables
import storage.office.tables
import storage.register.case_tables
import storage.register.sending_tables
import storage.register.tables
import storage.suppression  # noqa: F401 - declaring the tables fills the metadata
from storage.crypto import Vault
from storage.database import Busy, Database, is_sqlite
from storage.schema import answers_metadata, keys_metadata, register_metadata

_MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Rooms:
    """The databases and the environment's keys. Which part may use which is in DESIGN §1."""

    register: Database
    keys: Database
    answers: Database
    vault: Vault

    def check(self) -> list[str]:
        """What is wrong with the databases, in words; empty when they are ready."""
        wrong = []
        for name, database, _ in self._all():
            try:
                database.check()
                if not _is_current(name, database):
                    wrong.append(f"{name}: not migrated; run `python manage.py migrate`")
            except Busy:
                wrong.append(f"{name}: cannot be reached")
        return wrong

    def close(self) -> None:
        """Give every connection back."""
        for _, database, _ in self._all():
            database.close()

    def _all(self) -> Iterable[tuple[str, Database, MetaData]]:
        return (
            ("register", self.register, register_metadata),
            ("keys", self.keys, keys_metadata),
            ("answers", self.answers, answers_metadata),
        )


def open_rooms(register_url: str, keys_url: str, answers_url: str, vault: Vault) -> Rooms:
    """Open the three databases. Creates the folder of a SQLite file, nothing else."""
    for url in (register_url, keys_url, answers_url):
        if is_sqlite(url) and (path := make_url(url).database):
            Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Rooms(
        register=Database(register_url),
        keys=Database(keys_url, journal="DELETE"),
        answers=Database(answers_url),
        vault=vault,
    )


def migrate(rooms: Rooms) -> None:
    """Bring every database up to date; safe to run again."""
    for name, database, _ in rooms._all():
        config = _config(name)
        with database.write() as conn:
            config.attributes["connection"] = conn
            command.upgrade(config, "head")


def check_migrations(rooms: Rooms) -> list[str]:
    """Where the migrated databases differ from the declared tables; empty when they agree."""
    wrong = []
    for name, database, metadata in rooms._all():
        with database.read() as conn:
            context = MigrationContext.configure(conn, opts={"compare_type": True})
            wrong += [f"{name}: {change}" for change in compare_metadata(context, metadata)]
    return wrong


def write_migration(rooms: Rooms, name: str, message: str) -> None:
    """Write a migration for one database from what its declared tables have new."""
    database = {each: database for each, database, _ in rooms._all()}[name]
    metadata = {each: metadata for each, _, metadata in rooms._all()}[name]
    config = _config(name)
    with database.write() as conn:
        config.attributes.update(connection=conn, metadata=metadata)
        scripts = ScriptDirectory.from_config(config)
        number = f"{len(list(scripts.walk_revisions())) + 1:04d}"
        command.revision(config, message, autogenerate=True, rev_id=number)


def _is_current(name: str, database: Database) -> bool:
    head = ScriptDirectory.from_config(_config(name)).get_current_head()
    with database.read() as conn:
        return MigrationContext.configure(conn).get_current_revision() == head


def _config(name: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("version_locations", str(_MIGRATIONS / name))
    config.set_main_option("path_separator", "os")
    return config
