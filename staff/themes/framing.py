"""The code frame in use: the newest version that the officer made, or the county's file."""

from sqlalchemy import Connection

from collation.frame import Frame, from_json, to_json
from config.frame import load_frame
from staff.desk import desk
from storage.office import frames


def frame_in_use() -> Frame:
    """The frame by which answers are coded today."""
    with desk().rooms.register.read() as conn:
        return newest(conn)


def newest(conn: Connection) -> Frame:
    """The same, inside somebody's transaction."""
    found = frames.newest(conn)
    if found is None:  # before the first night the county's file is the frame
        return load_frame(desk().settings.county_dir)
    return from_json(found.frame)


def keep(conn: Connection, frame: Frame, why: str, by: str | None) -> bool:
    """A new version. The county's file is kept as version 1 first, so that history is whole."""
    at = desk().clock.now()
    if frames.newest(conn) is None:
        seed = load_frame(desk().settings.county_dir)
        frames.add(conn, seed.version, to_json(seed), "The county’s file.", at)
    return frames.add(conn, frame.version, to_json(frame), why, at, by)


def labels(frame: Frame) -> dict[str, str]:
    """Theme id to its name, themes that are no longer in use too."""
    return {one.id: one.label for one in frame.themes}
