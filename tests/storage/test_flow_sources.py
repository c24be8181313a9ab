"""The flows that are served are kept once, also when two processes start at the same moment."""

from datetime import datetime

from storage.register import flow_sources
from storage.rooms import Rooms
from tests.at_once import at_once


def test_two_that_start_at_once_keep_a_flow_once(rooms: Rooms, now: datetime) -> None:
    """Neither fails: a failure here would keep the web from starting."""

    def serve() -> None:
        with rooms.register.write() as conn:
            flow_sources.serve(conn, [(f"flow {n}", "1", "id: x") for n in range(20)], now)

    at_once(serve, serve, serve, serve)
    with rooms.register.read() as conn:
        assert flow_sources.find(conn, "flow 19", "1") == "id: x"
