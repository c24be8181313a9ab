"""Each proof is written once and run twice: small in `make test`, large in `make soak`."""

import random
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from storage.crypto import Vault
from storage.rooms import Rooms
from tests import facilities
from tests.soak.site import ROOMS, Site

KEY, PEPPER = "Z" * 43 + "=", "d7" * 24

Number = TypeVar("Number")


@dataclass(frozen=True)
class Size:
    """How large a proof is to be."""

    large: bool

    def of(self, small: Number, large: Number) -> Number:
        """The one or the other."""
        return large if self.large else small


@pytest.fixture(params=["small", pytest.param("large", marks=pytest.mark.soak)])
def size(request: pytest.FixtureRequest) -> Size:
    """Small and large."""
    return Size(request.param == "large")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    """Both kinds."""
    return str(request.param)


@pytest.fixture
def chance() -> random.Random:
    """The same accidents in every run."""
    return random.Random(20260512)


@pytest.fixture
def a_site(database: str, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Makes a service on new databases; it is stopped, and they are dropped, with the test."""
    made: list[Site] = []

    def make(folder: Path = tmp_path, server: str | None = None) -> Site:
        urls = {
            name: f"sqlite:///{folder}/{room}.db"
            if database == "sqlite"
            else facilities.fresh_postgres_url()
            for name, room in ROOMS.items()
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        vault = Vault((KEY,), (PEPPER,))
        made.append(Site(tmp_path, urls, port, vault, vault_keys=KEY, vault_peppers=PEPPER))
        return made[-1]

    yield make
    for site in made:
        site.close()
        for url in site.urls.values():
            if url.startswith("postgresql"):
                facilities.drop_postgres(url)


@pytest.fixture
def site(a_site: Callable[..., Site]) -> Site:
    """A service that is not started yet."""
    return a_site()


@pytest.fixture
def rooms(site: Site) -> Iterator[Rooms]:
    """Its databases, migrated."""
    rooms = site.prepare()
    yield rooms
    rooms.close()
