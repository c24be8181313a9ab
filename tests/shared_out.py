"""What the parts of a run that is shared out over the cores tell the part that reports."""

from collections.abc import Sequence
from typing import Any

import pytest


def tell(config: pytest.Config, name: str, found: Sequence[Any]) -> None:
    """Hand on what this part of the run found; nothing happens where the run is not shared out."""
    if hasattr(config, "workeroutput"):
        config.workeroutput[name] = [tuple(one) for one in found]


def heard(node: Any, name: str) -> list[Any]:
    """What a part that has ended handed on; nothing of one that died."""
    return list(getattr(node, "workeroutput", {}).get(name, ()))
