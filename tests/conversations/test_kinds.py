"""What is said when somebody may be hurt: by kind of worry, for everybody, and never a promise."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.data import AUDIENCES, load_phrases
from config.safety_texts import GENERAL, Review, fingerprint, signed
from conversations import kinds
from conversations.book import Person
from conversations.cover import Roster, cover, when
from conversations.events import ConcernRaised, NumberLeft
from conversations.safeguarding import Assessment
from conversations.scene import Scene
from conversations.segments import count
from conversations.speech import Speaker
from tests.conversations.conversing import CONFIG, NIGHT, NOW, SMS, WEB, Talk, only, said, the_book

ENGLISH = Speaker({})
SHARED = replace(SMS, shared=True)
PROMISES = re.compile(
    r"\b(confidential|private|anonymous|between us|won't tell|nobody will know)\b"
)
BLAME = re.compile(r"\b(why did|should have|prank|waste|false alarm|serious(ly)?)\b", re.IGNORECASE)


def danger(*reasons: str) -> Assessment:
    return Assessment("urgent", reasons)


@pytest.mark.parametrize(
    ("reasons", "kind"),
    [
        (("suicide:plain", "score:urgent"), "self-harm"),
        (("self-harm:cuts",), "self-harm"),
        (("physical abuse:belt",), "hurt"),
        (("sexual abuse:x", "exploitation:debt"), "exploitation"),
        (("exploitation:debt",), "exploitation"),
        (("missing:ran",), "missing"),
        (("immediate danger:knife", "suicide:plain"), "danger"),
        (("allegation about a worker or carer:x", "physical abuse:y"), "worker"),
        (("bullying:x",), "bullying"),
        (("word:99",), GENERAL),
        (("score:urgent",), GENERAL),
        (("nobody wrote this category:x",), GENERAL),
        ((), GENERAL),
    ],
)
def test_the_gravest_kind_is_taken(reasons: tuple[str, ...], kind: str) -> None:
    found = kinds.kind_of(reasons, the_book())
    assert found
    assert found.id == kind


def test_every_category_of_the_rules_has_a_kind() -> None:
    """A new category gets texts of its own, or is put under the general kind on purpose."""
    assert load_phrases(CONFIG).rules
    assert list(kinds.kindless(CONFIG)) == []


@pytest.mark.parametrize("easy", [False, True])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("kind", [kind.id for kind in the_book().safety])
def test_every_text_is_one_part_and_promises_nothing(kind: str, audience: str, easy: bool) -> None:
    person = Person(audience=audience, easy_read=easy)
    for moment in (NOW, NIGHT, datetime(2026, 12, 23, 18, tzinfo=UTC)):
        scene = Scene(the_book(), person, moment)
        for part in ("first", "gentle"):
            text = scene.say(f"safety.{kind}.{part}")
            assert count(text).segments == 1, text
            assert not PROMISES.search(text.lower()), text
            assert not BLAME.search(text), text
            assert text.count("?") <= 1, text  # nothing is probed
        assert "999" in scene.say(f"safety.{kind}.first")
        assert "99" in scene.say(f"safety.{kind}.gentle")


def test_what_is_urgent_says_who_can_help_and_who_is_there() -> None:
    texts = said(Talk().say("he hits me", danger("physical abuse:x")))
    assert "not your fault" in texts[0]
    assert "Childline 0800 1111" in texts[1]
    assert "until 5pm today" in texts[2]


@pytest.mark.parametrize("band", ["16-17", "18-25"])
def test_childline_only_under_19(band: str) -> None:
    events = Talk(person=Person(audience=band)).say("x", danger("suicide:x"))
    text = " ".join(said(events))
    assert ("Childline" in text) is (band == "16-17")
    assert "Papyrus 0800 068 4141" in text


def test_a_concern_gets_the_gentle_line_of_its_kind() -> None:
    talk = Talk("check-in")
    talk.say("1")
    events = talk.say("they call me names", Assessment("concern", ("bullying:x",)))
    assert said(events)[0].startswith("Thank you for telling me. Nobody should be like that to you")


@pytest.mark.parametrize("level", ["concern", "urgent"])
def test_on_a_phone_that_others_read_nothing_says_what_it_is_about(level: str) -> None:
    ours = [text for kind in the_book().safety for _, one in kind.texts() for text in one.all()]
    begun = tuple(text[:20] for text in ours)
    for kind in the_book().safety:
        for category in kind.categories:
            talk = Talk("check-in", SHARED)
            talk.say("1")
            events = talk.say("he hits me", Assessment(level, (f"{category}:x",)))
            for text in said(events):
                assert not text.startswith(begun), text
                assert not re.search(r"telling|fault|hurt|safe|hits|look up", text), text
            talk.say("99")
            for words in ("it was a joke", "dont tell", "go on"):
                for text in said(talk.say(words)):
                    assert not re.search(r"joke|trouble|secret|told me|safe", text), text


def test_a_joke_closes_nothing_and_shames_nobody() -> None:
    for words in (
        "jk",
        "lol it was a joke",
        "pressed it by accident",
        "im fine now",
        "Only kidding!!",
    ):
        talk = Talk("check-in")
        talk.all("1", "99")
        events = talk.say(words)
        (raised,) = only(events, ConcernRaised)
        assert raised.same_case
        assert "says it was a joke" in raised.reasons
        assert "not in trouble" in said(events)[0]
        assert talk.state
        assert talk.state["at"] == "@urgent"


def test_danger_in_the_same_words_is_no_joke() -> None:
    talk = Talk()
    talk.say("99")
    events = talk.say("jk he has a knife", danger("immediate danger:x"))
    assert only(events, ConcernRaised)[0].level == "urgent"
    assert "not in trouble" not in said(events)[0]


def test_secrecy_is_never_promised() -> None:
    for words in ("dont tell anyone", "please don't tell my mum", "will you tell?"):
        talk = Talk()
        talk.say("99")
        assert said(talk.say(words))[0].startswith("I can't keep this a secret")


# ----------------------------------------------------------------------------- who is there now


def roster(*spans: tuple[str, str]) -> Roster:
    read = [tuple(datetime.fromisoformat(f"{at}+00:00") for at in one) for one in spans]
    return Roster(duty=tuple(read))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spans", "here", "text"),
    [
        ((), False, "from 8.30am tomorrow"),  # it has run out: nobody is there, whatever the hours
        ((("2026-05-12 14:00", "2026-05-12 21:00"),), True, "until 10pm today"),
        ((("2026-05-12 14:00", "2026-05-13 07:30"),), True, "until 8.30am tomorrow"),
        ((("2026-05-12 14:00", "2026-05-12 23:00"),), True, "until midnight"),
        ((("2026-05-12 14:00", "2026-05-15 14:00"),), True, "day and night"),
        ((("2026-05-12 18:00", "2026-05-12 21:00"),), False, "from 7pm today"),
        ((("2026-05-16 08:00", "2026-05-16 12:00"),), False, "from 9am on Saturday"),
        ((("2026-05-11 08:00", "2026-05-11 12:00"), ("2026-05-13 08:00", "2026-05-13 12:00")),
         False, "from 9am tomorrow"),
    ],
)  # fmt: skip
def test_the_roster_says_who_is_there(
    spans: tuple[tuple[str, str], ...], here: bool, text: str
) -> None:
    duty, county = roster(*spans).duty, the_book().county
    assert cover(county, NOW, duty).here is here
    assert when(county, NOW, ENGLISH, duty) == text


def test_what_is_said_follows_the_roster_not_the_office_hours() -> None:
    away = replace(SMS, roster=roster(("2026-05-12 19:00", "2026-05-12 21:00")))
    text = said(Talk(person=away).say("99"))[2]
    assert "may only see this from 8pm today" in text
    assert "0300 555 1384" in text  # the office itself is open: its own number, not the night's
    there = replace(SMS, roster=roster(("2026-05-15 07:00", "2026-05-17 21:00")))
    talk = Talk(person=there)
    talk.now = NIGHT
    assert "They're here day and night" in said(talk.say("99"))[2]


# ---------------------------------------------------------------------------- a number that is left


def test_a_number_left_on_the_web_is_taken_out_of_the_words() -> None:
    talk = Talk(None, WEB)
    events = talk.say("he hits me, im on 07700 900123", danger("physical abuse:x"))
    assert events[0] == NumberLeft("+447700900123", "he hits me, im on [phone number]")
    assert "can't find you" not in " ".join(said(events))
    talk = Talk(None, WEB)
    assert "can't find you unless you leave a phone number" in said(talk.say("99"))[-1]
    events = talk.say("07700900123")
    assert only(events, NumberLeft)
    assert "see your number" in said(events)[0]


def test_a_number_on_a_phone_or_in_an_ordinary_answer_is_left_where_it_is() -> None:
    assert not only(Talk().say("ring 07700 900123", danger("x:y")), NumberLeft)
    talk = Talk("check-in", WEB)
    talk.say("1")
    assert not only(talk.say("my gran, 07700 900123"), NumberLeft)


# ------------------------------------------------------------------------------------- signatures


def test_a_signature_holds_for_the_very_texts_that_were_signed() -> None:
    kind = the_book().safety[0]
    assert signed(kind, "en", {}) is None
    mark = fingerprint(kind, {})
    by = replace(kind, reviews={"en": Review("Safeguarding lead", "2026-12-01", mark)})
    assert signed(by, "en", {})
    assert signed(by, "ar", {}) is None
    changed = replace(by, first=replace(by.first, plain=by.first.plain + " Take care."))
    assert signed(changed, "en", {}) is None
    nobody = replace(kind, reviews={"en": Review("", "2026-12-01", mark)})
    assert signed(nobody, "en", {}) is None


def test_a_translation_is_signed_apart() -> None:
    kind = the_book().safety[0]
    theirs = dict(the_book().translations["ar"])
    mark = fingerprint(kind, theirs)
    assert mark != fingerprint(kind, {})
    by = replace(kind, reviews={"ar": Review("A translator", "2026-12-01", mark)})
    assert signed(by, "ar", theirs)
    theirs[kind.first.plain] = "x"
    assert signed(by, "ar", theirs) is None


def test_a_shift_that_ends_this_very_minute_is_over() -> None:
    hour = timedelta(hours=1)
    spans = ((NOW - hour, NOW), (NOW + hour, NOW + 2 * hour))
    assert not cover(the_book().county, NOW, spans).here
