"""An answer that goes takes along all that was made of it."""

from collections.abc import Collection

from sqlalchemy import Connection


def erase(conn: Connection, ids: Collection[str]) -> int:
    """Delete answers with their codings, history and quotes; how many answers there were."""
    raise NotImplementedError


def forget_old(conn: Connection, before: str) -> int:
    """Delete the answers of quarters before this one, and all that was counted from them."""
    raise NotImplementedError
