"""Reads which several choices a reply names: "1 and 3", "school, home", "all but 2"."""

from collections.abc import Iterable, Mapping, Sequence

from conversations import choosing, numbers, signs
from conversations.lexicon import NO, YES, Lexicon, lexicon, loose
from conversations.naming import Named, lettered, named, whole, words_of
from conversations.options import Options, options
from conversations.steps import Choice

Several = tuple[tuple[str, ...], bool] | None


def read(text: str, choices: tuple[Choice, ...], language: str) -> Several:
    """All the choices that a text names, in the order of the question."""
    opts, lex = options(choices, language), lexicon(language)
    bare = loose(text.replace("\u20e3", "\u20e3 "))
    if signs.only_signs(bare, opts.signs):
        return _in_order(signs.chosen(bare, opts.signs), opts)
    words = words_of(bare, opts)
    alone = whole(words, opts, lex)
    if alone:
        return (alone[0],), False
    return (
        _everything(words, opts, lex)
        or _first_few(words, opts, lex)
        or _listed(words, opts, lex)
        or _just_one(text, words, choices, lex, language)
    )


def _in_order(values: Iterable[str], opts: Options, more: bool = False) -> Several:
    wanted = set(values)
    return (tuple(v for v in opts.values if v in wanted), more) if wanted else None


def _just_one(
    text: str, words: Sequence[str], choices: tuple[Choice, ...], lex: Lexicon, language: str
) -> Several:
    if any(_either(word, lex) for word in words):
        return None
    found = choosing.one(text, choices, language)
    return ((found[0],), found[1]) if found else None


def _either(word: str, lex: Lexicon) -> bool:
    """Words that leave it open which is meant; "not" takes one out."""
    return lex.has("or", word) and not lex.has("not", word)


def _unsure(words: Sequence[str], lex: Lexicon) -> bool:
    """ "football yes music no", or "all 3" of four."""
    if {YES, NO} <= {lex.tags.get(word) for word in words}:
        return True
    head, *tail = words or [""]
    return (
        len(tail) == 1 and lex.has("all", head) and (tail[0].isdecimal() or tail[0] in lex.numbers)
    )


def _everything(words: Sequence[str], opts: Options, lex: Lexicon) -> Several:
    """ "all", "both" of two, "all 4", "everything but school"."""
    every = [value for value in opts.values if value != opts.none]
    phrase = " ".join(word for word in words if not lex.has("little", word) or word == "all")
    full = " ".join(words)
    count = len(every)
    if lex.has("all", phrase) or lex.has("all", full):
        return tuple(every), False
    if count == 2 and (lex.has("both", phrase) or lex.has("both", full)):
        return tuple(every), False
    head, _, tail = full.partition(" ")
    if (
        lex.has("all", head)
        and lex.numbers.get(tail, int(tail) if tail.isdecimal() else 0) == count
    ):
        return tuple(every), False
    for size in (2, 1):
        link = " ".join(words[1 : 1 + size])
        if lex.has("all", head) and lex.has("except", link):
            left = _listed(words[1 + size :], opts, lex)
            return _in_order(set(every) - set(left[0]), opts) if left else None
    return None


def _first_few(words: Sequence[str], opts: Options, lex: Lexicon) -> Several:
    """ "the first two", "last 2"."""
    bare = [word for word in words if word != "the"]
    if len(bare) != 2:
        return None
    count = int(bare[1]) if bare[1].isdecimal() else lex.numbers.get(bare[1], 0)
    if not 2 <= count < len(opts.values):
        return None
    if lex.has("first", bare[0]):
        return opts.values[:count], False
    return (opts.values[-count:], False) if lex.has("last", bare[0]) else None


def _listed(words: Sequence[str], opts: Options, lex: Lexicon) -> Several:
    """Several by number, letter, place and name: "1 and 3", "a, c", "school n the last one"."""
    if any(_either(word, lex) for word in words) or _unsure(words, lex):
        return None
    links = [word for word in words if not lex.has("and", word) and not lex.has("both", word)]
    letters = [lettered(word, opts) for word in links]
    if len(links) > 1 and None not in letters:
        return _in_order((letter for letter in letters if letter), opts)
    names = {name.at: name for name in named(words, opts, lex, slips=True)}
    values: set[str] = set()
    at, left = 0, 0
    while at < len(words):
        name = names.get(at)
        value = name.value if name else _placed(words, at, opts, lex)
        if value == "" and not name:
            return None
        if value == "" or (value and _taken_out(words, at, lex)):
            return _without(words[at:], values, names, at, opts, lex, left)
        if value:
            values.add(value)
        elif values and _reasons(words, at, names, lex):
            return _in_order(values, opts, more=True) if not left else None
        elif not _idle(words[at], lex):
            left += 1
        at += name.size if name else 1
    return (
        _in_order(values, opts, bool(left))
        if not left or _by_name(words, names, values, opts, lex)
        else None
    )


def _taken_out(words: Sequence[str], at: int, lex: Lexicon) -> bool:
    """ "1 and 2 not 3": a place that is denied."""
    return at > 0 and lex.has("not", words[at - 1])


def _without(
    rest: Sequence[str],
    values: set[str],
    names: Mapping[int, Named],
    at: int,
    opts: Options,
    lex: Lexicon,
    left: int,
) -> Several:
    """ "music but not art": what was named before, if no other is named after."""
    later = any(_placed(rest, i, opts, lex) for i in range(1, len(rest)))
    if not values or later or any(name.value and name.at > at for name in names.values()):
        return None
    return _in_order(values, opts, more=bool(left))


def _reasons(words: Sequence[str], at: int, names: Mapping[int, Named], lex: Lexicon) -> bool:
    """Whether a reason begins here: not at the "my" of "school, my friends"."""
    if lex.has("because", words[at]):
        return True
    return lex.has("starts", words[at]) and max(names, default=0) < at


def _by_name(
    words: Sequence[str], names: Mapping[int, Named], values: set[str], opts: Options, lex: Lexicon
) -> bool:
    """Whether other words may stand there: all is rightly named, and nothing else is listed."""
    plainly = {name.value for name in named(words, opts, lex)}
    if plainly != values or {name.value for name in names.values()} != values:
        return False
    known = {at for name in names.values() for at in range(name.at, name.at + name.size)}
    links = (at for at, word in enumerate(words) if lex.has("and", word))
    beside = (
        words[at]
        for link in links
        for at in (link - 1, link + 1)
        if at not in known and 0 <= at < len(words)
    )
    return all(_idle(word, lex) for word in beside)


def _idle(word: str, lex: Lexicon) -> bool:
    return any(lex.has(name, word) for name in ("little", "and", "both"))


def _placed(words: Sequence[str], at: int, opts: Options, lex: Lexicon) -> str | None:
    """A choice by its place; "" for a number that none has. "One" of "the last one" is none."""
    word, before = words[at], words[at - 1] if at else ""
    number = numbers.word_value(word, lex, "choice")
    if number == 1 and any(before in lex.lists[name] for name in ("first", "last", "middle")):
        number = None
    if number == 1 and before in lex.ordinals and word not in lex.ordinals:
        number = None
    if number is not None:
        return opts.values[number - 1] if 1 <= number <= len(opts.values) else ""
    if lex.has("last", word):
        return opts.values[-1]
    return opts.values[0] if lex.has("first", word) else None
