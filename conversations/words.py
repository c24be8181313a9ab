"""Words that work at any time: the whole message, in any language, before any flow."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from config.data import Words
from conversations.text import folded, squeezed

COMMANDS = (
    "STOP",
    "START",
    "99",
    "999",
    "HELP",
    "INFO",
    "PERSON",
    "ADVOCATE",
    "MANAGER",
    "WHO",
    "WHY",
    "SKIP",
    "LANGUAGE",
    "EASY",
    "EXPLAIN",
    "DELETE",
    "SEE",
    "LEAVE",
    "COMPLAIN",
    "PAUSE",
    "JOIN",
    "WRONG NUMBER",
)
LISTS = ("greetings", "go", "not_now", "go_on", "joke", "secret", "done", "thanks", "kind")
# These always do what they say; no question may take one as an answer.
NEVER_AN_ANSWER = ("STOP", "START", "99", "999", "HELP", "DELETE")
_CALLING = frozenset(["help", "me", "i", "need", "us", "quick", "quickly", "hurry", "asap", "you"])
_TOKEN = re.compile(r"[\s,.!?;:-]+")


@dataclass(frozen=True)
class WordIndex:
    """Every form of every word, folded once: form -> word, and the small lists by name."""

    commands: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]

    def holds(self, name: str, text: str) -> bool:
        """Whether the whole text is in one of the small lists ("greetings", "done", …)."""
        bare = folded(text)
        forms = self.lists[name]
        return bare in forms or (2 < len(bare) < 40 and squeezed(bare) in forms)

    def mentions(self, name: str, text: str) -> bool:
        """Whether a short text says something of a small list, beside a few other words."""
        bare = " ".join(_TOKEN.split(folded(text)))
        return len(bare) < 80 and any(f" {form} " in f" {bare} " for form in self.lists[name])


def index(words: Words) -> WordIndex:
    commands: dict[str, str] = {}
    lists: dict[str, set[str]] = {name: set() for name in LISTS}
    for entries in words.languages.values():
        for word, forms in entries.items():
            for form in forms:
                if word in COMMANDS:
                    commands.setdefault(folded(form), word)
                else:
                    lists.setdefault(word, set()).add(folded(form))
    return WordIndex(commands, {name: frozenset(forms) for name, forms in lists.items()})


def global_word(text: str, words: WordIndex) -> str | None:
    """The word that the whole message is, or None."""
    bare = folded(text)
    if len(bare) > 60:
        return None
    found = words.commands.get(bare)
    if found is None and not bare.isalnum():  # one bare word has no courtesy to leave out
        found = words.commands.get(_without_courtesy(bare, words))
    if found is None and len(bare) > 3:
        found = words.commands.get(squeezed(bare))
    return found


def _without_courtesy(bare: str, words: WordIndex) -> str:
    tokens = [token for token in _TOKEN.split(bare) if token]
    rest = [token for token in tokens if token not in words.lists["kind"]]
    if rest and rest[0] in ("99", "999") and _CALLING.issuperset(rest[1:]):
        return rest[0]
    return " ".join(rest) if rest else bare
