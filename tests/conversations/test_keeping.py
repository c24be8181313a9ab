"""What a talk keeps: menus nothing, a sheet nothing unless they say so, a request no words."""

import json

from conversations import dialogue
from conversations.book import Person
from conversations.events import Answered, ConcernRaised, Ended, RequestMade, Skipped
from tests.conversations.conversing import SMS, WEB, WORRY, Talk, only, said

WRITTEN = ("my cat", "see my brother", "when is it", "my aunt", "1")


def planned(person: Person = SMS) -> Talk:
    talk = Talk("my-meeting", person)
    talk.all("1", *WRITTEN)
    return talk


def kept(talk: Talk) -> list[Answered]:
    return [event for turn in talk.turns for event in turn.events if isinstance(event, Answered)]


def test_nothing_is_kept_until_they_say_so() -> None:
    talk = planned()
    talk.say("0")
    assert kept(talk) == []
    talk.say("yes")
    assert [one.text or one.value for one in kept(talk)] == [*WRITTEN[:4], "run_it"]
    assert {one.domain for one in kept(talk)} == {"rights"}
    assert only(talk.say("no"), Ended) == [Ended("finished")]
    assert [one.may_quote for one in kept(talk)][-1] is False


def test_no_and_skip_and_silence_keep_nothing() -> None:
    for last in ("no", "0", "skip", "STOP"):
        talk = planned()
        talk.all("0", last)
        assert talk.state is None
        assert kept(talk) == []


def test_a_worry_is_heard_whatever_is_kept() -> None:
    talk = Talk("my-meeting")
    talk.say("1")
    assert only(talk.say("someone hurts me", WORRY), ConcernRaised)
    assert kept(talk) == []


def test_the_sheet_is_there_to_print() -> None:
    talk = planned(WEB)
    shown = dialogue.view(talk.book, talk.state, WEB)
    assert shown.kind == "sheet"
    assert shown.free_text
    assert dict(shown.sheet)["To change"] == ("see my brother",)
    assert dict(shown.sheet)["My part"] == ("I run it",)
    assert shown.sheet[-1] == ("When we meet again", ())
    talk.say("and cake please")
    assert ("Also", ("and cake please",)) in dialogue.view(talk.book, talk.state, WEB).sheet
    assert json.loads(json.dumps(talk.state)) == talk.state


def test_other_questions_show_no_sheet() -> None:
    talk = Talk("my-meeting", WEB)
    talk.all("1", "my cat")
    assert dialogue.view(talk.book, talk.state, WEB).sheet == ()


def test_a_phone_gets_the_sheet_in_one_text() -> None:
    talk = Talk("my-meeting")
    talk.all("1", *(["x" * 300] * 4))
    short = said(talk.say("1"))[0]
    assert short.startswith("Going well: xxx")
    assert short.count("\n") == 4
    assert len(short) <= 160


def test_words_beside_a_choice_are_on_the_sheet() -> None:
    talk = Talk("my-meeting", WEB)
    talk.all("1", "0", "0", "0", "0", "run it but with my aunt")
    assert "my aunt" in " ".join(dict(dialogue.view(talk.book, talk.state, WEB).sheet)["My part"])


def test_a_menu_keeps_nothing_and_comes_back() -> None:
    talk = Talk("who-is-who")
    first = said(talk.say("1"))[0]
    answer, again = said(talk.say("3"))
    assert "on your side" in answer
    assert first != again
    assert "Anyone else?" in again
    talk.all("what is the point of this", "hm", "hm")
    assert talk.state is None
    assert [one for turn in talk.turns for one in only(turn.events, Answered)] == []
    assert [one for turn in talk.turns for one in only(turn.events, Skipped)] == []
    assert "kept your words" not in " ".join(t for turn in talk.turns for t in said(turn.events))


def test_done_leaves_a_menu_and_shows_as_a_button() -> None:
    talk = Talk("explain-my-options", WEB)
    talk.say("1")
    seen = dialogue.view(talk.book, talk.state, WEB)
    assert seen.progress is None
    assert [one.label for one in seen.buttons][-1] == "I'm done"
    assert len(seen.buttons) == 8
    assert only(talk.say("that's it"), Ended)


def test_who_wants_to_be_told_asks_for_it_apart_from_the_card() -> None:
    talk = Talk("challenge-card")
    talk.all("1", "later bedtimes", "0", "0", "no")
    events = talk.say("yes")
    assert only(events, RequestMade) == [RequestMade("challenge")]
    assert only(events, Answered) == []


def test_who_cannot_be_texted_is_not_asked() -> None:
    talk = Talk("challenge-card", WEB)
    talk.all("1", "later bedtimes", "0", "0")
    assert only(talk.say("no"), Ended) == [Ended("finished")]
