"""The rest of the reading room: practice, safety read, translations, entered lines, signatures."""

import re

from sqlalchemy import delete

from config.practice import load_practice
from staff.words_on_page import counted
from storage import mixer
from storage.answers.tables import answer
from storage.office.tables import reading_practice
from storage.register import concerns
from tests.bot.sending.conftest import good_office
from tests.factories import a_held_conversation, words
from tests.staff.console import Console, decide, post, shown

RULES = load_practice()
RIGHT = {one.id: one.right for one in RULES.texts}


def _unpractised(console: Console) -> None:
    with console.rooms.register.write() as conn:
        conn.execute(delete(reading_practice))


def _try(client, wrong: dict[str, str]):
    """Answer the drawn texts rightly, but for `wrong` (the right answer -> the one given)."""
    page = client.get("/staff/practice").text
    drawn = re.findall(r'name="text" value="(\d+)"', page)
    assert len(set(drawn)) == RULES.of
    answers = {f"answer-{one}": wrong.get(RIGHT[one], RIGHT[one]) for one in drawn}
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    form = {"csrf_token": token, "text": drawn, **answers}
    return client.post("/staff/practice", data=form)


def _concerns(console: Console) -> list[concerns.Concern]:
    with console.rooms.register.read() as conn:
        return concerns.listing(conn, console.rooms.vault)


def test_the_room_opens_to_whoever_has_practised(console: Console) -> None:
    _unpractised(console)
    text = console.hold("one")
    for role in ("reader", "officer"):
        client = console.browser(role)
        for path in ("/reading", "/reading?show=10"):
            assert client.get("/staff" + path).headers["Location"] == "/staff/practice"
        for path in (f"/reading/{text}", "/reading/undo", f"/reading/{text}/escalate"):
            refused = post(client, "/staff" + path, decision="withhold")
            assert refused.headers["Location"] == "/staff/practice"
        assert "You have passed" in _try(client, {}).text
        assert client.get("/staff/reading").status_code == 200


def test_too_many_wrong_or_one_child_in_danger_missed(console: Console) -> None:
    _unpractised(console)
    client = console.browser("reader")
    marked = _try(client, {"clear": "withhold", "edit": "clear"}).text
    assert "You have passed" not in marked
    assert "Not right" in marked
    for _ in range(20):  # drawn by lot: most tries have one to escalate
        marked = _try(client, {"escalate": "clear"}).text
        if "passed over" in marked:
            assert "You have passed" not in marked
            break
    else:
        raise AssertionError("no try had a text to escalate")
    assert client.get("/staff/safety-read").headers["Location"] == "/staff/practice"
    assert console.browser("safeguarding").get("/staff/safety-read").status_code == 200


def test_a_try_that_is_not_finished_is_not_marked(console: Console) -> None:
    client = console.browser("reader")
    page = client.get("/staff/practice").text
    drawn = re.findall(r'name="text" value="(\d+)"', page)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    again = client.post("/staff/practice", data={"csrf_token": token, "text": drawn}).text
    assert "Choose what to do with text 15" in again


def test_practice_texts_have_every_right_answer_and_a_reason() -> None:
    assert {one.right for one in RULES.texts} == {"clear", "edit", "withhold", "escalate"}
    assert all(len(one.why) > 20 for one in RULES.texts)
    assert (RULES.of, RULES.pass_at) == (15, 12)


def test_the_safety_read_shows_the_conversation_and_never_who(console: Console) -> None:
    conversation = console.hold("my worker keeps changing", "and nobody asks")
    console.clock.move(hours=3)
    client = console.browser("reader")
    page = client.get("/staff/safety-read").text
    assert page.index("my worker keeps changing") < page.index("and nobody asks")
    assert "the oldest ended" in page
    other = console.browser("safeguarding").get("/staff/safety-read").text
    assert "with somebody else just now" in other
    assert post(client, f"/staff/safety-read/{conversation}").status_code == 400
    post(client, f"/staff/safety-read/{conversation}", verdict="fine")
    assert "Every conversation has been read for safety" in client.get("/staff/safety-read").text
    post(client, f"/staff/safety-read/{conversation}", verdict="fine")
    assert "Somebody else has just read this one" in client.get("/staff/safety-read").text
    assert _concerns(console) == []
    post(client, f"/staff/safety-read/{conversation}", verdict="worry")  # later, on second thought
    assert [one.text for one in _concerns(console)] == ["my worker keeps changing\nand nobody asks"]


