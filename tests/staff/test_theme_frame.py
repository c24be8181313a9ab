"""Changing the frame by its forms: looked at first, then a version with who and why; or refused."""

import io
import re
from collections.abc import Mapping
from html import unescape

import pytest
from werkzeug.test import Client, TestResponse

from collation import nightly
from collation.frame import Frame, from_json, to_json
from collation.frame_files import from_yaml, to_yaml
from config.data import ReleaseRules
from storage.office import frames
from tests.staff.console import Console, token
from tests.staff.theming import checked, is_checked, said, small_frame, themes_of

PATH = "/staff/themes/frame"
NEW = {"op": "add_theme", "label": "Pets", "definition": "Animals.", "words": "dog\ncat"}


@pytest.fixture(autouse=True)
def small(console: Console) -> None:
    """Four themes with a few words each: as much as these tests need, and quick."""
    with console.rooms.register.write() as conn:
        frames.add(conn, 1, to_json(small_frame()), "the county's file", console.clock.now())


_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def send(client: Client, where: str, fields: Mapping[str, object]) -> TestResponse:
    return client.post(f"{PATH}/{where}", data={"csrf_token": token(client), **fields})


def looked_at(client: Client, fields: Mapping[str, object], where: str = "preview") -> str:
    """The preview of a change."""
    answer = send(client, where, fields)
    assert answer.status_code == 200, answer.text
    assert "Nothing is saved yet" in answer.text
    return answer.text


def saved(client: Client, page: str, why: str = "they said so") -> TestResponse:
    """Send the preview's own form."""
    form = page[page.index(f'action="{PATH}/save"') :]
    fields: dict[str, list[str]] = {"why": [why]}
    for name, value in _HIDDEN.findall(form[: form.index("</form>")]):
        fields.setdefault(name, []).append(unescape(value))
    return client.post(f"{PATH}/save", data=fields)


def in_use(console: Console) -> Frame:
    with console.rooms.register.read() as conn:
        found = frames.newest(conn)
    return from_json(found.frame) if found else small_frame()


def night(console: Console) -> None:
    rooms = console.rooms
    nightly.run(rooms.answers, rooms.register, small_frame(), ReleaseRules(), console.clock.now())


def test_the_reason_is_kept_whole(console: Console) -> None:
    """As the page promises: it stays in the history, and a name's length is not its own."""
    client = console.browser("officer")
    why = "They say so themselves, at length and in these words, and it changes what counts. " * 3
    page = looked_at(client, CHANGES["add a term"][0])
    saved(client, page, why)
    assert why.strip() in client.get(f"{PATH}/history").text


