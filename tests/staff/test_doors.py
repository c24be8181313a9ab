"""Every address, every role: who gets in is written down twice and must agree."""

import re

import pytest

from staff.roles import COMING, PAGES, ROLES, may, pages_for, rule_of
from tests.staff.console import Console, post, token

EVERYBODY = set(ROLES)
ANYBODY = EVERYBODY | {None}

EXPECTED: dict[str, set[str | None]] = {
    "static": ANYBODY,
    "front.show": EVERYBODY,
    "signing_in.enter": ANYBODY,
    "signing_in.check": ANYBODY,
    "signing_in.leave": EVERYBODY,
    "signing_in.password": EVERYBODY,
    "signing_in.change_password": EVERYBODY,
    "safeguarding.show": {"safeguarding", "reader"},
    "safeguarding.one": {"safeguarding", "reader"},
    "safeguarding.mark": {"safeguarding"},
    "safeguarding.number": {"safeguarding"},
    "cases.show": {"safeguarding"},
    "cases.one": {"safeguarding"},
    "cases.open_one": {"safeguarding"},
    "cases.note": {"safeguarding"},
    "cases.decide": {"safeguarding"},
    "cases.hand_over": {"safeguarding"},
    "cases.text_back": {"safeguarding"},
    "cases.hide": {"safeguarding"},
    "cases.freeze": {"safeguarding"},
    "case_keys.show": {"safeguarding"},
    "case_keys.choose": {"safeguarding"},
    "case_keys.admit": {"safeguarding"},
    "case_keys.recover": {"safeguarding"},
    "case_keys.end": {"safeguarding"},
    "alerts.show": {"safeguarding"},
    "alerts.mine": {"safeguarding"},
    "drills.show": {"safeguarding", "admin", "dpo"},
    "requests.show": {"safeguarding"},
    "subject_access.show": {"dpo"},
    "subject_access.find": {"dpo"},
    "subject_access.file": {"dpo"},
    "erasure.show": {"dpo"},
    "erasure.find": {"dpo"},
    "erasure.erase": {"dpo"},
    "requests.mark": {"safeguarding"},
    "requests.number": {"safeguarding"},
    "requests.take": {"safeguarding"},
    "requests.hide": {"safeguarding"},
    "told_when_hurt.show": {"safeguarding", "officer"},
    "looks.show": {"safeguarding", "reader"},
    "looks.decide": {"safeguarding", "reader"},
    "reading.show": {"reader", "officer"},
    "reading.decide": {"reader", "officer"},
    "reading.undo": {"reader", "officer"},
    "reading.escalate": {"reader", "officer"},
    "reading.not_my_language": {"reader", "officer"},
    "practice.show": {"reader", "officer"},
    "practice.mark": {"reader", "officer"},
    "measures.show": {"officer"},
    "safety_read.show": {"reader", "safeguarding"},
    "safety_read.decide": {"reader", "safeguarding"},
    "translating.show": {"translator"},
    "translating.decide": {"translator"},
    "translating.language": {"translator"},
    "translating.worry": {"translator"},
    "entering.show": {"officer", "district_lead", "reader"},
    "entering.enter": {"officer", "district_lead", "reader"},
    "publishing.show": {"officer", "district_lead", "council"},
    "publishing.propose": {"officer"},
    "publishing.sign": {"officer", "district_lead", "council"},
    "publishing.take_back": {"officer", "district_lead", "council"},
    "flow_safety.show": {"safeguarding", "officer"},
    "flow_safety.one": {"safeguarding", "officer"},
    "flow_safety.sign": {"safeguarding"},
    "silent_score.show": {"safeguarding"},
    "silent_score.sign": {"safeguarding"},
    "themes.show": {"officer"},
    "theme_review.show": {"officer"},
    "theme_review.save": {"officer"},
    "theme_review.undo": {"officer"},
    "theme_review.undo_one": {"officer"},
    "theme_review.history": {"officer"},
    "theme_frame.show": {"officer"},
    "theme_frame.theme": {"officer"},
    "theme_frame.history": {"officer"},
    "theme_frame.export": {"officer"},
    "theme_frame.term_from": {"officer"},
    "theme_frame.preview_change": {"officer"},
    "theme_frame.bring_in": {"officer"},
    "theme_frame.save": {"officer"},
    "theme_pictures.show": {"officer"},
    "theme_quotes.show": {"officer"},
    "theme_quotes.propose": {"officer"},
    "theme_quotes.paraphrase": {"officer"},
    "theme_quotes.use": {"officer"},
    "theme_quotes.drop": {"officer"},
    "theme_words.show": {"officer"},
    "theme_words.add": {"officer"},
    "theme_words.decide": {"officer"},
    "publications.show": {"officer", "district_lead", "council", "board"},
    "publications.one": {"officer", "district_lead", "council", "board"},
    "publications.csv": {"officer", "district_lead", "council", "board"},
    "publications.as_json": {"officer", "district_lead", "council", "board"},
    "publications.make": {"officer"},
    "publications.change": {"officer"},
    "action_owners.show": {"officer"},
    "action_owners.promises": ANYBODY,
    "action_owners.answer": ANYBODY,
    "public_texts.action": {"officer"},
    "public_texts.keep_action": {"officer"},
    "public_texts.tell": {"officer"},
    "public_texts.keep_told": {"officer"},
    "papers.show": {"officer", "district_lead", "council", "board"},
    "papers.one": {"officer", "district_lead", "council", "board"},
    "papers.docx": {"officer", "district_lead", "council", "board"},
    "papers.newsletter": {"officer"},
    "papers.letter": {"officer"},
    "council.show": {"council", "officer", "board"},
    "council.propose": {"council", "officer"},
    "council.reply": {"officer"},
    "council.wording": {"council", "officer"},
    "district_log.show": {"officer", "district_lead"},
    "district_log.new": {"officer", "district_lead"},
    "district_log.make": {"officer", "district_lead"},
    "district_log.one": {"officer", "district_lead"},
    "district_log.poster": {"officer", "district_lead"},
    "district_log.change": {"officer", "district_lead"},
    "log_import.show": {"officer"},
    "log_import.bring_in": {"officer"},
    "signing.show": {"officer", "district_lead", "council"},
    "signing.sign": {"officer", "district_lead", "council"},
    "signing.back": {"officer", "district_lead", "council"},
    "signing.withdraw": {"officer", "council"},
    "actions.show": {"officer", "district_lead", "board", "council"},
    "actions.new": {"officer", "district_lead"},
    "actions.make": {"officer", "district_lead"},
    "actions.one": {"officer", "district_lead", "board", "council"},
    "actions.change": {"officer", "district_lead"},
    "actions.mark": {"officer", "district_lead"},
    "answers.index": {"officer"},
    "answers.one": {"officer"},
    "answers.counts_csv": {"officer"},
    "answers.words_csv": {"officer"},
    "sending.show": {"officer", "district_lead", "worker"},
    "sending.preview": {"officer", "district_lead", "worker"},
    "sending.send": {"officer", "district_lead", "worker"},
    "sending.to_my_phone": {"officer", "district_lead", "worker"},
    "calendar.show": {"officer", "district_lead", "worker"},
    "progress.show": {"officer", "district_lead", "worker"},
    "progress.steer": {"officer", "district_lead", "worker"},
    "reports.show": {"officer", "board"},
    "reports.make": {"officer"},
    "reports.style": {"officer", "board"},
    "report.show": {"officer", "board"},
    "report.preview": {"officer", "board"},
    "report.as_html": {"officer", "board"},
    "report.as_word": {"officer", "board"},
    "report.in_template": {"officer"},
    "report.write": {"officer"},
    "report.save": {"officer"},
    "report.change": {"officer"},
    "meetings.show": {"officer", "board"},
    "meetings.add": {"officer"},
    "meetings.take": {"officer"},
    "meetings.remove": {"officer"},
    "populations.show": {"officer"},
    "populations.save": {"officer"},
    "telling.show": {"officer", "district_lead"},
    "telling.send": {"officer", "district_lead"},
    "telling.send_signed": {"officer"},
    "money.show": {"officer", "admin"},
    "refusals.show": {"admin"},
    "help.show": EVERYBODY,
    "help.printed": EVERYBODY,
    "rosters.show": {"safeguarding"},
    "rosters.add": {"safeguarding"},
    "rosters.remove": {"safeguarding"},
    "rosters.copy": {"safeguarding"},
    "operations.show": {"admin", "officer"},
    "operations.pause": {"admin", "officer"},
    "operations.looked_into": {"admin", "officer"},
    "contacts.show": {"worker"},
    "contacts.have_told": {"worker"},
    "contacts.one": {"worker"},
    "contacts.change": {"worker"},
    "contacts.pause": {"worker"},
    "contacts.hand_over": {"worker"},
    "onboarding.begin": {"worker"},
    "onboarding.add": {"worker"},
    "onboarding.share": {"worker"},
    "onboarding.welcome": {"worker"},
    "onboarding.send_test": {"worker"},
    "onboarding.have_told": {"worker"},
    "importing.show": {"admin"},
    "importing.upload": {"admin"},
    "importing.preview": {"admin"},
    "importing.bad_rows": {"admin"},
    "importing.correct": {"admin"},
    "importing.leave_out": {"admin"},
    "importing.throw_away": {"admin"},
    "importing.write": {"admin"},
    "do_not_ask.show": {"admin"},
    "do_not_ask.replace": {"admin"},
    "joining.show": {"officer"},
    "joining.number": {"officer"},
    "joining.done": {"officer"},
    "accounts.show": {"admin"},
    "accounts.create": {"admin"},
    "accounts.renew": {"admin"},
    "accounts.set_active": {"admin"},
    "audit_log.show": {"auditor", "dpo"},
}


