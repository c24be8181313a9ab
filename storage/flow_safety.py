"""Whether the safeguarding lead has signed the very questions that are to be sent."""

from datetime import datetime

from sqlalchemy import Connection

from conversations.flows import Flow
from storage.office import signatures
from storage.office.signatures import FLOW, SignOff

WHY_NOT = (
    "The safeguarding lead has not signed these questions as they are now. Nothing can be sent "
    "before: ask them to open Questions and sign."
)


def sign(conn: Connection, flow: Flow, by: str, now: datetime) -> bool:
    """Sign a flow by its content; False when this very content was signed before."""
    return signatures.sign_off_as(conn, SignOff(FLOW, flow.id, flow.version, by, now))


def is_signed(conn: Connection, flow: Flow | None) -> bool:
    """What is gone from the county's files is not signed either."""
    return flow is not None and signatures.is_signed_off(conn, FLOW, flow.id, flow.version)
