"""Who may send what to whom: never about oneself, and a large group needs a second person."""

import pytest

from config.data import load_jargon, load_sending
from conversations.campaign_rules import Reach, Sender, leaving_out_own, may_approve, may_send
from conversations.lint_outgoing import outgoing
from tests.conftest import ROOT

RULES = load_sending(ROOT / "config")
WORKER, LEAD, OFFICER = (
    Sender("w", "worker"), Sender("l", "district_lead", "havant"), Sender("o", "officer"),
)  # fmt: skip
MINE = Reach(6, worker_id="w")


def test_a_worker_sends_to_their_own():
    assert may_send(WORKER, "check-in", MINE, RULES).do == "yes"
    assert may_send(WORKER, "check-in", Reach(6), RULES).do == "no"
    assert may_send(WORKER, "check-in", Reach(6, worker_id="x"), RULES).do == "no"


def test_nobody_sends_my_worker_about_themselves():
    assert may_send(WORKER, "my-worker", MINE, RULES).do == "no"
    assert may_send(OFFICER, "my-worker", Reach(6), RULES).do == "no"
    assert may_send(OFFICER, "my-worker", Reach(6, worker_id="o"), RULES).do == "no"
    assert may_send(OFFICER, "my-worker", Reach(6, worker_id="w"), RULES).do == "yes"
    reach = leaving_out_own(OFFICER, "my-worker", Reach(6))
    assert may_send(OFFICER, "my-worker", reach, RULES).do == "yes"


def test_a_lead_sends_in_their_own_district():
    assert may_send(LEAD, "check-in", Reach(6, places=("havant",)), RULES).do == "yes"
    for places in ((), ("winchester-eastleigh",), ("havant", "hart-rushmoor")):
        assert may_send(LEAD, "check-in", Reach(6, places=places), RULES).do == "no"


@pytest.mark.parametrize("role", ["reader", "safeguarding", "admin", "board", "council", "dpo"])
def test_other_roles_send_nothing(role):
    assert may_send(Sender("x", role), "check-in", Reach(6), RULES).do == "no"


def test_a_large_group_needs_a_second_person():
    assert may_send(OFFICER, "check-in", Reach(RULES.second_person_above), RULES).do == "yes"
    assert may_send(OFFICER, "check-in", Reach(RULES.second_person_above + 1), RULES).do == "second"
    assert may_send(OFFICER, "check-in", Reach(0), RULES).do == "no"
    assert may_approve(LEAD, "o").do == "yes"
    assert may_approve(OFFICER, "o").do == "no"
    assert may_approve(WORKER, "o").do == "no"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("Reply YES to go on with this", "swallow"),
        ("You said “more trips”. We did it.", "70 letters"),
        ("We heard you. " * 20, "make it shorter"),
        ("Your placement review is better now", "our word"),
        ("Hello {name}", "cannot be sent"),
    ],
)
def test_a_typed_text_is_held_to_our_own_rules(text, why):
    found = [message for severity, message in outgoing(text, "en", load_jargon(ROOT / "config"))
             if severity == "error"]  # fmt: skip
    assert any(why in message for message in found)


def test_a_good_typed_text_passes():
    assert (
        list(outgoing("You said you wait too long for an answer. We now ring in two days.")) == []
    )
