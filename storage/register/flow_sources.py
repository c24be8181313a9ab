"""The flows as they were when a conversation began, so that a changed file harms no running one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from storage.database import inserting
from storage.register.tables import flow_source
from storage.times import stamp

KEPT = timedelta(days=90)


def serve(conn: Connection, flows: Iterable[tuple[str, str, str]], now: datetime) -> None:
    """Keep the flows (id, version, YAML) that are served from now on."""
    for flow, version, source in flows:
        row = {"flow": flow, "version": version, "source": source, "last_served": stamp(now)}
        # Two processes that start at once may both find it missing.
        add = inserting(conn, flow_source).values(row)
        conn.execute(
            add.on_conflict_do_update(
                index_elements=["flow", "version"], set_={"last_served": stamp(now)}
            )
        )


def find(conn: Connection, flow: str, version: str) -> str | None:
    """The YAML of one version of a flow."""
    query = select(flow_source.c.source).where(
        flow_source.c.flow == flow, flow_source.c.version == version
    )
    return conn.execute(query).scalar()


def forget_old(conn: Connection, now: datetime) -> int:
    """Delete versions that were not served for 90 days."""
    old = flow_source.c.last_served < stamp(now - KEPT)
    return conn.execute(delete(flow_source).where(old)).rowcount