CHANGES = {
    "add a term": ({"op": "add_term", "theme": "school", "term": "wobble*"}, "Add the term"),
    "drop a term": (
        {"op": "drop_term", "theme": "school", "term": small_frame().theme("school").terms[0].text},
        "out of School",
    ),
    "rule out": ({"op": "add_exclusion", "theme": "school", "term": "dance school"}, "Never count"),
    "rename": ({"op": "rename", "theme": "school", "label": "Lessons"}, "to Lessons"),
    "merge": ({"op": "merge", "theme": "school", "into": "fun"}, "Merge School"),
    "split": (
        {"op": "split", "theme": "school", "label": "Teachers", "definition": "Who teaches.",
         "terms": [one.text for one in small_frame().theme("school").terms[:2]]},
        "Teachers becomes a theme",
    ),
    "new theme": (NEW, "New theme: Pets"),
    "retire": ({"op": "retire", "theme": "school"}, "No longer use School"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_is_looked_at_then_saved_with_who_and_why(console: Console, kind: str) -> None:
    fields, words = CHANGES[kind]
    client, before = console.browser("officer"), in_use(console)
    page = looked_at(client, fields)
    assert words in page
    assert in_use(console) == before, "a look changes nothing"
    assert saved(client, page).status_code == 302
    after = in_use(console)
    assert after.version == before.version + 1
    assert after.themes != before.themes
    history = client.get(f"{PATH}/history").text
    assert "officer-person" in history
    assert "they said so" in history
    assert words in history
    assert client.get(PATH).status_code == 200


def test_a_rule_is_taken_back(console: Console) -> None:
    client = console.browser("officer")
    saved(client, looked_at(client, CHANGES["rule out"][0]))
    back = {"op": "drop_exclusion", "theme": "school", "term": "dance school"}
    saved(client, looked_at(client, back))
    assert "dance school" not in in_use(console).theme("school").excludes


SCHOOL = {"theme": "school"}
WRONG: dict[str, tuple[dict[str, object], str, str]] = {
    "unknown theme": (
        {"op": "add_term", "theme": "gone", "term": "x"}, "themes-in-use", "not in use"
    ),
    "unknown change": ({"op": "burn", **SCHOOL}, "themes-in-use", "does not exist"),
    "no term": ({"op": "add_term", **SCHOOL, "term": " "}, "f-term", "Write the word"),
    "a term it has": (
        {"op": "add_term", **SCHOOL, "term": small_frame().theme("school").terms[0].text},
        "f-term", "already",
    ),
    "a broken term": ({"op": "add_term", **SCHOOL, "term": "(a|"}, "f-term", "cannot be read"),
    "everything": ({"op": "add_term", **SCHOOL, "term": "*"}, "f-term", "Write the word"),
    "no such term": ({"op": "drop_term", **SCHOOL, "term": "zebra"}, "terms-in-use", "no term of"),
    "no words": ({"op": "add_exclusion", **SCHOOL, "term": ""}, "f-exclusion", "Write the word"),
    "ruled out twice": (
        {"op": "add_exclusion", **SCHOOL, "term": small_frame().theme("school").terms[0].text},
        "f-exclusion", "can find nothing",
    ),
    "no such rule": (
        {"op": "drop_exclusion", **SCHOOL, "term": "zebra"}, "ruled-out", "not left out"
    ),
    "empty name": ({"op": "rename", **SCHOOL, "label": " "}, "f-label", "Give it a name"),
    "somebody's name": (
        {"op": "rename", **SCHOOL, "label": small_frame().theme("fun").label.upper()},
        "f-label", "of that name already",
    ),
    "into itself": ({"op": "merge", **SCHOOL, "into": "school"}, "f-into", "Choose another theme"),
    "into nothing": ({"op": "merge", **SCHOOL, "into": "gone"}, "f-into", "not in use"),
    "split off nothing": (
        {"op": "split", **SCHOOL, "label": "A", "definition": "B"},
        "f-split-terms", "Tick the terms",
    ),
    "split without a name": (
        {"op": "split", **SCHOOL, "definition": "B", "terms": ["x"]}, "f-split-label", "Give it"
    ),
    "split off what is not there": (
        {"op": "split", **SCHOOL, "label": "A", "definition": "B", "terms": ["zebra"]},
        "f-split-terms", "no terms of",
    ),
    "a theme without a name": ({**NEW, "label": ""}, "f-label", "Give it a name"),
    "a theme that there is": (
        {**NEW, "label": small_frame().theme("fun").label}, "f-label", "of that name already"
    ),
    "a theme without a sentence": (
        {**NEW, "definition": ""}, "f-definition", "Say in one sentence"
    ),
    "a theme of broken terms": ({**NEW, "words": "dog\n(a|"}, "f-words", "cannot be read"),
    "a theme of everything": ({**NEW, "words": "*"}, "f-words", "codes everything"),
    "nothing to retire": ({"op": "retire", "theme": "gone"}, "themes-in-use", "not in use"),
}  # fmt: skip


def refused(kind: str, answer: TestResponse, at: str, why: str) -> None:
    assert answer.status_code == 400, kind
    assert f'href="#{at}"' in answer.text, f"{kind}: the summary leads to the field"
    assert f'id="{at}"' in answer.text, kind
    assert f'id="{at}-error"' in answer.text or at == "themes-in-use", kind
    assert why in answer.text, kind


@pytest.mark.parametrize("where", ["preview", "save"])
def test_wrong_input_is_said_at_its_field(console: Console, where: str) -> None:
    client, before = console.browser("officer"), in_use(console)
    for kind, (fields, at, why) in WRONG.items():
        answer = send(client, where, {**fields, "base": str(before.version)})
        refused(kind, answer, at, why)
    assert in_use(console) == before
    with console.rooms.register.read() as conn:
        assert len(frames.history(conn)) == 1


def test_what_was_typed_stays(console: Console) -> None:
    page = send(console.browser("officer"), "preview", {**NEW, "definition": ""}).text
    assert 'value="Pets"' in page
    assert "dog\ncat</textarea>" in page


def test_two_at_once(console: Console) -> None:
    client, other = console.browser("officer"), console.browser("officer")
    page = looked_at(client, NEW)
    saved(other, looked_at(other, CHANGES["rename"][0]))
    answer = saved(client, page)
    assert answer.status_code == 400
    assert "Somebody else has changed the themes" in answer.text
    assert "pets" not in {one.id for one in in_use(console).themes}


def _file(source: str | bytes) -> dict[str, object]:
    raw = source.encode() if isinstance(source, str) else source
    return {"file": (io.BytesIO(raw), "frame.yaml")}


def test_out_and_in_again(console: Console) -> None:
    client = console.browser("officer")
    saved(client, looked_at(client, CHANGES["split"][0]))
    out = client.get(f"{PATH}/export").text
    was = in_use(console)
    assert to_json(from_yaml(out)) == to_json(was)
    saved(client, looked_at(client, NEW))
    assert saved(client, looked_at(client, _file(out), "import")).status_code == 302
    again = in_use(console)
    assert again.version == 4
    assert again.themes[:-1] == was.themes
    assert (again.themes[-1].id, again.themes[-1].state) == ("pets", "retired")


_ONE = "version: 1\nthemes:\n  - {id: a_one, label: A, definition: B, terms: [c]}\n"


BROKEN: tuple[tuple[str | bytes, str], ...] = (
    ("", "not a code frame"),
    ("themes: [", "line"),
    ("version: 1\nthemes: []", "no themes"),
    (_ONE + "  - {id: a_one, label: C, definition: D, terms: [e]}\n", "two themes"),
    (_ONE.replace("a_one", "A One"), "id is small letters"),
    (_ONE.replace("label: A", "label: ''"), "label"),
    (_ONE.replace("[c]", "['(c']"), "cannot be read"),
    (_ONE.replace("[c]", "['*']"), "codes everything"),
    (_ONE.replace("[c]", "['<worker>']"), "cannot be read"),
    (
        _ONE.replace("[c]", "[<w>]").replace("themes:", "groups: {w: [(a|]}\nthemes:"),
        "cannot be read",
    ),
    (_ONE.replace("terms: [c]", "state: retired, into: gone"), "no theme in this file"),
    (b"\xff\xfe\x00PK", "not a code frame"),
    (to_yaml(small_frame()).replace("definition:", "definition"), "line"),
)


def test_a_broken_file_is_refused(console: Console) -> None:
    client = console.browser("officer")
    for source, why in BROKEN:
        answer = send(client, "import", _file(source))
        refused(f"a file for “{why}”", answer, "file", why)
    refused("no file", send(client, "import", {}), "file", "not a code frame")
    with console.rooms.register.read() as conn:
        assert len(frames.history(conn)) == 1


def test_a_term_from_an_answer_brings_its_words_along(console: Console) -> None:
    (one,) = said(console, ["purple elephants wobble"], by=small_frame())
    client = console.browser("officer")
    assert 'name="term" value=""' in client.get(f"{PATH}/term/{one}").text
    page = client.get(f"{PATH}/term/{one}", query_string={"words": "purple elephants"}).text
    assert 'name="term" value="purple elephants"' in page
    assert client.get(f"{PATH}/term/{'0' * 32}").status_code == 404


TEXTS = ("a teacher helps me", "the teacher left", "maths is boring", "school is fun", "idk")


@pytest.mark.parametrize("by_people", [False, True])
@pytest.mark.parametrize("kind", ["merge", "split", "retire", "drop a term"])
def test_after_the_night_answers_stand_as_the_page_said(
    console: Console, kind: str, by_people: bool
) -> None:
    """tests/collation/test_preview.py has many more changes; here they come from the page."""
    ids = said(console, TEXTS, by=small_frame())
    if by_people:
        checked(console, ids)
    before = {one: themes_of(console, one) for one in ids}
    client, fields = console.browser("officer"), dict(CHANGES[kind][0])
    fields |= {"split": {"terms": ["teacher"]}, "drop a term": {"term": "teacher"}}.get(kind, {})
    page = looked_at(client, fields)
    saved(client, page)
    night(console)
    changed = [one for one in ids if themes_of(console, one) != before[one]]
    assert changed, "the change does something"
    assert f"{len(changed)} answers change." in page
    again = [one for one in changed if not is_checked(console, one)] if by_people else []
    told = re.search(r"(\d+) of them (?:is|are) checked", page)
    assert int(told[1] if told else 0) == len(again)
    if kind in ("merge", "retire"):
        assert not any("school" in themes_of(console, one) for one in ids)
    if kind == "merge":
        assert again == [], "what people checked moves with its theme"
        assert all("fun" in themes_of(console, one) for one in changed)
    if kind == "split":
        assert all(themes_of(console, one) == {"teachers"} for one in changed)
