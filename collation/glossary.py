"""Their words for our words: what young people would call it, for the officer to approve."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FLOW = "whats-in-a-name."
FEWEST_VOICES = 2
_LONGEST = 5
_LEADING = frozenset(["a", "an", "the", "my", "our", "just", "maybe", "like", "call", "it", "i",
                      "would", "say", "them", "u", "probably", "them", "idk", "um"])  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """`ours`: the word of the question; `theirs`: what `voices` would say; `answers`: their ids."""

    ours: str
    theirs: str
    voices: int
    answers: tuple[str, ...]


def proposals(
    answers: Iterable[tuple[str, str, str, str]],
    names: Mapping[str, str],
    decided: Iterable[tuple[str, str]] = (),
) -> list[Proposal]:
    """From (id, voice, question, normal text): what several voices would call it, most first.

    `names`: question -> our word. `decided`: (ours, theirs) that the officer approved or refused.
    """
    done = frozenset(decided)
    said: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for answer, voice, question, normal in answers:
        ours = names.get(question) or our_word(question)
        theirs = word_of(normal)
        if ours and theirs and theirs != ours and (ours, theirs) not in done:
            said[ours, theirs][voice].add(answer)
    found = [
        Proposal(ours, theirs, len(by_voice), tuple(sorted(set().union(*by_voice.values()))))
        for (ours, theirs), by_voice in said.items()
        if len(by_voice) >= FEWEST_VOICES
    ]
    return sorted(found, key=lambda one: (one.ours, -one.voices, one.theirs))


def our_word(question: str) -> str:
    """ "whats-in-a-name.social_worker" is about "social worker"; "" for other questions."""
    return question.removeprefix(FLOW).replace("_", " ") if question.startswith(FLOW) else ""


def word_of(normal: str) -> str:
    """The short name in an answer: "i would call it family time" is "family time"."""
    words = [word for word in normal.split() if word != "."]
    while words and words[0] in _LEADING:
        words = words[1:]
    return " ".join(words) if 0 < len(words) <= _LONGEST else ""
