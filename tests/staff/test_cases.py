"""The case page, who can open cases, alerts and drills, as the safeguarding lead sees them."""

import re
from datetime import timedelta

import pytest
from werkzeug.test import Client

from storage import audit, cases, keys, safety_reads
from storage.office import reading_work, team_keys
from storage.register import case_work, contacts, freezing, outbox, shadow
from storage.register import cases as kept
from storage.register.concerns import Concern
from storage.register.sending_tables import outbox as outbox_table
from storage.register.shadow import Look
from tests.cases import OTHERS, PASSPHRASE, Team, a_team, an_account
from tests.factories import a_concern, a_contact, a_phone
from tests.staff.console import NOON, Console, post

WORDS = "he hits me every night with a belt"


@pytest.fixture
def team(console: Console) -> Team:
    return a_team(console.rooms, console.people["safeguarding"])


@pytest.fixture
def lead(console: Console, team: Team) -> Client:
    return console.browser("safeguarding")


def raised(console: Console, **more: object) -> str:
    number = a_phone()
    person = a_contact(console.rooms, number)
    at = console.clock.now() - timedelta(minutes=5)
    fields = {"level": "urgent", "text": WORDS, "number": number, "raised_at": at}
    new: Concern = a_concern(**(fields | more))
    with console.rooms.register.write() as conn:
        kept.take_in(conn, console.rooms.vault, new, person.id)
        kept.link(conn, console.rooms.vault, person.id, new.id)
    return new.id


def opened(client: Client, case_id: str, passphrase: str = PASSPHRASE, why: str = "read") -> str:
    return post(client, f"/staff/cases/{case_id}/open", why=why, passphrase=passphrase).text


def test_no_page_shows_words_or_a_number_until_it_is_opened(console: Console, lead: Client) -> None:
    case_id = raised(console)
    for path in ("/staff/", "/staff/cases", f"/staff/cases/{case_id}", "/staff/alerts"):
        page = lead.get(path)
        assert page.status_code == 200
        assert WORDS not in page.text
        assert "7700900" not in page.text.replace("07700 900123", "")
    page = opened(lead, case_id)
    assert WORDS in page
    assert "+447700900" in page
    assert WORDS not in lead.get(f"/staff/cases/{case_id}").text


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"why": "read", "passphrase": "wrong"}, 401, "does not open it"),
        ({"why": "", "passphrase": PASSPHRASE}, 400, "Choose why you open it"),
        ({"why": "because", "passphrase": PASSPHRASE}, 400, "Choose why you open it"),
    ],
)
def test_it_opens_with_a_passphrase_and_a_reason_only(
    console: Console, lead: Client, fields: dict[str, str], status: int, said: str
) -> None:
    case_id = raised(console)
    page = post(lead, f"/staff/cases/{case_id}/open", **fields)
    assert page.status_code == status
    assert said in page.text
    assert WORDS not in page.text


def test_guessing_a_passphrase_ends_soon(console: Console, lead: Client) -> None:
    case_id = raised(console)
    answers = [post(lead, f"/staff/cases/{case_id}/open", why="read", passphrase=f"guess {n}")
               for n in range(12)]  # fmt: skip
    assert answers[-1].status_code == 429
    assert WORDS not in opened(lead, case_id)


def test_nobody_but_a_safeguarding_lead_comes_near_a_case(console: Console, team: Team) -> None:
    case_id = raised(console)
    for role in ("reader", "officer", "admin", "dpo", "auditor", "worker", "council"):
        client = console.browser(role)
        for path in ("/staff/cases", f"/staff/cases/{case_id}", "/staff/case-keys"):
            assert client.get(path).status_code == 403
        assert "open case" not in client.get("/staff/").text


