"""The privacy read and the look at once."""

import re

from storage import audit, mixer
from storage.register import concerns, held
from tests.staff.console import Console, post


def _ids(page: str) -> list[str]:
    return re.findall(r'action="/staff/reading/([0-9a-f]{32})"', page)[::2]


def _decisions(console: Console) -> list[tuple[str | None, str | None]]:
    with console.rooms.register.read() as conn:
        return sorted(
            tuple(row)
            for row in conn.exec_driver_sql("SELECT decision, decided_by FROM held_answer")
        )


def test_one_text_with_its_question_and_nothing_about_who(console: Console) -> None:
    console.hold("my worker keeps changing", question="check-in.good_day")
    console.clock.move(days=3, hours=1)
    page = console.browser("reader").get("/staff/reading").text
    assert "my worker keeps changing" in page
    assert "What does a good day look like" in page
    assert "1 text waits; the oldest came 3 days ago." in page
    for nothing in ("web", "Nov", "07700", "2026"):
        assert nothing not in page.split("<article")[1].split("</article>")[0]


def test_clear_withhold_and_edit(console: Console) -> None:
    for text in ("one", "two", "three"):
        console.hold(text)
    client = console.browser("reader")
    for decision in ("clear", "withhold", "edit"):
        text_id = _ids(client.get("/staff/reading").text)[0]
        done = post(client, f"/staff/reading/{text_id}", decision=decision, edited="[name] said")
        assert done.status_code == 302
    page = client.get("/staff/reading").text
    assert "Every text has been read." in page
    assert "You have read 3 texts" in page
    who = console.people["reader"].id
    assert _decisions(console) == [("clear", who), ("edit", who), ("withhold", who)]
    with console.rooms.register.read() as conn:
        actions = {entry.action for entry in audit.entries(conn)}
    assert actions == {"text.clear", "text.edit", "text.withhold"}


def test_an_edit_keeps_the_readers_words_and_takes_out_control_characters(console: Console) -> None:
    conversation = console.hold("my sister Tamarind")
    client = console.browser("officer")
    text_id = _ids(client.get("/staff/reading").text)[0]
    post(client, f"/staff/reading/{text_id}", decision="edit", edited="my sister\x00 [name]")
    found = mixer._keys_of(console.rooms, [conversation])
    with console.rooms.register.read() as conn:
        kept = held.answers_of(conn, found)
    assert [one.words for one in kept] == ["my sister [name]"]


def test_an_empty_edit_changes_nothing(console: Console) -> None:
    console.hold("one")
    client = console.browser("reader")
    text_id = _ids(client.get("/staff/reading").text)[0]
    for edited in ("", "   ", "\x00"):
        post(client, f"/staff/reading/{text_id}", decision="edit", edited=edited)
        assert "there were no words left" in client.get("/staff/reading").text
    assert _decisions(console) == [(None, None)]


def test_two_readers_never_decide_the_same_text(console: Console) -> None:
    console.hold("one")
    first, second = console.browser("reader"), console.browser("officer")
    text_id = _ids(first.get("/staff/reading").text)[0]
    post(first, f"/staff/reading/{text_id}", decision="withhold")
    post(second, f"/staff/reading/{text_id}", decision="clear")
    assert "Somebody else has just decided this one" in second.get("/staff/reading").text
    assert _decisions(console) == [("withhold", console.people["reader"].id)]
    post(second, f"/staff/reading/{text_id}", decision="edit", edited="x")
    assert "Somebody else has just decided this one" in second.get("/staff/reading").text


def test_undo_takes_back_ones_own_last_decision(console: Console) -> None:
    console.hold("one")
    client, other = console.browser("reader"), console.browser("officer")
    text_id = _ids(client.get("/staff/reading").text)[0]
    post(client, f"/staff/reading/{text_id}", decision="withhold")
    post(other, "/staff/reading/undo")
    assert "cannot be taken back" in other.get("/staff/reading").text
    post(client, "/staff/reading/undo")
    page = client.get("/staff/reading").text
    assert "Taken back." in page
    assert _ids(page) == [text_id]
    assert "Undo my last" not in page


def test_ten_at_once_and_back_to_the_same_view(console: Console) -> None:
    for n in range(12):
        console.hold(f"text {n}")
    client = console.browser("reader")
    texts = _ids(client.get("/staff/reading?show=10").text)
    assert len(texts) == len(set(texts)) == 10
    done = post(client, f"/staff/reading/{texts[0]}", decision="clear", show="10")
    assert done.headers["Location"] == "/staff/reading?show=10"
    assert len(_ids(client.get("/staff/reading?show=999").text)) == 1


def test_readers_meet_different_texts(console: Console) -> None:
    for n in range(12):
        console.hold(f"text {n}")
    client = console.browser("reader")
    seen = {_ids(client.get("/staff/reading").text)[0] for _ in range(25)}
    assert len(seen) > 3


def test_a_worried_reader_tells_the_safeguarding_lead(console: Console) -> None:
    console.hold("he came into my room again")
    client = console.browser("officer")
    text_id = _ids(client.get("/staff/reading").text)[0]
    post(client, f"/staff/reading/{text_id}/worry")
    page = client.get("/staff/reading").text
    assert "The safeguarding lead has the whole conversation" in page
    assert _ids(page) == [text_id]
    with console.rooms.register.read() as conn:
        found = concerns.listing(conn, console.rooms.vault)
    assert [one.text for one in found] == ["he came into my room again"]
    post(client, "/staff/reading/" + "0" * 32 + "/worry")
    assert "ring the duty number" in client.get("/staff/reading").text


def test_no_decision_is_no_decision(console: Console) -> None:
    console.hold("one")
    client = console.browser("reader")
    text_id = _ids(client.get("/staff/reading").text)[0]
    for decision in ("", "closed", "publish"):
        response = post(client, f"/staff/reading/{text_id}", decision=decision)
        assert response.status_code == 400
    assert _decisions(console) == [(None, None)]


def test_a_look_with_nothing_to_worry_about_destroys_the_words(console: Console) -> None:
    look = console.hold_for_a_look("forget that")
    client = console.browser("reader")
    assert "a look at once" in client.get("/staff/reading").text
    page = client.get("/staff/look-at-once").text
    assert "forget that" in page
    assert "they sent DELETE" in page
    assert post(client, f"/staff/look-at-once/{look}").status_code == 400
    post(client, f"/staff/look-at-once/{look}", verdict="fine")
    after = client.get("/staff/look-at-once").text
    assert "The words are destroyed." in after
    assert "forget that" not in after
    post(client, f"/staff/look-at-once/{look}", verdict="worry")
    assert "Ring the duty number now" in client.get("/staff/look-at-once").text
    post(client, f"/staff/look-at-once/{look}", verdict="fine")
    assert "Somebody else has just looked" in client.get("/staff/look-at-once").text


def test_a_look_that_worries_becomes_a_concern(console: Console) -> None:
    look = console.hold_for_a_look("he hurts me")
    client = console.browser("safeguarding")
    post(client, f"/staff/look-at-once/{look}", verdict="worry")
    assert "he hurts me" in client.get("/staff/concerns").text
