"""Numbers that young people are given: for whom, when somebody answers, and when it was checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from config.marked import Item, read

CHECKED_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Helpline:
    """A number to ring or text; `under` is the age from which it is no longer for you."""

    id: str
    name: str
    say: str
    uses: tuple[str, ...]
    under: int | None
    hours: str
    source: str
    verified_on: str
    languages: tuple[str, ...] = ()

    def to_check(self, today: date) -> str:
        """Why somebody must check this number: "" while it need not be."""
        if not self.verified_on:
            return "nobody has checked it yet"
        if self.verified_on > today.isoformat():
            return "the day of the check has not come yet"
        if today - date.fromisoformat(self.verified_on) > CHECKED_FOR:
            return f"last checked on {self.verified_on}"
        return ""


def load_helplines(county_dir: Path) -> tuple[Helpline, ...]:
    items = read(county_dir / "helplines.yaml").items("helplines")
    return tuple(_helpline(one) for one in items)


def to_check(helplines: tuple[Helpline, ...], today: date) -> Iterator[tuple[str, str]]:
    """(name, why) of the numbers that somebody must ring or look up again."""
    for one in helplines:
        if why := one.to_check(today):
            yield one.name, why


def _helpline(one: Item) -> Helpline:
    one.only("id", "name", "say", "uses", "under", "hours", "languages", "source", "verified_on")
    verified_on = one.text("verified_on", "")
    try:
        verified_on and date.fromisoformat(verified_on)
    except ValueError:
        raise one.error("'verified_on' is a day like 2026-11-30", "verified_on") from None
    return Helpline(
        id=one.text("id"),
        name=one.text("name"),
        say=one.text("say"),
        uses=one.texts("uses"),
        under=one.number("under") if "under" in one else None,
        hours=one.text("hours", ""),
        source=one.text("source", ""),
        verified_on=verified_on,
        languages=one.texts("languages"),
    )
