"""What somebody may ask of us: to see what we hold, and that words about them are gone."""

import re

from sqlalchemy import select

from storage import audit, mixer
from storage.answers.tables import answer, coding, published_quote
from storage.crypto import new_id
from storage.register import requests
from storage.subject_access import CANNOT_MATCH
from tests.factories import Talk, a_contact, a_request, hold, words
from tests.released import code_as, some_words
from tests.staff.console import NOON, Console, post
from tests.storage import attacks

NUMBER = "+447700900321"


def _somebody(console: Console) -> None:
    rooms = console.rooms
    who, other = a_contact(rooms, NUMBER, language="cy"), a_contact(rooms)
    lines = (("bot", "What would help?"), ("you", "ask my friend Oliver Pritchard, he knows"))
    hold(rooms, [Talk(who, [words("ask my friend Oliver Pritchard, he knows")], lines=lines)])
    hold(rooms, [Talk(other, [words("somebody else's words entirely")])])
    with rooms.register.write() as conn:
        mine = a_request(number=NUMBER).with_detail("who", "my adviser please")
        requests.add(conn, rooms.vault, mine)
        requests.add(conn, rooms.vault, a_request(number="+447700900322", note="not theirs"))


def test_everything_under_a_number_and_nothing_of_anybody_else(
    console_on_both: Console,
) -> None:
    console = console_on_both
    _somebody(console)
    dpo = console.browser("dpo")
    page = post(dpo, "/staff/subject-access", number="07700 900321", reference="SAR-2026-014").text
    assert CANNOT_MATCH in page
    assert "we cannot match to you" in CANNOT_MATCH
    for expected in ("my adviser please", "What would help?", "2012", "cy", "havant"):
        assert expected in page
    assert "somebody else" not in page.replace("somebody else’s name", "")
    assert "not theirs" not in page


def test_others_are_taken_out_as_proposed_and_the_file_holds_what_was_put_right(
    console: Console,
) -> None:
    _somebody(console)
    dpo = console.browser("dpo")
    page = post(dpo, "/staff/subject-access", number=NUMBER, reference="SAR-2026-014").text
    boxes = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert any("[name]" in one for one in boxes)
    assert not any("Pritchard" in one for one in boxes)
    assert "As it came" in page
    file = post(
        dpo, "/staff/subject-access/file", reference="SAR-2026-014", name="place", value="havant",
        about="a conversation", who="you", text="ask my friend [name], he knows",
    )  # fmt: skip
    assert file.mimetype == "text/plain"
    assert "attachment" in file.headers["Content-Disposition"]
    assert CANNOT_MATCH in file.text
    assert "you: ask my friend [name], he knows" in file.text


def test_nothing_of_it_is_kept_and_the_log_says_who_looked(console: Console) -> None:
    _somebody(console)
    dpo = console.browser("dpo")
    assert post(dpo, "/staff/subject-access", number=NUMBER, reference="Jo Plum").status_code == 400
    post(dpo, "/staff/subject-access", number=NUMBER, reference="SAR-2026-014")
    with console.rooms.register.read() as conn:
        (one,) = audit.entries(conn, limit=1)
    assert (one.action, one.reason) == ("subject_access.shown", "SAR-2026-014")
    assert NUMBER.encode() not in b"\n".join(attacks.values(attacks.dump(console.rooms.register)))


def test_a_number_that_is_not_here_is_said_so(console: Console) -> None:
    page = post(
        console.browser("dpo"), "/staff/subject-access", number=NUMBER, reference="SAR-1"
    ).text
    assert "does not know this number" in page
    assert CANNOT_MATCH in page


# -------------------------------------------------------------------------- words by a quote


def test_words_are_found_by_a_quote_and_erased_with_all_that_was_made_of_them(
    console_on_both: Console,
) -> None:
    console = console_on_both
    rooms = console.rooms
    (mine,) = some_words(rooms, ["My dog Biscuit is not allowed 100% here"])
    some_words(rooms, ["My dog is allowed"])
    code_as(rooms, [mine], "pets", now=NOON)
    with rooms.answers.write() as conn:
        conn.execute(published_quote.insert().values(
            publication_id=new_id(), number=1, theme="pets", kind="quote", answer_id=mine,
            text="My dog B. is not allowed", chosen_by="an officer"))  # fmt: skip
    dpo = console.browser("dpo")
    assert "No released words" in post(dpo, "/staff/find-words", quote="Biscuit_is").text
    found = post(dpo, "/staff/find-words", quote="dog biscuit is NOT").text
    assert mine in found
    assert "published as a quote" in found
    assert mine in post(dpo, "/staff/find-words", quote="dog B. is not").text
    done = post(dpo, "/staff/find-words/erase", answer=mine, reference="ER-2026-7")
    assert done.status_code == 302
    with rooms.answers.read() as conn:
        assert conn.execute(select(answer.c.text)).scalars().all() == ["My dog is allowed"]
        assert conn.execute(select(coding)).first() is None
        assert conn.execute(select(published_quote)).first() is None
    with rooms.register.read() as conn:
        (one,) = [e for e in audit.entries(conn) if e.action == "answer.erased"]
    assert (one.object_id, one.reason) == (mine, "ER-2026-7")


def test_erased_words_are_in_no_byte_of_the_file(console: Console, tmp_path) -> None:
    said = "a canary sings that nobody may hear again"
    (mine,) = some_words(console.rooms, [said])
    console.rooms.answers.checkpoint()
    assert attacks.files_with(tmp_path, [said]) == {"answers.db"}
    post(console.browser("dpo"), "/staff/find-words/erase", answer=mine, reference="ER-2026-7")
    assert attacks.files_with(tmp_path, [said]) == set()


def test_without_a_reference_nothing_is_erased(console: Console) -> None:
    (mine,) = some_words(console.rooms, ["words that stay"])
    post(console.browser("dpo"), "/staff/find-words/erase", answer=mine, reference="because")
    with console.rooms.answers.read() as conn:
        assert conn.execute(select(answer.c.id)).scalars().all() == [mine]
    assert mixer.held_texts(console.rooms) == []
