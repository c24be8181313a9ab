"""What words there are: English and other dictionaries, and names, from packages kept offline."""

import importlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files

import wordfreq

# Faker's lists of names by country; those that young people here and their workers bring.
LOCALES = (
    "ar_AA", "ar_DZ", "ar_PS", "az_AZ", "bg_BG", "bn_BD", "cs_CZ", "en", "en_GB", "en_IE", "en_IN",
    "en_KE", "en_NG", "en_NZ", "en_PK", "en_US", "fa_IR", "fr_DZ", "fr_FR", "ha_NG", "hr_HR",
    "hu_HU", "ig_NG", "it_IT", "lt_LT", "lv_LV", "pl_PL", "pt_PT", "ro_RO", "ru_RU", "sk_SK", "sw",
    "tr_TR", "tw_GH", "uk_UA", "uz_UZ", "vi_VN", "yo_NG", "zu_ZA",
)  # fmt: skip
LANGUAGES = {"ar": 20_000, "fa": 20_000, "ur": 15_000, "bn": 15_000, "uk": 20_000, "ru": 20_000}
LATIN = {"pl": 15_000, "ro": 15_000, "vi": 8_000, "tr": 15_000, "fr": 12_000, "es": 10_000}
LATIN |= {"pt": 10_000, "de": 10_000, "it": 8_000, "lt": 8_000}


@lru_cache(maxsize=1)
def dictionary() -> frozenset[str]:
    """English words in all their forms, some proper names among them."""
    lines = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    return frozenset(
        line.split(" ")[0] for line in lines.read_text(encoding="utf-8-sig").splitlines() if line
    )


@lru_cache(maxsize=4)
def english(size: int) -> tuple[str, ...]:
    """The commonest words of written English, slang included, the commonest first."""
    return tuple(wordfreq.top_n_list("en", size, wordlist="large"))


@lru_cache(maxsize=1)
def others() -> dict[str, frozenset[str]]:
    """Language -> its commonest words."""
    return {
        code: frozenset(wordfreq.top_n_list(code, size, wordlist="small"))
        for code, size in (LANGUAGES | LATIN).items()
    }


def commonest(codes: Iterable[str], size: int) -> dict[str, frozenset[str]]:
    """Language -> its few commonest words; the long lists behind them do not stay in memory."""
    found = {code: frozenset(wordfreq.top_n_list(code, size, wordlist="small")) for code in codes}
    wordfreq.get_frequency_list.cache_clear()
    wordfreq.get_frequency_dict.cache_clear()
    return found


@lru_cache(maxsize=1)
def names() -> tuple[frozenset[str], frozenset[str]]:
    """First names and surnames, in small letters."""
    first: set[str] = set()
    last: set[str] = set()
    for locale in LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute, value in vars(provider).items():
            if attribute.startswith("first_name"):
                first.update(_words(value))
            elif attribute.startswith("last_name"):
                last.update(_words(value))
    return frozenset(first), frozenset(last)


def _words(value: object) -> Iterator[str]:
    """Faker keeps names in tuples, in weights by name, or in pairs of script and Latin."""
    if isinstance(value, str):
        yield from value.lower().split()
    elif isinstance(value, Iterable):
        for one in value:
            yield from _words(one)
