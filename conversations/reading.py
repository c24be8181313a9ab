"""How hard a text is to read: Flesch-Kincaid over syllables counted by rule, English only."""

import re

MAY_BE_OUT = 1.5
"""Years by which one short text may be judged too hard, against a measure with a dictionary."""
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
_SENTENCE_END = re.compile(r"[.!?:]+(?:\s|$)|\n")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouycsgzx]es)$")
_TWO_IN_ONE = re.compile(r"i[ao](?!u)|[aeou]ing|ua|uou|creat|ea$")
_ONE_OF_TWO = re.compile(r"[cstg]i[aou]|qua|gua")


def grade(text: str) -> float:
    """The year of school in America that a text is for; five more is a reading age."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    per_sentence = len(words) / max(1, len(sentences(text)))
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def words_in(sentence: str) -> int:
    return len(_WORD.findall(sentence))


def syllables(word: str) -> int:
    """Groups of vowels, less what is not heard: right for nearly every word of a plain text."""
    bare = word.lower().partition("'")[0]
    count = len(_VOWELS.findall(bare))
    if count > 1 and _SILENT.search(bare):
        count -= 1
    count += len(_TWO_IN_ONE.findall(bare)) - len(_ONE_OF_TWO.findall(bare))
    return max(1, count)
