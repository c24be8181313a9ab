"""English is what is translated; where there is no translation it is what is said."""

from dataclasses import replace

from conversations.flows import Choice
from conversations.speech import Speaker, accepted_words
from tests.conversations.conversing import NOW, Talk, said, the_book

AR = {"yes": "نعم", "Hello {county}.": "مرحبا {county}.", "good, fine": "جيد، بخير", "good": "جيد"}


def test_a_translation_or_english() -> None:
    speaker = Speaker({"ar": AR}, "ar")
    assert speaker.say("yes") == "نعم"
    assert speaker.say("Hello {county}.", county="Hampshire") == "مرحبا Hampshire."
    assert speaker.say("Not translated") == "Not translated"
    assert Speaker({"ar": AR}, "xx").say("yes") == "yes"
    assert Speaker({"ar": AR}).say("yes") == "yes"


def test_braces_that_nobody_fills_stay() -> None:
    assert Speaker({}).say("{county} {odd}", county="H") == "H {odd}"


def test_words_that_a_choice_accepts_are_translated_and_english_stays() -> None:
    choice = Choice("good", "good", ("good", "fine"))
    theirs = Speaker({"ar": AR}, "ar").choices((choice,))[0]
    assert theirs.label == "جيد"
    assert {"good", "fine", "جيد", "بخير"} <= set(theirs.accepts)
    assert Speaker({"ar": AR}).choices((choice,)) == (choice,)


def test_accepted_words_of_any_comma() -> None:
    assert accepted_words("a, b،c、 d,,") == ("a", "b", "c", "d")


def test_a_whole_conversation_in_a_language_with_some_translations() -> None:
    flow = the_book().flows["check-in"]
    words = {flow.nodes["home_now"].text.plain: "كيف الحال؟", "not good": "ليس جيدا"}
    book = replace(the_book(), translations={"ar": words})
    talk = Talk("check-in", book=book)
    talk.person = replace(talk.person, language="ar")
    question = said(talk.all("1", "0", "0", "0"))[0]
    assert question.startswith("كيف الحال؟ 1 good, 2 OK, 3 ليس جيدا")
    talk.say("ليس جيدا")
    assert talk.state
    assert talk.state["at"] == "home_why"
    assert talk.now == NOW
