"""The code frame as a value: its canonical JSON, and every change as a new version of it."""

from collections.abc import Iterable
from typing import Any

from config.frame import ACTIVE, RETIRED, Frame, Term, Theme

__all__ = [
    "ACTIVE", "RETIRED", "Frame", "FrameError", "Term", "Theme", "add_exclusion", "add_term",
    "add_theme", "drop_exclusion", "drop_term", "from_json", "merge", "rename", "split", "to_json",
]  # fmt: skip


class FrameError(ValueError):
    """A change that cannot be made; the message is for the officer."""


def to_json(frame: Frame) -> dict[str, Any]:
    """The same object for the same frame, whatever the order in which its terms were added."""
    raise NotImplementedError


def from_json(found: dict[str, Any]) -> Frame:
    raise NotImplementedError


def rename(frame: Frame, theme_id: str, label: str, definition: str | None = None) -> Frame:
    raise NotImplementedError


def merge(frame: Frame, from_id: str, into_id: str) -> Frame:
    """`from_id` is retired with `into` set; its terms, exclusions and examples move over."""
    raise NotImplementedError


def split(frame: Frame, theme_id: str, new: Theme, terms: Iterable[str]) -> Frame:
    """A new theme that takes these terms with it."""
    raise NotImplementedError


def add_theme(frame: Frame, theme: Theme) -> Frame:
    raise NotImplementedError


def add_term(frame: Frame, theme_id: str, term: str, asked: tuple[str, ...] = ()) -> Frame:
    raise NotImplementedError


def drop_term(frame: Frame, theme_id: str, term: str) -> Frame:
    raise NotImplementedError


def add_exclusion(frame: Frame, theme_id: str, words: str) -> Frame:
    raise NotImplementedError


def drop_exclusion(frame: Frame, theme_id: str, words: str) -> Frame:
    raise NotImplementedError