def _addresses(console: Console) -> list[tuple[str, str, str]]:
    found = []
    for rule in console.app.url_map.iter_rules():
        path = "/staff" + re.sub(r"<[^>]+>", "0" * 32, rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, path))
    return found


def test_every_view_has_a_rule_and_it_is_the_expected_one(console: Console) -> None:
    endpoints = {endpoint for endpoint, _, _ in _addresses(console)}
    assert endpoints == set(EXPECTED)
    for endpoint in endpoints:
        rule = rule_of(console.app, endpoint)
        assert rule is not None
        assert {role for role in ANYBODY if rule.allows(role)} == EXPECTED[endpoint]


@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_address_lets_in_whom_it_should(console: Console, role: str | None) -> None:
    for endpoint, method, path in _addresses(console):
        client = console.browser(role)
        response = client.get(path) if method == "GET" else post(client, path)
        where = f"{role} {method} {path}: {response.status_code}"
        if role in EXPECTED[endpoint]:
            assert response.status_code not in (403, 405, 500), where
            sent_away = response.status_code == 302 and "/login" in response.headers["Location"]
            assert not sent_away or endpoint == "signing_in.leave", where
        elif role is None:
            assert response.status_code == 302, where
            assert response.headers["Location"].startswith("/staff/login"), where
        else:
            assert response.status_code == 403, where
            assert "not for your role" in response.text


