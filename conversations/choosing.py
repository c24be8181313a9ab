"""Reads which choice a reply names: by label, number, letter, place or face."""

from collections.abc import Sequence

from conversations import numbers, signs, yes_no
from conversations.lexicon import Lexicon, lexicon, loose
from conversations.naming import Named, lettered, named, names_nothing, whole, words_of
from conversations.options import Options, options, written
from conversations.steps import Choice
from conversations.text import folded, plain

One = tuple[str, bool] | None


def one(text: str, choices: tuple[Choice, ...], language: str) -> One:
    """The choice that a text names, and whether other words came with it."""
    exact = written(choices)
    value = exact.get(folded(text)) or exact.get(plain(text))
    if value:
        return value, False
    opts, lex = options(choices, language), lexicon(language)
    bare = loose(text.replace("\u20e3", "\u20e3 "))
    if signs.only_signs(bare, opts.signs):
        return _single(signs.chosen(bare, opts.signs), False)
    words = words_of(bare, opts)
    said = whole(words, opts, lex)
    if said or not words or _asks(words, lex) or names_nothing(words):
        return said
    return _by_place(text, words, opts, lex, language) or _in_words(
        text, bare, words, opts, language
    )


def _asks(words: Sequence[str], lex: Lexicon) -> bool:
    """Whether a question back begins here ("what does ok mean")."""
    return len(words) > 1 and (lex.has("asks", words[0]) or lex.has("asks", " ".join(words[:2])))


def _single(values: set[str], more: bool) -> One:
    return (values.pop(), more) if len(values) == 1 else None


def _by_place(text: str, words: Sequence[str], opts: Options, lex: Lexicon, language: str) -> One:
    """By number, letter, or place in the list; not where a name beside it says another."""
    letter = _letter(words, opts, lex)
    if letter:
        return letter, False
    place = _place(words, opts, lex)
    if place:
        return place, False
    found = numbers.read(text, (1, len(opts.values)), language, "choice")
    if not found or any(lex.has("last", word) for word in words):
        return None
    value = opts.values[found[0] - 1]
    beside = {name.value for name in named(_before_reason(words, lex), opts, lex)}
    return (value, found[1]) if beside <= {value} else None


def _letter(words: Sequence[str], opts: Options, lex: Lexicon) -> str | None:
    bare = [word for word in words if len(word) == 1 or not lex.has("little", word)]
    if len(bare) != 1 or len(bare[0]) != 1:
        return None
    return lettered(bare[0], opts)


def _place(words: Sequence[str], opts: Options, lex: Lexicon) -> str | None:
    """ "the last one", "middle": of the words that are not little, only that one."""
    bare = [word for word in words if not lex.has("little", word)]
    if len(bare) != 1:
        return None
    count = len(opts.values)
    if lex.has("last", bare[0]):
        return opts.values[-1]
    if lex.has("first", bare[0]):
        return opts.values[0]
    return opts.values[count // 2] if lex.has("middle", bare[0]) and count % 2 else None


def _before_reason(words: Sequence[str], lex: Lexicon) -> Sequence[str]:
    turn = (
        at
        for at, word in enumerate(words)
        if at and (lex.has("because", word) or _starts(word, lex))
    )
    return words[: next(turn, len(words))]


def _starts(word: str, lex: Lexicon) -> bool:
    return lex.has("but", word) or lex.has("starts", word)


def _in_words(text: str, bare: str, words: list[str], opts: Options, language: str) -> One:
    """A name among other words ("its ok i guess"); none where two are said, or it is denied."""
    lex = lexicon(language)
    if opts.yes_no and all(
        name.value and words[name.at] in lex.tags for name in named(words, opts, lex)
    ):
        answer = yes_no.read(text, {}, language)
        if answer:
            return opts.forms.get(answer[0], answer[0]), answer[1]
    phrase = " ".join(words)
    near = opts.slip(phrase) or opts.begun(phrase) or opts.forms.get("".join(words))
    if near:
        return near, False
    names = named(words, opts, lex)
    if not names:
        names = named(words, opts, lex, slips=True)
        if names and _left(words, names, lex):
            return None  # a word like "shift" in a sentence is no slip
    cut = next((i for i in range(1, len(words)) if lex.has("because", words[i])), len(words))
    said = [name for name in names if name.at < cut] or names
    values = {name.value for name in said} | _numbered(words[:cut], opts, lex)
    values |= _thumbed(bare, opts)
    if len(values) == 2 and not any(_links(word, lex) for word in words[:cut]):
        values.discard("")  # "not my carer, my social worker"
    if not said or "" in values or len(values) != 1 or words[-1] == "not":
        return None
    return values.pop(), _left(words, names, lex)


def _links(word: str, lex: Lexicon) -> bool:
    """Whether a word puts two names side by side, so that a denial of one may be of both."""
    return lex.has("and", word) or (lex.has("or", word) and not lex.has("not", word))


def _left(words: Sequence[str], names: Sequence[Named], lex: Lexicon) -> bool:
    """Whether words that say something stand beside the names."""
    taken = {at for name in names for at in range(name.at, name.at + name.size)}
    left = (word for at, word in enumerate(words) if at not in taken)
    return lex.says_more(word for word in left if word not in lex.tags)


def _thumbed(bare: str, opts: Options) -> set[str]:
    """The choice that a thumb beside the words stands for, which must agree with them."""
    thumb = opts.signs.get({"yes": "👍", "no": "👎"}.get(signs.yes_no(bare) or "", ""))
    return {thumb} if thumb else set()


def _numbered(words: Sequence[str], opts: Options, lex: Lexicon) -> set[str]:
    """Choices also said by number or letter, which must agree with the name."""
    found: set[str] = set()
    for word in words:
        number = numbers.word_value(word, lex, "number") if any(map(str.isdigit, word)) else None
        if number is not None and 1 <= number <= len(opts.values):
            found.add(opts.values[number - 1])
    if len(words[0]) == 1 and words[0] not in ("a", "i"):
        letter = lettered(words[0], opts)
        found |= {letter} if letter else set()
    return found
