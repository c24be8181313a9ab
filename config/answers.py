"""How people answer closed questions, by language, read from answers.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.marked import Item, read

# The languages are the same in every county, so this file stands beside the code that reads it.
HERE = Path(__file__).resolve().parent
LISTS = (
    "yes", "yes_alone", "no", "no_alone", "unclear", "not_here", "little", "because", "but",
    "starts", "number_little", "not", "past", "and", "or", "all", "none", "both", "except", "first",
    "last", "middle", "half", "out_of", "top_first", "taken_back",
    "asks",
)  # fmt: skip
NUMBERS = ("numbers", "ordinals", "counts")


@dataclass(frozen=True)
class Mood:
    """What choices of one mood are called, and the words and signs that mean the same."""

    names: tuple[str, ...]
    words_if: tuple[str, ...]
    words: tuple[str, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class AnswerWords:
    """`lists`: language -> list -> forms. `numbers`: language -> kind -> form -> number."""

    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    numbers: Mapping[str, Mapping[str, Mapping[str, int]]]
    everywhere: tuple[str, ...]
    accents_matter: tuple[str, ...]
    no_names: tuple[str, ...]
    not_slips: tuple[str, ...]
    not_numbers: tuple[str, ...]
    faces: Mapping[str, tuple[str, ...]]
    moods: tuple[Mood, ...]
    same: tuple[tuple[str, ...], ...]


def load_answers(folder: Path = HERE) -> AnswerWords:
    root = read(folder / "answers.yaml")
    root.only(
        "everywhere", "accents_matter", "no_names", "not_slips", "not_numbers", "faces", "moods",
        "same", "languages",
    )  # fmt: skip
    languages = root.item("languages")
    faces, moods = root.item("faces"), root.item("moods")
    return AnswerWords(
        lists={code: _lists(languages.item(code)) for code in languages},
        numbers={code: _numbers(languages.item(code)) for code in languages},
        everywhere=root.texts("everywhere"),
        accents_matter=root.texts("accents_matter"),
        no_names=root.texts("no_names"),
        not_slips=root.texts("not_slips"),
        not_numbers=root.texts("not_numbers"),
        faces={answer: faces.texts(answer) for answer in faces},
        moods=tuple(_mood(moods.item(name)) for name in moods),
        same=_groups(root),
    )


def _lists(item: Item) -> Mapping[str, tuple[str, ...]]:
    item.only(*LISTS, *NUMBERS)
    return {name: item.texts(name) for name in LISTS}


def _numbers(item: Item) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for kind in NUMBERS:
        forms = item.item(kind)
        for number in forms:
            if not number.isdecimal():
                raise forms.error(f"'{number}' is not a whole number", number)
        found[kind] = {form: int(number) for number in forms for form in forms.texts(number)}
    return found


def _mood(item: Item) -> Mood:
    item.only("names", "words_if", "words", "signs")
    return Mood(*(item.texts(name) for name in ("names", "words_if", "words", "signs")))


def _groups(root: Item) -> tuple[tuple[str, ...], ...]:
    groups = root.values.get("same", [])
    if not isinstance(groups, list) or not all(isinstance(one, list) for one in groups):
        raise root.error("'same' must be a list of lists", "same")
    return tuple(tuple(str(form) for form in group) for group in groups)
