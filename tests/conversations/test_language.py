"""Which languages are offered for a text, what a reply chooses, and where nothing is asked."""

import pytest

from conversations.language import (
    chosen,
    identify,
    is_among,
    offer,
    others,
    script,
    with_others,
)

ARABIC = ("ar", "fa", "ps", "ckb", "ur", "en")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("سلام", ARABIC), ("ሰላም", ("ti", "am", "en")), ("Привіт", ("uk", "ru", "en")),
        ("আমি", ("bn", "en")), ("hi سلام علیکم", ARABIC),
    ],
)  # fmt: skip
def test_the_languages_of_a_script_are_all_offered(text: str, codes: tuple[str, ...]) -> None:
    assert offer(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "hello", "nah im good", "", "👍", "12", "café", "我", "tak", "po", "da", "Mohammed",
        "Nguyen Van Minh", "Tesfay Berhane", "SO23 8UJ", "bruhhh", "wagwan my g", "xD xD xD",
        "asdf ghjkl zxcvbn", "dfgdfg sdfsdf wer",
        "نعم", "так", "እወ", "হ্যাঁ", "محمد", "Олена", "٣", "ok 👍", "my worker is Agnieszka",
    ],
)  # fmt: skip
def test_nothing_is_offered_on_short_words_names_slang_and_plain_answers(text: str) -> None:
    assert offer(text) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nuk dua të flas sot", "sq"), ("nie chcę dziś rozmawiać", "pl"),
        ("ma garanayo waxaan dhaho", "so"), ("em không muốn nói chuyện", "vi"),
        ("ez naxwazim biaxivim", "kmr"), ("dw i ddim eisiau siarad", "cy"),
    ],
)  # fmt: skip
def test_six_of_the_latin_ones_and_english_last(text: str, code: str) -> None:
    codes = offer(text)
    assert codes[0] == code
    assert codes[-1] == "en"
    assert len(codes) == 7
    assert with_others(codes)[-2:] == ("other", "en")
    assert set(codes) | set(others(codes)) == {
        "pl", "ro", "es", "fr", "pt", "so", "sq", "tr", "kmr", "vi", "cy", "en",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("زه نن ښوونځي ته ځم", "ps"), ("نامەوێت قسە بکەم", "ckb"), ("میں ٹھیک ہوں", "ur"),
        ("لا أريد أن أتكلم", "ar"), ("نمی‌خواهم حرف بزنم", "fa"), ("ኣይተረድኣንን", "ti"),
        ("አልገባኝም", "am"), ("не знаю що сказати", "uk"), ("ничего не понятно", "ru"),
        ("idk tbh", "en"), ("gr8", "en"), ("😀 12", None), ("", None), ("我不知道", None),
    ],
)  # fmt: skip
def test_the_likeliest_language(text: str, code: str | None) -> None:
    assert identify(text).language == code


def test_whoever_chose_a_language_is_not_asked_again() -> None:
    assert is_among("cy", offer("nie chcę dziś rozmawiać"))
    assert is_among("fa", ARABIC)
    assert not is_among("en", ARABIC)
    assert not is_among("pl", ARABIC)


def test_any_text_can_be_looked_at() -> None:
    for text in ("\x00", "\ud800", "ـ" * 2000, "a" * 5000, "لا" * 3000, "\u200d\u200c", "ﷺ" * 9):
        assert identify(text).confidence >= 0
        offer(text)


def test_script() -> None:
    assert script("hello") == "LATIN"
    assert script("...") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("1", "ar"), ("٢", "en"), ("English", "en"), ("العربية", "ar"), ("arabic", "ar"), ("3", None),
     ("0", None), ("french", None), ("en", "en")],
)  # fmt: skip
def test_chosen(text: str, code: str | None) -> None:
    assert chosen(text, ("ar", "en")) == code


def test_other_is_chosen_by_number_or_word() -> None:
    codes = with_others(offer("nie chcę dziś rozmawiać"))
    assert chosen("7", codes) == chosen("Other", codes) == "other"
    assert chosen("8", codes) == "en"