def test_one_case_through_its_life(console: Console, lead: Client) -> None:
    case_id = raised(console)
    assert "Not opened" in lead.get("/staff/cases").text
    page = opened(lead, case_id)
    assert "Opened" in page
    told = "Hi, this is the council. I read your text. Can I ring you at 4pm?"
    assert post(lead, f"/staff/cases/{case_id}/text", text=told).status_code == 302
    with console.rooms.register.read() as conn:
        (sent,) = conn.execute(outbox_table.select().where(outbox_table.c.kind == "safety")).all()
    assert console.rooms.vault.open(sent.body) == told
    post(lead, f"/staff/cases/{case_id}/note", note="rang, no answer")
    early = post(lead, f"/staff/cases/{case_id}/hand-over", reference="X1", confirmed="yes")
    assert early.status_code == 409
    assert post(lead, f"/staff/cases/{case_id}/decide", outcome="referred").status_code == 302
    unconfirmed = post(lead, f"/staff/cases/{case_id}/hand-over", reference="X1")
    assert unconfirmed.status_code == 400
    page = opened(lead, case_id)
    assert told in page.replace("&#39;", "'")
    assert "rang, no answer" in page
    assert "Referred: section 47" in page
    done = post(lead, f"/staff/cases/{case_id}/hand-over", reference="CASE-77", confirmed="yes")
    assert done.status_code == 302
    assert case_id not in lead.get("/staff/cases").text
    assert "CASE-77" in opened(lead, case_id)
    with console.rooms.register.read() as conn:
        log = [one.action for one in audit.entries(conn) if one.object_id == case_id]
    assert log[0] == "case.opened"
    assert {"case.handed", "case.outcome", "case.note", "case.texted"} <= set(log)


def test_nothing_can_be_decided_on_words_that_nobody_has_read(
    console: Console, lead: Client
) -> None:
    case_id = raised(console)
    opened(lead, case_id)
    with console.rooms.register.write() as conn:
        later = a_concern(text="and he is here now", raised_at=console.clock.now())
        assert kept.join(conn, console.rooms.vault, case_id, later, None)
    page = post(lead, f"/staff/cases/{case_id}/decide", outcome="nothing")
    assert page.status_code == 409
    assert "Something new was said" in page.text


def test_after_stop_nobody_is_texted_from_a_case(console: Console, lead: Client) -> None:
    case_id = raised(console)
    opened(lead, case_id)
    with console.rooms.register.write() as conn:
        whose = case_work.contact_of(conn, console.rooms.vault, case_id)
        assert whose is not None
        contacts.change(conn, whose["id"], {"consent": "stopped"})
    page = post(lead, f"/staff/cases/{case_id}/text", text="Hi, can I ring you?")
    assert page.status_code == 409
    assert "Ring them" in page.text
    with console.rooms.register.read() as conn:
        assert not [one for one in outbox.counts(conn) if one[0] == "safety"]


def test_who_cannot_be_texted_has_no_box_for_a_text(console: Console, lead: Client) -> None:
    with_a_number, without = raised(console), raised(console, number=None, channel="web")
    assert "Send the text" in opened(lead, with_a_number)
    page = opened(lead, without)
    assert "None: they wrote without one" in page
    assert "Send the text" not in page


def test_an_allegation_can_be_hidden_before_the_words_are_read(
    console: Console, team: Team, lead: Client
) -> None:
    cases.admit(console.rooms, team.lead.id, PASSPHRASE, team.add("second").id, NOON)
    reasons = ("allegation about a worker or carer:x",)
    for why, above in ((reasons, True), (("being hurt",), False)):
        page = opened(lead, raised(console, reasons=why))
        assert page.count('name="about"') == 1
        assert (page.index('name="about"') < page.index(WORDS)) == above


