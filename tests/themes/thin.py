"""A frame with every second term taken away, as a county's own might be."""

import hashlib
from dataclasses import replace

from config.frame import Frame, Term


def thinned(frame: Frame) -> Frame:
    themes = tuple(
        replace(theme, terms=tuple(term for term in theme.terms if _stays(term)))
        for theme in frame.themes
    )
    return replace(frame, themes=themes)


def _stays(term: Term) -> bool:
    return bool(term.asked) or hashlib.sha256(term.text.encode()).digest()[1] % 2 == 0
