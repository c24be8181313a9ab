"""Each proof is written once and run twice: small in `make test`, large in `make soak`."""

import random
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import psycopg
import pytest

from storage.crypto import Vault
from storage.rooms import Rooms
from tests import facilities
from tests.fake_twilio.account import Account
from tests.fake_twilio.description import DescriptionMissing
from tests.soak.site import ALL_DAY, ROOMS, TOKEN, Site, county, fake_settings

if TYPE_CHECKING:
    from tests.fake_twilio.fake import FakeTwilio

KEY, PEPPER = "Z" * 43 + "=", "d7" * 24

Number = TypeVar("Number")

SMALL_WITHIN_SECONDS = 900
"""On a machine that is busy with other things; on a quiet one the longest takes some twenty."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The small forms start whole services: they may take long, and none waits without reason."""
    for item in items:
        if item.path.parent == Path(__file__).parent and not item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.timeout(SMALL_WITHIN_SECONDS))


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

    def make(urls: dict[str, str] | None = None) -> Site:
        urls = urls or {
            name: f"sqlite:///{tmp_path}/{room}.db"
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
            if url.startswith("postgresql") and _on_the_common_server(url):
                facilities.drop_postgres(url)


def fresh_urls(server: str) -> dict[str, str]:
    """New databases on a server of a test's own."""
    urls = {}
    for room in ROOMS:
        name = f"gt_{uuid.uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as conn:
            conn.execute(f'CREATE DATABASE "{name}"')
        urls[room] = server.replace("/postgres?", f"/{name}?")
    return urls


def _on_the_common_server(url: str) -> bool:
    return url.rsplit("?", 1)[1] == facilities.postgres_url().rsplit("?", 1)[1]


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


@pytest.fixture
def fake(site: Site, rooms: Rooms) -> "Iterator[FakeTwilio]":
    """A Twilio whose clock is the service's; texts may go out all day, as fast as they can."""
    with serving_fake(site) as fake:
        yield fake


@contextmanager
def serving_fake(site: Site) -> "Iterator[FakeTwilio]":
    """The same for a service of the test's own."""
    from tests.fake_twilio.fake import FakeTwilio

    try:
        fake = FakeTwilio(account=Account(tokens=[TOKEN]), clock=site.now)
    except DescriptionMissing as missing:
        if facilities.strict():
            pytest.fail(f"NOT RUN and STRICT=1: {missing}", pytrace=False)
        pytest.skip(f"NOT RUN: {missing}")
    with fake:
        fake.connect(site.url)
        site.more |= fake_settings(fake.environment)
        site.more["COUNTY_DIR"] = str(
            county(site.folder, per_second=1000, most_a_day=10_000, windows=ALL_DAY)
        )
        yield fake
