"""Says things in the young person's language and form; English where there is no translation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from config.data import Translations, Wording
from conversations.flows import Choice

DEFAULT = "en"


class Speaker(NamedTuple):
    """One listener: language, audience, easy read or not, and the mode they read in."""

    translations: Translations
    language: str = DEFAULT
    audience: str = "8-11"
    mode: str = "sms"
    easy_read: bool = False

    @property
    def web(self) -> bool:
        return self.mode == "web"

    def say(self, msgid: str, **params: str) -> str:
        """The text in this language with its {placeholders} filled in; never raises."""
        text = msgid
        if self.language != DEFAULT:
            text = self.translations.get(self.language, {}).get(msgid) or msgid
        if "{" in text:
            for name, value in params.items():
                text = text.replace(f"{{{name}}}", value)
        return text

    def word(self, wording: Wording, params: Mapping[str, str]) -> str:
        return self.say(wording.pick(self.audience, self.easy_read, self.mode), **params)

    def choices(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Choices with labels and accepted words in this language; English words stay accepted."""
        if self.language == DEFAULT:
            return choices
        return tuple(self._choice(choice) for choice in choices)

    def _choice(self, choice: Choice) -> Choice:
        label = self.say(choice.label)
        theirs = accepted_words(self.say(accepts_msgid(choice))) if choice.accepts else ()
        accepts = (choice.label, *choice.accepts, *theirs)
        return replace(choice, label=label, accepts=accepts)


def accepts_msgid(choice: Choice) -> str:
    """The words that a choice accepts, as one message for translators: comma-separated."""
    return ", ".join(choice.accepts)


def accepted_words(text: str) -> tuple[str, ...]:
    words = text.replace("،", ",").replace("、", ",").split(",")
    return tuple(word.strip() for word in words if word.strip())
