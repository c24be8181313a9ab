"""Checks that migrated databases have the very tables that the code declares (`make check`)."""

import sys
import tempfile

from cryptography.fernet import Fernet

from storage.crypto import Vault
from storage.rooms import check_migrations, migrate, open_rooms


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        rooms = open_rooms(
            f"sqlite:///{folder}/register.db",
            f"sqlite:///{folder}/keys.db",
            f"sqlite:///{folder}/answers.db",
            Vault([Fernet.generate_key().decode()], ["check" * 8]),
        )
        migrate(rooms)
        differences = check_migrations(rooms)
        rooms.close()
    for difference in differences:
        print(f"not in the migrations: {difference}")
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())
