"""The privacy read and the look at once."""

from staff.reading_marks import fingerprint
from storage import audit, mixer
from storage.register import concerns, held
from tests.staff.console import Console, decide, post, shown


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
    assert "1 text waits; the oldest came 3 days ago" in page
    assert "was promised an answer by 29 January 2027." in page
    for nothing in ("web", "Nov", "07700", "2026"):
        assert nothing not in page.split("<article")[1].split("</article>")[0]


def test_clear_withhold_and_edit(console: Console) -> None:
    for text in ("one", "two", "three"):
        console.hold(text)
    client = console.browser("reader")
    for decision in ("clear", "withhold", "edit"):
        text = shown(client.get("/staff/reading").text)[0]
        done = decide(client, text, decision, edited="[name] said")
        assert done.status_code == 302
    page = client.get("/staff/reading").text
    assert "Every text has been read." in page
    assert "You have read 3 texts today" in page
    who = console.people["reader"].id
    assert _decisions(console) == [("clear", who), ("edit", who), ("withhold", who)]
    with console.rooms.register.read() as conn:
        actions = {entry.action for entry in audit.entries(conn)}
    assert actions == {"text.clear", "text.edit", "text.withhold"}


def test_an_edit_keeps_the_readers_words_and_takes_out_control_characters(console: Console) -> None:
    conversation = console.hold("my sister Tamarind")
    client = console.browser("officer")
    text = shown(client.get("/staff/reading").text)[0]
    decide(client, text, "edit", edited="my sister\x00 [name]")
    found = mixer._keys_of(console.rooms, [conversation])
    with console.rooms.register.read() as conn:
        kept = held.answers_of(conn, found)
    assert [one.words for one in kept] == ["my sister [name]"]


def test_an_empty_edit_changes_nothing(console: Console) -> None:
    console.hold("one")
    client = console.browser("reader")
    text = shown(client.get("/staff/reading").text)[0]
    for edited in ("", "   ", "\x00"):
        decide(client, text, "edit", edited=edited)
        assert "there were no words left" in client.get("/staff/reading").text
    assert _decisions(console) == [(None, None)]


def test_two_readers_never_decide_the_same_text(console: Console) -> None:
    console.hold("one")
    first, second = console.browser("reader"), console.browser("officer")
    text = shown(first.get("/staff/reading").text)[0]
    decide(first, text, "withhold")
    decide(second, text, "clear")
    assert "Somebody else has just decided this one" in second.get("/staff/reading").text
    assert _decisions(console) == [("withhold", console.people["reader"].id)]
    decide(second, text, "edit", edited="x")
    assert "Somebody else has just decided this one" in second.get("/staff/reading").text


def test_undo_takes_back_ones_own_last_decision(console: Console) -> None:
    console.hold("one")
    client, other = console.browser("reader"), console.browser("officer")
    text = shown(client.get("/staff/reading").text)[0]
    decide(client, text, "withhold")
    post(other, "/staff/reading/undo")
    assert "cannot be taken back" in other.get("/staff/reading").text
    post(client, "/staff/reading/undo")
    page = client.get("/staff/reading").text
    assert "Taken back." in page
    assert shown(page) == [text]
    assert "Undo my last" not in page


def test_ten_at_once_and_back_to_the_same_view(console: Console) -> None:
    for n in range(12):
        console.hold(f"text {n}")
    client = console.browser("reader")
    texts = shown(client.get("/staff/reading?show=10").text)
    assert len(texts) == len(set(texts)) == 10
    done = decide(client, texts[0], "clear", show="10")
    assert done.headers["Location"] == "/staff/reading?show=10"
    assert len(shown(client.get("/staff/reading?show=999").text)) == 1


def test_several_readers_get_different_texts_and_keep_them(console: Console) -> None:
    for n in range(12):
        console.hold(f"text {n}")
    first, second = console.browser("reader"), console.browser("officer")
    mine = shown(first.get("/staff/reading?show=10").text)
    theirs = shown(second.get("/staff/reading?show=10").text)
    assert (len(mine), len(theirs)) == (10, 2)
    assert not set(mine) & set(theirs)
    assert shown(first.get("/staff/reading?show=10").text) == mine
    third = console.browser("officer")
    decide(third, mine[0], "withhold")  # as from a page that was left open for long
    decide(first, mine[0], "clear")
    assert "Somebody else has just decided this one" in first.get("/staff/reading").text