def test_the_first_page_says_what_waits_for_whom(console: Console) -> None:
    """As the pages themselves count it: Arabic is for the readers on the days they read it."""
    a_held_conversation(console.rooms, answers=[words("my worker keeps changing")])
    a_held_conversation(console.rooms, answers=[words("شكرا")], language="ar")
    for arabic, texts, foreign in ((False, 1, 1), (True, 2, 0)):
        if arabic:
            good_office(console.rooms, console.clock.now())
        for role in ("reader", "officer"):
            page = console.browser(role).get("/staff/").text
            assert f"{counted(texts, 'text waits', 'texts wait')} to be read" in page
        reader = console.browser("reader").get("/staff/").text
        assert f"{counted(texts, 'conversation waits', 'conversations wait')} for the saf" in reader
        translator = console.browser("translator").get("/staff/").text
        assert ("1 text waits to be put into English" in translator) == bool(foreign)
    assert "Nothing waits for you" in console.browser("auditor").get("/staff/").text


def test_a_text_in_another_language_waits_for_its_translation(console: Console) -> None:
    console.hold("أنا لا أحب المكان")
    reader, translator = console.browser("reader"), console.browser("translator")
    page = reader.get("/staff/reading").text
    assert shown(page) == []
    assert "1 text waits for a translator" in page
    assert "Every conversation has been read" in reader.get("/staff/safety-read").text
    page = translator.get("/staff/translate").text
    assert "أنا لا أحب المكان" in page
    text = re.findall(r'action="/staff/translate/([0-9a-f]{32})"', page)[0]
    post(translator, f"/staff/translate/{text}", translation="  ")
    assert "nothing was saved" in translator.get("/staff/translate").text
    post(translator, f"/staff/translate/{text}", translation="i dont like it, ring 07700 900321")
    assert "Nothing waits for a translation" in translator.get("/staff/translate").text
    page = reader.get("/staff/reading").text
    assert "Translated into English" in page
    assert "i dont like it, ring <mark" in page
    assert "أنا" not in page
    decide(reader, shown(page)[0], "clear")
    read = reader.get("/staff/safety-read").text
    assert "أنا لا أحب المكان" in read
    assert "What it means in English" in read


def test_a_translation_is_judged_for_safety(console: Console) -> None:
    console.hold("هو يضربني كل يوم")
    translator = console.browser("translator")
    page = translator.get("/staff/translate").text
    text = re.findall(r'action="/staff/translate/([0-9a-f]{32})"', page)[0]
    post(translator, f"/staff/translate/{text}", translation="he hits me every day")
    (raised,) = _concerns(console)
    assert raised.text == "he hits me every day"
    assert raised.lines == (("you", "هو يضربني كل يوم"),)


def test_a_translator_says_which_language_or_worries(console: Console) -> None:
    console.hold("привіт, все добре")
    translator = console.browser("translator")
    page = translator.get("/staff/translate").text
    text = re.findall(r'action="/staff/translate/([0-9a-f]{32})"', page)[0]
    post(translator, f"/staff/translate/{text}/language", code="xx")
    assert "Choose a language" in translator.get("/staff/translate").text
    post(translator, f"/staff/translate/{text}/language", code="uk")
    assert "Noted: Ukrainian" in translator.get("/staff/translate").text
    post(translator, f"/staff/translate/{text}/worry")
    assert len(_concerns(console)) == 1