def test_a_case_hidden_from_somebody_is_nowhere_for_them(console: Console, team: Team) -> None:
    other = team.add("Marigold Vetch")
    cases.admit(console.rooms, team.lead.id, PASSPHRASE, other.id, console.clock.now())
    console.people["safeguarding-2"] = other
    first, second = console.browser("safeguarding"), console.browser("safeguarding-2")
    case_id = raised(console)
    assert case_id in second.get("/staff/cases").text
    assert post(first, f"/staff/cases/{case_id}/hide", about=other.id).status_code == 302
    named = raised(
        console, text="vetch hurts me", reasons=("allegation about a worker or carer:x",)
    )
    for one in (case_id, named):
        for path in ("/staff/", "/staff/cases", "/staff/cases?closed=1"):
            assert one not in second.get(path).text
        assert second.get(f"/staff/cases/{one}").status_code == 404
        for what in ("open", "note", "decide", "hand-over", "text", "hide", "freeze"):
            answer = post(second, f"/staff/cases/{one}/{what}", passphrase=OTHERS, why="read")
            assert answer.status_code == 404, what
        assert one in first.get("/staff/cases").text
    assert "Urgent case" not in second.get("/staff/alerts").text
    assert "Allegation" in first.get("/staff/cases").text


def test_what_is_about_a_lead_or_a_reader_is_on_no_page_of_theirs(
    console: Console, team: Team
) -> None:
    """Flags, looks, both reads, the silent score, counts of alerts: no way round the queue."""
    words = "vetch comes into my room, marigold vetch"
    for role in ("safeguarding", "reader", "officer", "translator"):
        named = an_account(console.rooms, f"Marigold Vetch {role}", role)
        console.people[f"named-{role}"] = named
        with console.rooms.register.write() as conn:
            reading_work.practised(conn, named.id, 15, passed=True, today=NOON.date())
    flag = raised(console, level="flag", text="i feel low", lines=(("you", words),))
    raised(console, text="he hurts me", lines=(("you", words), ("you", "he hurts me")))
    console.hold(words)
    console.hold_for_a_look(words)
    with console.rooms.register.write() as conn:
        look = Look("", "none", "flag", words, ())
        shadow.add(conn, console.rooms.vault, "any", NOON, look)
    console.clock.move(hours=80)
    seen = {}
    for who in ("safeguarding", "reader", "officer"):
        seen[who] = _all_pages(console.browser(who), flag)
        about = _all_pages(console.browser(f"named-{who}"), flag)
        assert "vetch comes" not in about, who
        assert "has not been heard" not in about
        assert "1 open case<" not in about
        assert "about everybody who could open" not in about
    assert "vetch comes" in seen["safeguarding"]  # the control: a colleague sees all of it
    assert "1 alert has not been heard" in seen["safeguarding"]
    assert "vetch comes" in seen["reader"]


def _all_pages(client: Client, flag: str) -> str:
    """Every page on which words may stand, as far as this role may open it."""
    paths = ("", "cases", "concerns", "concerns?closed=1", f"concerns/{flag}", "alerts",
             "safety-read", "look-at-once", "reading?show=10", "silent-score")  # fmt: skip
    answers = [client.get(f"/staff/{path}") for path in paths]
    return "\n".join(one.text for one in answers if one.status_code == 200)


def test_a_case_from_before_somebody_had_this_name_closes_when_they_try_to_open_it(
    console: Console, team: Team
) -> None:
    case_id = raised(console, text="marigold hurts me")
    later = team.add("Marigold Vetch")
    cases.admit(console.rooms, team.lead.id, PASSPHRASE, later.id, console.clock.now())
    console.people["later"] = later
    assert "hurts me" not in opened(console.browser("later"), case_id, OTHERS)
    assert console.browser("later").get(f"/staff/cases/{case_id}").status_code == 404
    assert "marigold hurts me" in opened(console.browser("safeguarding"), case_id)
    with console.rooms.register.read() as conn:
        log = [one.action for one in audit.entries(conn) if one.object_id == case_id]
    assert sorted(log) == ["case.hidden", "case.opened"]


def test_freezing_keeps_a_conversation_out_of_the_release(console: Console, lead: Client) -> None:
    rooms, at = console.rooms, console.clock.now()
    conversation = console.hold("somebody hurts me")
    with rooms.keys.read() as conn:
        key = keys.find_many(conn, rooms.vault, [conversation])
    assert safety_reads.raise_concern(rooms, conversation, key, at, "")
    case_id = cases.queue(rooms, console.people["safeguarding"].id)[0].id
    page = opened(lead, case_id)
    assert conversation in page
    path = f"/staff/cases/{case_id}/freeze"
    post(lead, path, conversation=conversation, why="police", freeze="yes")
    with rooms.register.write() as conn:
        assert set(freezing.frozen(conn)) == {conversation}
    post(lead, path, conversation=conversation, why="over", freeze="no")
    with rooms.register.read() as conn:
        assert freezing.frozen(conn) == {}
        log = {one.action for one in audit.entries(conn)}
    assert {"conversation.frozen", "conversation.thawed"} <= log


