"""Everything the bot knows (flows, texts, words, numbers) and the person it talks to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config import data
from config.data import County, Helpline, SafetyKind, Translations, Wording
from conversations import safeguarding, words
from conversations.cover import Roster
from conversations.flows import Flow, Node, read_flow
from conversations.safeguarding import Detector
from conversations.words import WordIndex

Form = tuple[bool, str, str, bool, str]
"""Asked again or not, and who reads it: language, audience, easy read or not, mode."""


class Asked:
    """Questions as they are asked, worked out once in each form; nothing that anybody wrote.

    Only wordings that are the same at any time are kept, and no more than `MOST` of them.
    """

    MOST = 4096

    def __init__(self) -> None:
        # The node is kept as well: while it is, no other has its id.
        self._texts: dict[tuple[int, Form], tuple[Node, str]] = {}

    def find(self, node: Node, form: Form) -> str | None:
        found = self._texts.get((id(node), form))
        return found[1] if found else None

    def keep(self, node: Node, form: Form, text: str) -> None:
        if len(self._texts) < self.MOST:
            self._texts[id(node), form] = (node, text)


@dataclass(frozen=True)
class Book:
    """One county's conversation: loaded once, never changed."""

    flows: Mapping[str, Flow]
    texts: Mapping[str, Wording]
    words: WordIndex
    phrases: Detector
    translations: Translations
    county: County
    helplines: tuple[Helpline, ...]
    safety: tuple[SafetyKind, ...] = ()
    earlier: Mapping[tuple[str, str], Flow] = field(default_factory=dict)
    asked: Asked = field(default_factory=Asked, init=False, repr=False, compare=False)

    def flow(self, flow_id: str, version: str | None = None) -> Flow | None:
        """The flow as it is now, or as it was in the version that a conversation began with."""
        flow = self.flows.get(flow_id)
        if version is None or (flow and flow.version == version):
            return flow
        return self.earlier.get((flow_id, version))


@dataclass(frozen=True)
class Person:
    """What one turn may know of who is talking. Never a number, a name or a place."""

    language: str = "en"
    audience: str = "8-11"
    easy_read: bool = False
    mode: str = "sms"
    findable: bool = True
    stopped: bool = False
    paused: bool = False
    contact_known: bool = False
    shared: bool = False  # other people read this phone too
    roster: Roster = Roster()  # who is there, where the turn may have to say it


def load_book(
    county_dir: Path, environ: Mapping[str, str], flows: Iterable[Flow] | None = None
) -> Book:
    """Read a county's folder; DataError or FlowError (file and line) where it cannot be used."""
    if flows is None:
        flows = [read_flow(file) for file in data.load_flow_files(county_dir)]
    return Book(
        flows={flow.id: flow for flow in flows},
        texts=data.load_texts(county_dir),
        words=words.index(data.load_words(county_dir)),
        phrases=safeguarding.detector(data.load_phrases(county_dir)),
        translations=data.load_translations(county_dir),
        county=data.load_county(county_dir, environ),
        helplines=data.load_helplines(county_dir),
        safety=data.load_safety_texts(county_dir),
    )
