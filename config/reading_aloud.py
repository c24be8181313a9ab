"""What an adult reads aloud before a young person's phone is added, by status."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.marked import Item, read

USUAL = "usual"


@dataclass(frozen=True)
class ReadAloud:
    """`first` is for the adult alone; `say` is read to the young person, sentence by sentence."""

    first: str
    say: tuple[str, ...]


def load_notices(county_dir: Path) -> Mapping[str, ReadAloud]:
    """notices.yaml: status id -> what is read; what a status leaves out is as usual."""
    item = read(county_dir / "notices.yaml")
    if USUAL not in item:
        raise item.error(f"'{USUAL}' is missing: it is read where a status has no words of its own")
    usual = _notice(item, USUAL, None)
    return {status: _notice(item, status, usual) for status in item}


def notice_for(notices: Mapping[str, ReadAloud], status: str | None) -> ReadAloud:
    """What is read to somebody of that status."""
    return notices.get(status or "", notices[USUAL])


def _notice(item: Item, status: str, usual: ReadAloud | None) -> ReadAloud:
    one = item.item(status)
    one.only("first", "say")
    first = one.text("first", usual.first if usual else None)
    say = one.texts("say") if "say" in one else usual.say if usual else ()
    if not say:
        raise one.error("'say' has nothing to read aloud", "say")
    return ReadAloud(first, say)
