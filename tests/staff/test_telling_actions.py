"""Words for young people: linted, signed by two people in one batch, and only as they were read."""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from werkzeug.test import Client

from storage.office import actions, campaigns, public_texts
from storage.office.actions import Action
from storage.office.campaigns import Campaign
from tests.staff.console import Console, post
from tests.staff.test_actions import WHOLE, kept

GOOD = {"usual-said": "You said your worker changes too often.",
        "usual-did": "You meet the new worker first."}  # fmt: skip


@pytest.fixture
def officer(console: Console) -> Client:
    return console.browser("officer")


@pytest.fixture
def action(console: Console, officer: Client) -> Action:
    """Decided, and asked about in a check-in that went out."""
    asked = Campaign(
        title="How are things?", kind="prompt", made_by="worker", audience="{}", flow="check-in",
        starts_at=console.clock.now() - timedelta(days=30), state="closed",
        closes_at=console.clock.now() - timedelta(days=20),
    )  # fmt: skip
    with console.rooms.register.write() as conn:
        campaigns.add(conn, asked)
    post(officer, "/staff/actions/new", **WHOLE, asked_in=asked.id)
    return kept(console)[0]


def write(client: Client, one: Action, **words: str):
    return post(client, f"/staff/texts/action/{one.id}", **(GOOD | words))


def batch(client: Client) -> dict[str, str]:
    """The form of the batch, as the page has it."""
    page = client.get("/staff/to-sign").text
    return dict(re.findall(r'name="digest-([0-9a-f]{32})" value="([0-9a-f]{64})"', page))


def sign_all(client: Client):
    found = batch(client)
    fields = {f"digest-{one}": digest for one, digest in found.items()}
    return post(client, "/staff/to-sign", sign=list(found), **fields)  # type: ignore[arg-type]


def public(console: Console) -> list[str]:
    with console.rooms.register.read() as conn:
        return [one.body["usual"]["did"] for one in public_texts.public(conn, "action")]


def test_two_people_sign_one_batch(console: Console, officer: Client, action: Action) -> None:
    assert action.asked_on == (console.clock.now() - timedelta(days=30)).date()
    write(officer, action)
    sign_all(officer)
    assert public(console) == []
    assert batch(officer) == {}  # not offered to the same person again
    sign_all(console.browser("council"))
    assert public(console) == [GOOD["usual-did"]]
    assert kept(console)[0].told_on is None  # they were asked: the text tells them


def test_who_nobody_asked_is_told_by_the_page(console: Console, officer: Client) -> None:
    post(officer, "/staff/actions/new", **WHOLE)
    write(officer, kept(console)[0])
    for role in ("officer", "district_lead"):
        sign_all(console.browser(role))
    one = kept(console)[0]
    assert (one.told_on, one.told_by) == (console.clock.now().date(), None)


def test_words_that_changed_meanwhile_are_not_signed(
    console: Console, officer: Client, action: Action
) -> None:
    write(officer, action)
    read = batch(console.browser("council"))
    write(officer, action, **{"usual-did": "Something else."})
    council = console.browser("council")
    fields = {f"digest-{one}": digest for one, digest in read.items()}
    said = council.get(
        post(council, "/staff/to-sign", sign=list(read), **fields).location  # type: ignore[arg-type]
    ).text
    assert "was not signed" in said


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("usual-did", "", "empty"),
        ("usual-did", "Your LAC review is better.", "young people say"),
        ("usual-did", "x" * 401, "at most 400"),
        ("usual-said", "Reply STOP if you said it.", "swallow"),
        (
            "young-did",
            "Notwithstanding considerable organisational constraints, multidisciplinary "
            "practitioners subsequently implemented comprehensive participatory methodologies.",
            "reads like a text for age",
        ),
        (
            "easy-did",
            "You can meet the new worker and the old one and have a talk and a tea and a walk "
            "and a cake.",
            "in easy read 15 at most",
        ),
    ],
)
def test_hard_words_are_refused_and_nothing_is_lost(
    console: Console, officer: Client, action: Action, field: str, text: str, said: str
) -> None:
    other = field.replace("did", "said") if "did" in field else "usual-did"
    words = {field: text} if other in GOOD else {field: text, other: "You said."}
    answer = write(officer, action, **words)
    assert answer.status_code == 400
    assert said in answer.text
    assert text in answer.text
    assert batch(officer) == {}


def test_a_text_to_nobody_is_refused(console: Console, officer: Client) -> None:
    post(officer, "/staff/actions/new", **WHOLE)
    said = post(officer, "/staff/texts/told", about=kept(console)[0].id, title="x",
                **{"text-en": "You said it. We did it."})  # fmt: skip
    assert said.status_code == 400
    assert "Nobody was asked about these" in said.text


def test_a_signed_text_goes_to_everybody_asked_and_once(
    console: Console, officer: Client, action: Action
) -> None:
    write(officer, action)
    post(officer, "/staff/texts/told", about=action.id, title="Workers",
         **{"text-en": "You said workers change. You meet the new one first."})  # fmt: skip
    for role in ("officer", "council"):
        assert "Signed by two people" not in officer.get("/staff/tell").text
        sign_all(console.browser(role))
    (path,) = re.findall(r'action="(/staff/tell/signed/\w+)"', officer.get("/staff/tell").text)
    assert post(officer, path).status_code == 302
    with console.rooms.register.read() as conn:
        (told,) = [one for one in campaigns.listing(conn) if one.kind == "told"]
    assert told.state == "planned"
    assert '"check-in", "", "2026-10"' in told.audience
    post(officer, path)
    with console.rooms.register.read() as conn:
        assert sum(one.kind == "told" for one in campaigns.listing(conn)) == 1


