"""Reading the county's files: one broken flow does not take the others away."""

import shutil
from pathlib import Path

import structlog

from bot.service import make_service
from storage.rooms import Rooms
from tests.conftest import ROOT


def test_a_broken_flow_is_left_out_with_its_line_and_the_others_are_served(
    sqlite_rooms: Rooms, tmp_path: Path
) -> None:
    """The message names file and line."""
    county = tmp_path / "county"
    shutil.copytree(ROOT / "config", county)
    wall = county / "flows" / "wall.yaml"
    lines = wall.read_text(encoding="utf-8").splitlines()
    broken_at = next(n for n, line in enumerate(lines) if line.strip() == "ask: wall")
    lines[broken_at] = lines[broken_at].replace("ask: wall", "ask: graffiti")
    wall.write_text("\n".join(lines), encoding="utf-8")
    with structlog.testing.capture_logs() as logs:
        service = make_service(sqlite_rooms, county, {"MODE": "demo"})
    assert "wall" not in service.book.flows
    assert {"check-in", "say-anything"} <= set(service.book.flows)
    (left_out,) = [entry for entry in logs if entry["event"] == "flow_left_out"]
    assert f"flows/wall.yaml:{broken_at + 1}" in left_out["problem"]
    assert "graffiti" in left_out["problem"]