# -------------------------------------------------------------------------- who can open


def test_a_lead_comes_in_by_the_recovery_key_and_lets_another_in(console: Console) -> None:
    recovery = cases.ensure_key(console.rooms, console.clock.now())
    assert recovery is not None
    client = console.browser("safeguarding")
    short = post(client, "/staff/case-keys/passphrase", new="short", again="short")
    assert short.status_code == 400
    post(client, "/staff/case-keys/passphrase", new=PASSPHRASE, again=PASSPHRASE)
    assert "You cannot open cases yet" in client.get("/staff/cases").text
    wrong = post(client, "/staff/case-keys/recover", first=recovery[:19], second="wrong")
    assert wrong.status_code == 401
    post(client, "/staff/case-keys/recover", first=recovery[:19], second=recovery[20:])
    assert "You cannot open cases yet" not in client.get("/staff/cases").text

    group = Team(console.rooms, recovery, console.people["safeguarding"])
    other = group.add("Second Lead")
    console.people["second"] = other
    page = client.get("/staff/case-keys").text
    with console.rooms.register.read() as conn:
        ((_, digits),) = team_keys.waiting(conn)
    assert digits in page
    assert digits in console.browser("second").get("/staff/case-keys").text
    path = "/staff/case-keys/admit"
    assert post(client, path, account=other.id, passphrase=PASSPHRASE).status_code == 400
    post(client, path, account=other.id, passphrase=PASSPHRASE, compared="yes")
    case_id = raised(console)
    assert WORDS in opened(console.browser("second"), case_id, OTHERS)

    post(client, "/staff/case-keys/end", account=other.id, passphrase=PASSPHRASE)
    assert WORDS not in opened(console.browser("second"), case_id, OTHERS)
    assert WORDS in opened(client, case_id)


# --------------------------------------------------------------------------- alerts and drills


def test_a_broken_way_to_the_duty_officer_is_loud_on_the_first_page(console: Console) -> None:
    for role in ("safeguarding", "admin"):
        page = console.browser(role).get("/staff/").text
        assert "Alerts may not reach anybody" in page
        assert "daily test of alerts did not run" in page
    assert "Alerts may not reach" not in console.browser("worker").get("/staff/").text


def test_where_i_am_rung_is_kept_sealed(console: Console, lead: Client) -> None:
    wrong = post(lead, "/staff/alerts/mine", phone="nonsense", email="nowhere")
    assert wrong.status_code == 400
    post(lead, "/staff/alerts/mine", phone="07700 900801", email="me@duty.example.org")
    page = lead.get("/staff/alerts").text
    assert "+447700900801" in page
    with console.rooms.register.read() as conn:
        everything = str(conn.exec_driver_sql("SELECT * FROM notice").all())
        everything += str(conn.exec_driver_sql("SELECT * FROM duty_person").all())
    assert "900801" not in everything
    assert "duty.example.org" not in everything


def test_the_alerts_page_says_what_became_of_each(console: Console, lead: Client) -> None:
    post(lead, "/staff/alerts/mine", phone="07700 900801", email="me@duty.example.org")
    raised(console)
    page = lead.get("/staff/alerts").text
    assert "Nobody has heard it yet" in page
    assert re.search(r"call on its way.*e-mail on its way.*text on its way", page, re.DOTALL)


def test_the_drills_page_has_the_figures(console: Console, lead: Client) -> None:
    page = lead.get("/staff/drills").text
    assert "There was none yet" in page
    assert console.browser("admin").get("/staff/drills").status_code == 200