def test_one_signature_sends_nothing(console: Console, officer: Client, action: Action) -> None:
    post(officer, "/staff/texts/told", about=action.id, title="Workers",
         **{"text-en": "You said workers change."})  # fmt: skip
    sign_all(officer)
    with console.rooms.register.read() as conn:
        (text,) = public_texts.listing(conn, kinds=("told",))
    said = officer.get(post(officer, f"/staff/tell/signed/{text.id}").location).text
    assert "Nothing was sent" in said
    with console.rooms.register.read() as conn:
        assert all(one.kind == "prompt" for one in campaigns.listing(conn))


def test_sent_back_with_a_reason(console: Console, officer: Client, action: Action) -> None:
    write(officer, action)
    council = console.browser("council")
    (which,) = batch(council)
    post(council, f"/staff/to-sign/{which}/back", why="")
    assert which in batch(council)
    post(council, f"/staff/to-sign/{which}/back", why="Say who does it.")
    assert batch(council) == {}
    assert "Say who does it." in officer.get(f"/staff/texts/action/{action.id}").text


# ------------------------------------------------------------------------- newsletter and letter


@pytest.fixture
def signed(console: Console, officer: Client, action: Action) -> Action:
    write(officer, action, **{"easy-said": "You said it.", "easy-did": "We did it."})
    for role in ("officer", "council"):
        sign_all(console.browser(role))
    return action


def _paper(console: Console, kind: str) -> public_texts.PublicText:
    with console.rooms.register.read() as conn:
        (found,) = public_texts.listing(conn, kinds=(kind,))
    return found


def test_a_newsletter_is_made_of_signed_answers(
    console: Console, officer: Client, signed: Action
) -> None:
    post(officer, "/staff/papers/newsletter", period="2026-Q4", intro="Hello all.")
    paper = _paper(console, "newsletter")
    assert paper.body["items"]["easy"][0]["did"] == "We did it."
    assert paper.body["items"]["young"][0]["did"] == GOOD["usual-did"]
    assert paper.body["items"]["usual"][0]["state"] == "It will be done by 24 December 2026."
    assert console.browser("board").get(f"/staff/papers/{paper.id}").status_code == 404
    made = docx.Document(BytesIO(officer.get(f"/staff/papers/{paper.id}.docx").data))
    assert "DRAFT" in made.sections[0].header.paragraphs[0].text
    for role in ("officer", "council"):
        sign_all(console.browser(role))
    made = docx.Document(BytesIO(officer.get(f"/staff/papers/{paper.id}.docx?for=easy").data))
    assert made.sections[0].header.paragraphs[0].text == ""
    assert [one.style.name for one in made.paragraphs][0] == "Heading 1"
    assert "We did it." in [one.text for one in made.paragraphs]
    assert console.browser("board").get(f"/staff/papers/{paper.id}").status_code == 200


def test_an_empty_quarter_makes_no_newsletter(console: Console, officer: Client) -> None:
    answer = post(officer, "/staff/papers/newsletter", period="2026-Q3", intro="Hello all.")
    assert answer.status_code == 400
    assert "nothing to put into a newsletter" in answer.text
    assert "Hello all." in answer.text


def test_the_chairs_letter(console: Console, officer: Client, signed: Action) -> None:
    post(officer, "/staff/papers/letter", day="2026-12-10")
    paper = _paper(console, "letter")
    assert paper.title == "A letter from the Chair, 10 December 2026"
    assert "Corporate Parenting Board" in paper.body["paragraphs"][1]
    assert paper.body["items"]["usual"]
    assert post(officer, "/staff/papers/letter", day="2026-12-11").status_code == 400


def test_a_missing_or_broken_template_is_named(console: Console, officer: Client, tmp_path) -> None:
    county = tmp_path / "county"
    county.mkdir()
    settings = console.app.extensions["golden_thread_desk"].settings
    (county / "board.yaml").write_text((settings.county_dir / "board.yaml").read_text())
    desk = console.app.extensions["golden_thread_desk"]
    console.app.extensions["golden_thread_desk"] = replace(
        desk, settings=replace(settings, county_dir=county)
    )
    said = post(officer, "/staff/papers/letter", day="2026-12-10")
    assert said.status_code == 400
    assert "template is missing" in said.text
    wrong = 'title: t\nopening: ["Dear {chairman}"]\nitems: i\nnothing: n\nclosing: [c]\n'
    (county / "letter.yaml").write_text(wrong)
    assert "{chairman} is not known" in post(officer, "/staff/papers/letter", day="2026-12-10").text
    with console.rooms.register.read() as conn:
        assert public_texts.listing(conn, kinds=("letter",)) == []


def test_a_late_promise_says_so_in_a_paper(console: Console) -> None:
    from staff.actions.papers import state_line

    late = Action(heard="h", made_on=date(2026, 1, 1), kind="will", answer="a",
                  by_when=date(2026, 5, 1))  # fmt: skip
    with console.app.test_request_context():
        assert "We are sorry" in state_line(late, date(2026, 6, 1))
        assert actions.CANNOT not in state_line(replace(late, kind="cannot"), date(2026, 6, 1))
