"""The flows that are served are kept once, also when two processes start at the same moment."""

import threading
from datetime import datetime

from storage.register import flow_sources
from storage.rooms import Rooms


def test_two_that_start_at_once_keep_a_flow_once(rooms: Rooms, now: datetime) -> None:
    """Neither fails: a failure here would keep the web from starting."""
    barrier, failed = threading.Barrier(4), []

    def serve() -> None:
        barrier.wait()
        try:
            with rooms.register.write() as conn:
                flow_sources.serve(conn, [(f"flow {n}", "1", "id: x") for n in range(20)], now)
        except Exception as error:
            failed.append(type(error).__name__)

    threads = [threading.Thread(target=serve) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with rooms.register.read() as conn:
        assert flow_sources.find(conn, "flow 19", "1") == "id: x"