@pytest.mark.parametrize("role", [None, "officer", "safeguarding", "admin"])
def test_a_post_without_the_forms_token_changes_nothing(console: Console, role: str | None) -> None:
    client = console.browser(role)
    for _, method, path in _addresses(console):
        if method == "GET":
            continue
        for data in ({}, {"csrf_token": "made-up"}):
            response = client.post(path, data=data)
            assert response.status_code == 400, path
            assert "Nothing was changed" in response.text


def test_a_token_of_another_browser_is_refused(console: Console) -> None:
    theirs = token(console.browser("admin"))
    mine = console.browser("admin")
    token(mine)
    response = mine.post(
        "/staff/accounts", data={"csrf_token": theirs, "name": "x1", "role": "admin"}
    )
    assert response.status_code == 400


def test_a_view_that_nobody_gave_a_rule_is_closed_to_everybody(console: Console) -> None:
    console.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    for role in (None, *ROLES):
        response = console.browser(role).get("/staff/forgotten")
        assert response.status_code == 403
        assert "secret" not in response.text


def test_a_rule_names_roles_that_exist() -> None:
    with pytest.raises(ValueError, match="janitor"):
        may("janitor")
    with pytest.raises(ValueError, match="no such role"):
        may()


@pytest.mark.parametrize("role", list(ROLES))
def test_the_first_page_shows_what_the_role_may_open_and_no_dead_link(
    console: Console, role: str
) -> None:
    client = console.browser(role)
    page = client.get("/staff/").text
    shown = set(pages_for(console.app, role))
    for each in PAGES:
        assert (each.purpose in page) == (each in shown)
    for link in set(re.findall(r'href="(/staff/[^"#]*)"', page)):
        assert client.get(link, buffered=True).status_code == 200, link
    if role in COMING:
        assert COMING[role] in page.replace("&#39;", "'")


def test_an_unknown_address_is_a_page_in_plain_words(console: Console) -> None:
    for role in (None, "officer"):
        response = console.browser(role).get("/staff/nowhere")
        assert response.status_code == 404
        assert "There is no such page" in response.text
