"""The public half of the safeguarding team's key pair, left where the bot finds it."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.register import notices


@dataclass(frozen=True)
class TeamPublic:
    """The half of the team's key pair that everybody may have."""

    id: str
    public: bytes


def team_public(conn: Connection) -> TeamPublic | None:
    """What new words are sealed to; None before set-up has made the pair."""
    kept = notices.get(conn, notices.TEAM_PUBLIC)
    if not kept:
        return None
    said = json.loads(kept)
    return TeamPublic(said["id"], bytes.fromhex(said["public"]))


def say_team_public(conn: Connection, key_id: str, public: bytes) -> None:
    """Leave the public half where the bot finds it."""
    notices.put(conn, notices.TEAM_PUBLIC, json.dumps({"id": key_id, "public": public.hex()}))