def test_a_text_comes_back_when_its_reader_has_gone_home(console: Console) -> None:
    console.hold("one")
    first, second = console.browser("reader"), console.browser("officer")
    text = shown(first.get("/staff/reading").text)
    page = second.get("/staff/reading").text
    assert shown(page) == []
    assert "with somebody else just now" in page
    console.clock.move(minutes=11)
    assert shown(second.get("/staff/reading").text) == text


def test_another_one_is_another_one(console: Console) -> None:
    for n in range(3):
        console.hold(f"text {n}")
    client = console.browser("reader")
    first = shown(client.get("/staff/reading").text)[0]
    second = shown(client.get(f"/staff/reading?after={first[0]}").text)[0]
    third = shown(client.get(f"/staff/reading?after={second[0]}").text)[0]
    assert len({first, second, third}) == 3
    assert shown(client.get(f"/staff/reading?after={third[0]}").text)[0] == first


def test_an_escalated_text_is_a_concern_and_out_of_the_queue(console: Console) -> None:
    console.hold("he came into my room again")
    client = console.browser("officer")
    text = shown(client.get("/staff/reading").text)[0]
    post(client, f"/staff/reading/{text[0]}/escalate")
    page = client.get("/staff/reading").text
    assert "The safeguarding lead has the whole conversation" in page
    assert shown(page) == []
    assert "Undo" not in page
    post(client, "/staff/reading/undo")
    assert shown(client.get("/staff/reading").text) == []
    assert _decisions(console) == [("withhold", console.people["officer"].id)]
    with console.rooms.register.read() as conn:
        found = concerns.listing(conn, console.rooms.vault)
    assert [one.text for one in found] == ["he came into my room again"]
    post(client, "/staff/reading/" + "0" * 32 + "/escalate")
    assert "ring the duty number" in client.get("/staff/reading").text


def test_what_the_machine_took_out_is_marked_and_can_be_seen(console: Console) -> None:
    console.hold("ring me on 07700 900321 or tam@example.org")
    page = console.browser("reader").get("/staff/reading").text
    assert '<mark class="gt-removed">[phone]</mark>' in page
    assert "What the machine took out (2)" in page
    assert page.index("07700 900321") > page.index("<summary")
    assert "07700" not in page.split("<blockquote")[1].split("</blockquote>")[0]
    assert "07700" not in page.split("<textarea")[1].split("</textarea>")[0]


def test_only_what_was_seen_is_cleared(console: Console) -> None:
    conversation = console.hold("ring me on 07700 900321")
    client = console.browser("reader")
    text = shown(client.get("/staff/reading").text)[0]
    for wrong in ("", "0" * 64, fingerprint("ring me on 07700 900321")):
        decide(client, (text[0], wrong), "clear")
        assert "Please read it again" in client.get("/staff/reading").text
    decide(client, text, "clear")
    found = mixer._keys_of(console.rooms, [conversation])
    with console.rooms.register.read() as conn:
        kept = held.answers_of(conn, found)
    assert [one.words for one in kept] == ["ring me on [phone]"]


def test_several_decisions_can_be_taken_back_the_last_one_first(console: Console) -> None:
    console.hold("one")
    console.hold("two")
    client = console.browser("reader")
    for _ in range(2):
        decide(client, shown(client.get("/staff/reading").text)[0], "clear")
    assert [decision for decision, _ in _decisions(console)] == ["clear", "clear"]
    for _ in range(2):
        post(client, "/staff/reading/undo")
    assert {decision for decision, _ in _decisions(console)} == {None}


def test_no_decision_is_no_decision(console: Console) -> None:
    console.hold("one")
    client = console.browser("reader")
    text = shown(client.get("/staff/reading").text)[0]
    for wrong in ("", "closed", "publish"):
        response = decide(client, text, wrong)
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
