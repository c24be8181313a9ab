"""Puts right how young people write, so that one phrase finds many spellings."""

import re
from collections.abc import Collection, Iterator, Mapping

from conversations.text import plain

_TOKEN = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*|[.!?;\n]+|[^\w\s,.!?;'\"()\-/:&*]")
_DOTTED = re.compile(r"\b([a-z])\.([a-z])\.(?:([a-z])\.?)?(?![a-z])")
_RUN = re.compile(r"(.)\1{2,}")
_STARS = "*!@$#%+"
_STARRED = re.compile(rf"\b[a-z]{{1,9}}[{re.escape(_STARS)}]{{1,5}}[a-z]{{1,9}}\b")
_ENDINGS = (
    ("n't", " not"),
    ("'m", " am"),
    ("'re", " are"),
    ("'ll", " will"),
    ("'ve", " have"),
    ("'d", " would"),
)
_IS = frozenset(
    [
        "he",
        "she",
        "it",
        "that",
        "there",
        "who",
        "what",
        "where",
        "how",
        "someone",
        "everyone",
        "nobody",
    ]
)
_ODD = {"can't": "can not", "won't": "will not", "shan't": "will not", "ain't": "is not"}


class Speller:
    """Words put right: short forms, slang, spaced-out letters, one letter off what matters."""

    def __init__(
        self,
        folds: Mapping[str, str],
        spellings: tuple[str, ...],
        real_words: Collection[str],
        vocabulary: frozenset[str],
        starred: tuple[str, ...] = (),
    ) -> None:
        self._folds, self._vocabulary, self._starred = folds, vocabulary, starred
        self._right = {word for word in vocabulary if word.isalpha() and word not in folds}
        self._near = {
            slip: word
            for word in spellings
            for slip in _slips(word)
            if slip not in vocabulary and slip not in real_words and slip not in folds
        }

    def normal(self, text: str) -> str:
        """Words and sentence ends, each followed by one space."""
        text = plain(text.replace("\n", " . "))
        if self._starred:
            text = _STARRED.sub(self._unstarred, text)
        text = _DOTTED.sub(lambda found: "".join(filter(None, found.groups())), text)
        tokens = self._gathered([found[0] for found in _TOKEN.finditer(text)])
        right = self._right
        return "".join(
            f"{word} "
            for token in tokens
            for word in ((token,) if token in right else self._put_right(token))
        )

    def _unstarred(self, found: re.Match[str]) -> str:
        """ "k*ll" and "su!cide": a word that we know, if it has these letters in these places."""
        hidden = found[0]
        shape = re.compile("".join("[a-z]" if one in _STARS else one for one in hidden))
        return next((word for word in self._starred if shape.fullmatch(word)), hidden)

    def _gathered(self, tokens: list[str]) -> list[str]:
        """ "k m s" is one word, if it is one that we know."""
        out: list[str] = []
        letters: list[str] = []
        for token in (*tokens, ""):
            if len(token) == 1 and token.isalpha():
                letters.append(token)
                continue
            word = "".join(letters)
            known = len(word) > 2 and (word in self._folds or word in self._vocabulary)
            out.extend([word] if known else letters)
            letters = []
            if token:
                out.append(token)
        return out

    def _put_right(self, token: str) -> Iterator[str]:
        if token[0] in ".!?;\n":
            yield "."
            return
        folded = self._folds.get(token)
        if folded is None:
            folded = " ".join(self._one(part) for part in uncontracted(token).split())
        yield from folded.split()

    def _one(self, word: str) -> str:
        if word in self._folds:
            return self._folds[word]
        if word in self._vocabulary:
            return word
        found = self._near.get(word)
        if found is None and _RUN.search(word):
            shorter = (_RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word))
            known = [one for one in shorter if one in self._vocabulary or one in self._folds]
            found = self._folds.get(known[0], known[0]) if known else shorter[1]
        return found or word


def uncontracted(token: str) -> str:
    """ "didn't" is "did not", "mum's" is "mum"; words joined by a hyphen are several."""
    token = token.replace("-", " ")
    if "'" not in token:
        return token
    if token in _ODD:
        return _ODD[token]
    for ending, words in _ENDINGS:
        if token.endswith(ending):
            return token[: -len(ending)] + words
    if token.endswith("'s"):
        return token[:-2] + (" is" if token[:-2] in _IS else "")
    return token.replace("'", "")


def _slips(word: str) -> Iterator[str]:
    """One letter missing, doubled, or two swapped; never the first letter."""
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