def test_a_reader_who_cannot_read_it_sends_it_to_a_translator(console: Console) -> None:
    console.hold("wagwan fam its peak here")
    reader = console.browser("reader")
    text = shown(reader.get("/staff/reading").text)[0]
    post(reader, f"/staff/reading/{text[0]}/language")
    assert shown(reader.get("/staff/reading").text) == []
    assert "wagwan fam" in console.browser("translator").get("/staff/translate").text


def test_lines_from_a_wall_are_judged_marked_and_read(console: Console) -> None:
    client = console.browser("district_lead")
    assert "Put into the reading room" in client.get("/staff/enter").text
    post(
        client,
        "/staff/enter",
        question="wall.more",
        event="Summer day",
        lines="more pizza\r\n\r\nhe hits me at night\r\n",
    )
    page = client.get("/staff/enter").text
    assert "2 lines are in the reading room" in page
    (raised,) = _concerns(console)
    assert (raised.text, raised.channel) == ("he hits me at night", "entered")
    assert "district_lead-person" in raised.note
    assert (
        "a line that staff entered" in console.browser("safeguarding").get("/staff/concerns").text
    )
    assert mixer.queue(console.rooms, console.clock.now()).texts == 2
    read = console.browser("reader").get("/staff/safety-read").text
    assert "Entered by staff from a paper wall" in read


def test_what_is_wrong_with_entered_lines_is_said_beside_the_field(console: Console) -> None:
    client = console.browser("officer")
    page = post(client, "/staff/enter", event="call tam@example.org", lines=" \n").text
    for said in ("Choose the question", "without anybody", "Type at least one line"):
        assert said in page
    assert "call tam@example.org" in page
    too_many = "\n".join(["line"] * 61)
    page = post(client, "/staff/enter", question="wall.more", lines=too_many).text
    assert "at most 60 lines" in page
    assert mixer.queue(console.rooms, console.clock.now()).texts == 0


def test_two_people_sign_what_becomes_public(console: Console) -> None:
    console.released("wall.more", (), ["more time outside"], kind="wall")
    console.released("wall.less", (), ["not to be quoted"], kind="wall", may_quote=False)
    officer, council = console.browser("officer"), console.browser("council")
    with console.rooms.answers.read() as conn:
        ids = {row.text: row.id for row in conn.execute(answer.select())}
    mine, not_quoted = ids["more time outside"], ids["not to be quoted"]
    assert "Propose for publication" in officer.get("/staff/answers/wall.more").text
    assert "Propose for publication" not in officer.get("/staff/answers/wall.less").text
    assert post(officer, f"/staff/public-words/{not_quoted}").status_code == 404
    post(officer, f"/staff/public-words/{mine}")
    post(officer, f"/staff/public-words/{mine}/sign")
    page = officer.get("/staff/public-words").text
    assert "Somebody else must sign them" in page
    assert "Signed by" not in page
    post(council, f"/staff/public-words/{mine}/sign")
    assert "Signed by council-person" in council.get("/staff/public-words").text
    post(council, f"/staff/public-words/{mine}/sign")
    assert "signed already" in council.get("/staff/public-words").text
    post(officer, f"/staff/public-words/{mine}/take-back")
    assert "Nothing is proposed" in officer.get("/staff/public-words").text


def test_what_people_changed_is_shown_to_the_officer_in_numbers(console: Console) -> None:
    console.hold("ring 07700 900321")
    console.hold("just words")
    console.hold("the blue door one")
    reader = console.browser("reader")
    for _ in range(3):
        page = reader.get("/staff/reading").text
        text = shown(page)[0]
        door = "door" in page.split("<blockquote")[1]
        decide(reader, text, "edit" if door else "clear", edited="the [address] one")
    page = console.browser("officer").get("/staff/reading/measure").text
    row = re.findall(r"<th scope=\"row\".*?</tr>", page, re.DOTALL)[0]
    assert re.findall(r">([\d,]+)<", row) == ["3", "2", "1", "0", "1"]
    assert "door" not in page
