"""What redaction knows of names, places, schools and of what stays, read from redaction/."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config import vocabulary
from config.marked import DataError, Item, read

# The same in every county, so these files stand beside the code that reads them.
HERE = Path(__file__).resolve().parent / "redaction"
STAYS = ("countries", "origins", "peoples", "people", "clubs", "services", "brands", "phrases")
MANY = 25_000  # English words by how common they are
COUNTY = ("schools", "homes", "clubs", "places", "stays", "salt")
HASHED = ("hashed_names", "hashed_homes", "hashed_schools")
Index = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@dataclass(frozen=True, eq=False)  # one is told from another by identity: they are large
class RedactionLists:
    """`phrases`: first word -> (words, what they are), the longest first."""

    first_names: frozenset[str]
    surnames: frozenset[str]
    families: frozenset[str]
    often: frozenset[str]
    seldom: frozenset[str]
    wordlike: frozenset[str]
    words: frozenset[str]
    common: frozenset[str]
    rare: frozenset[str]
    languages: Mapping[str, frozenset[str]]
    phrases: Index
    lived_in: Index
    kingdom: Index
    street_words: frozenset[str]
    street_words_with_cue: frozenset[str]
    school_words: frozenset[str]
    home_words: frozenset[str]
    club_words: frozenset[str]
    worship_words: frozenset[str]
    centre_words: frozenset[str]
    not_a_name: frozenset[str]
    titles: frozenset[str]
    public_numbers: frozenset[str]
    public_starts: tuple[str, ...]
    salt: str
    hashed: Mapping[str, str]


def load_redaction(county_dir: Path) -> RedactionLists:
    """The lists that come with the service, and what the county adds in redaction/county.yaml."""
    path = county_dir / "redaction" / "county.yaml"
    county = read(path) if path.exists() else Item(path.name, 0, {}, {})
    county.only(*COUNTY, *HASHED)
    return _lists(_frozen(county), county.text("salt", ""), _hashes(county))


def _frozen(county: Item) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((key, county.texts(key)) for key in COUNTY if key != "salt")


def _hashes(county: Item) -> tuple[tuple[str, str], ...]:
    kinds = {"hashed_names": "name", "hashed_homes": "home", "hashed_schools": "school"}
    found = tuple((one, kind) for key, kind in kinds.items() for one in county.texts(key))
    if found and not county.text("salt", ""):
        raise DataError(
            county.file, None, "there are hashes but no 'salt': use manage.py hash-names"
        )
    return found


@lru_cache(maxsize=4)
def _lists(
    added: tuple[tuple[str, tuple[str, ...]], ...], salt: str, hashed: tuple[tuple[str, str], ...]
) -> RedactionLists:
    county = dict(added)
    stays, places = read(HERE / "stays.yaml"), read(HERE / "places.yaml")
    known, both = read(HERE / "institutions.yaml"), read(HERE / "words-and-names.yaml")
    streets = places.item("streets")
    often, seldom, never = (_split(both, key) for key in ("often", "seldom", "never"))
    slang = _file("slang.txt")
    first_names, surnames, doubtful = _names(often | seldom | never | slang)
    seldom = seldom | (doubtful - frozenset(vocabulary.english(MANY)[:8_000]))
    words, common = _vocabulary(slang | never | seldom | often, first_names | surnames)
    return RedactionLists(
        first_names=first_names,
        surnames=surnames,
        families=vocabulary.names()[1],
        often=often - never,
        seldom=seldom - never - often,
        wordlike=_split(both, "wordlike"),
        words=words,
        common=common,
        rare=frozenset(vocabulary.english(MANY)[8_000:]) - vocabulary.dictionary() - slang,
        languages=vocabulary.others(),
        phrases=index(_phrases(stays, places, known, county)),
        lived_in=index((one, "place") for one in listed(places, "county_if_lived_in")),
        kingdom=index((one, "place") for one in listed(places, "kingdom")),
        street_words=frozenset(streets.texts("plain")),
        street_words_with_cue=frozenset(streets.texts("with_cue")),
        school_words=frozenset(known.texts("school_words")),
        home_words=frozenset(known.texts("home_words")),
        club_words=frozenset(known.texts("club_words")),
        worship_words=frozenset(known.texts("worship_words")),
        centre_words=frozenset(known.texts("centre_words")),
        not_a_name=_split(known, "not_a_name"),
        titles=frozenset(known.texts("titles")),
        public_numbers=frozenset(stays.texts("numbers")),
        public_starts=stays.texts("number_starts"),
        salt=salt,
        hashed=dict(hashed),
    )


@lru_cache(maxsize=1)
def load_cues() -> Mapping[str, frozenset[str]]:
    """Lists of single words by their names, the same in every county."""
    files = [read(HERE / name) for name in ("cues.yaml", "other-scripts.yaml")]
    return {key: _split(item, key) for item in files for key in item}


def listed(item: Item, key: str) -> tuple[str, ...]:
    """Phrases with commas between."""
    return tuple(part for one in item.text(key).split(",") if (part := " ".join(one.split())))


def plain(word: str) -> str:
    """Small letters, plain apostrophes, no possessive."""
    low = word.lower().replace("’", "'").replace("ʼ", "'").replace("`", "'")
    return low[:-2] if low.endswith("'s") and len(low) > 3 else low.rstrip("'")


def index(phrases: Iterable[tuple[str, str]]) -> Index:
    """First word -> the phrases that begin with it, the longest first; what comes first wins."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for phrase, kind in phrases:
        words = tuple(plain(word) for word in phrase.replace("-", " ").split())
        if words:
            found.setdefault(words[0], {}).setdefault(words, kind)
    return {
        first: tuple(sorted(ones.items(), key=lambda one: -len(one[0])))
        for first, ones in found.items()
    }


def _phrases(
    stays: Item, places: Item, known: Item, county: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    for kind, key in (("school", "schools"), ("home", "homes"), ("club", "clubs")):
        yield from ((one, kind) for one in (*county.get(key, ()), *listed(known, key)))
    yield from ((one, "place") for one in county.get("places", ()))
    yield from ((one, "stays") for one in county.get("stays", ()))
    for key in STAYS:
        name = {"phrases": "stays", "people": "people", "clubs": "stays"}.get(key, "stays")
        yield from ((one, name) for one in listed(stays, key))
    yield from ((one, "place") for one in listed(places, "county"))


def _split(item: Item, key: str) -> frozenset[str]:
    return frozenset(item.text(key).lower().split())


def _file(name: str) -> frozenset[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if line[:1] != "#" for word in line.split())


def _names(words: frozenset[str]) -> tuple[frozenset[str], ...]:
    """First names, surnames, and packaged names that are also words (Florida, Fairy, Handy)."""
    own = _file("first-names.txt") - words
    first, last = vocabulary.names()
    ordinary = vocabulary.dictionary() & frozenset(vocabulary.english(MANY)[:25_000])
    others = (first | last) - own - words
    doubtful = frozenset(one for one in first - own - words if one in ordinary)
    names = frozenset(one for one in (first - doubtful - words) | own if len(one) > 1)
    surnames = frozenset(
        one for one in others if one not in first and len(one) > 2 and one not in ordinary
    )
    return names, surnames, doubtful


def _vocabulary(
    own: frozenset[str], names: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """All words, and the common ones that a misspelling may mean."""
    frequent = vocabulary.english(MANY)
    words = (vocabulary.dictionary() | frozenset(frequent)) - names | own
    plain = {one for one in frequent[:14_000] if one in words and len(one) > 2}
    return frozenset(words), frozenset(plain)
