"""One turn's scene: the book, the person, the time, and how things are said to that person."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from config.data import Wording
from conversations import cover
from conversations.audience import suits
from conversations.book import Book, Person
from conversations.events import Said
from conversations.speech import Speaker


@dataclass(frozen=True)
class Scene:
    book: Book
    person: Person
    now: datetime

    @property
    def speaker(self) -> Speaker:
        who = self.person
        return Speaker(self.book.translations, who.language, who.audience, who.mode, who.easy_read)

    def for_audience(self, audience: str | None) -> "Scene":
        """The same moment for somebody who has said which wording suits them."""
        if audience is None or audience == self.person.audience:
            return self
        return replace(self, person=replace(self.person, audience=audience))

    @property
    def web(self) -> bool:
        return self.person.mode == "web"

    def say(self, text_id: str, **extra: str) -> str:
        """One of the fixed texts, filled in."""
        return self.fill(self.book.texts[text_id], **extra)

    def said(self, text_id: str, **extra: str) -> Said:
        return Said(self.say(text_id, **extra))

    def fill(self, wording: Wording, **extra: str) -> str:
        msgid = wording.pick(self.person.audience, self.person.easy_read, self.person.mode)
        if "{" not in msgid:
            return self.speaker.say(msgid, **extra)
        named = _placeholders(msgid)
        params = {name: self._param(name) for name in named if name not in extra}
        return self.speaker.say(msgid, **params, **extra)

    def is_fixed(self, wording: Wording) -> bool:
        """Whether a wording names nothing in braces: it is the same at any time."""
        who = self.person
        return "{" not in wording.pick(who.audience, who.easy_read, who.mode)

    def _param(self, name: str) -> str:
        """What any text may name in braces; worked out only where a text does."""
        work_out = _PARAMS.get(name)
        return work_out(self) if work_out else f"{{{name}}}"

    @property
    def staffed(self) -> bool:
        """Whether somebody is on duty now."""
        return cover.cover(self.book.county, self.now, self.person.roster.duty).here

    @property
    def office_open(self) -> bool:
        """Whether the council's own number for the day answers now."""
        return cover.cover(self.book.county, self.now).here

    def lines(self, use: str) -> tuple[str, ...]:
        """Helplines for this use that suit the person's whole age band; 999 if there is none."""
        band = self.person.audience
        fit = (one for one in self.book.helplines if use in one.uses and suits(band, one.under))
        return tuple(self.speaker.say(one.say) for one in fit) or ("999",)

    def two_lines(self, uses: tuple[str, ...]) -> str:
        """The first line of each use, then the others of the first uses: two of them."""
        first = [self.lines(use)[0] for use in uses]
        named = dict.fromkeys((*first, *(one for use in uses for one in self.lines(use))))
        return f", {self.say('or')} ".join(list(named)[:2])

    def when(self, spans: cover.Spans | None) -> str:
        return cover.when(self.book.county, self.now, self.speaker, spans)

    def by(self, kind: str) -> str:
        """By when somebody hears who asked for a person, an advocate, a manager or to complain."""
        days = self.book.county.promise.working_days(kind) or 1
        return cover.by(self.book.county, self.now, days, self.speaker)

    def phone(self, which: str) -> str:
        return self.book.county.phone.get(which, "999")


@lru_cache(maxsize=2048)
def _placeholders(msgid: str) -> tuple[str, ...]:
    return tuple(_BRACES.findall(msgid))


_BRACES = re.compile(r"\{(\w+)\}")
_PARAMS: Mapping[str, Callable[[Scene], str]] = {
    "county": lambda scene: scene.book.county.name,
    "line": lambda scene: scene.lines("open")[0],
    "lines": lambda scene: scene.two_lines(("urgent",)),
    "advocate": lambda scene: scene.lines("advocate")[0],
    "when": lambda scene: scene.when(scene.person.roster.duty),
    "read": lambda scene: scene.when(scene.person.roster.readers),
    "hours": lambda scene: scene.when(None),
    "day": lambda scene: scene.phone("day"),
    "night": lambda scene: scene.phone("night"),
    "by": lambda scene: scene.by("complain"),
    "phone": lambda scene: scene.phone("day" if scene.office_open else "night"),
    "month": lambda scene: cover.month_of(
        scene.book.county, scene.now, scene.book.county.promise.reply_days, scene.speaker
    ),
    "days": lambda scene: str(scene.book.county.promise.see_days),
}
