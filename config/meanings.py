"""Reads what the answers to a question mean: more of it, less of it, praise, or an idea."""

from collections.abc import Mapping
from pathlib import Path

from config.marked import read

MEANINGS = ("more", "less", "praise", "idea")


def load_meanings(county_dir: Path) -> Mapping[str, tuple[str, ...]]:
    """Meaning -> the questions that ask for it ("wall.more", "how-is-life.*_why")."""
    item = read(county_dir / "meanings.yaml")
    item.only(*MEANINGS)
    return {name: item.texts(name) for name in MEANINGS}
