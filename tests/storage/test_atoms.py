"""From conversations to atoms: cut apart so that nothing joins two answers of one person."""

import itertools
from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.atoms import Atom, atoms_of
from storage.register.held import Held, HeldAnswer

ALIKE = {"place": "havant", "age": "11-15", "status": "in-care", "helper": "no", "language": "en"}
_ids = itertools.count()


def _held(contact: str | None = None, **changes: Any) -> Held:
    values = {"id": f"c{next(_ids)}", "contact_id": contact, "lane": "registered",
              "why": "finished", "lines": (), "attributes": dict(ALIKE),
              "may_quote": True} | changes  # fmt: skip
    return Held(**values)


def _said(conversation: Held, question: str = "wall.more", **changes: Any) -> HeldAnswer:
    values = {"id": f"a{next(_ids)}", "conversation_id": conversation.id, "question": question,
              "kind": "words", "decision": "clear", "value": None, "text": "pizza",
              "cleared": None} | changes  # fmt: skip
    if values["decision"] == "clear" and "cleared" not in changes:
        values["cleared"] = values["text"]
    return HeldAnswer(**values)


def _cut(
    held: list[Held], said: list[HeldAnswer], *, k: int = 5, plain: bool = False
) -> list[Atom]:
    return atoms_of({one.id: one for one in held}, said, "2026-Q2", k, plain=plain)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"decision": "clear"}, (None, "pizza")),
        ({"decision": "clear", "cleared": "[food]"}, (None, "[food]")),  # as it was seen
        ({"decision": "edit", "cleared": "[name] and pizza"}, (None, "[name] and pizza")),
        ({"decision": "closed", "value": "yes", "text": None}, ('"yes"', None)),
        ({"decision": "closed", "value": 4, "text": None}, ("4", None)),
        ({"decision": "closed", "value": ["a", "é"], "text": None}, ('["a", "é"]', None)),
        ({"decision": "clear", "value": "no", "text": "not really"}, ('"no"', "not really")),
        ({"decision": "withhold", "value": "no", "text": "secret"}, ('"no"', None)),
    ],
)
def test_what_leaves(changes: dict[str, Any], expected: tuple[str | None, str | None]) -> None:
    one = _held()
    (atom,) = _cut([one], [_said(one, **changes)])
    assert (atom["value"], atom["text"]) == expected
    assert (atom["quarter"], atom["lane"], atom["question"]) == (
        "2026-Q2", "registered", "wall.more",
    )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"decision": "withhold"},
        {"decision": None},
        {"decision": "edit", "cleared": None},
        {"decision": "closed", "text": None},
    ],
)
def test_what_stays_behind(changes: dict[str, Any]) -> None:
    one = _held()
    assert _cut([one], [_said(one, **changes)]) == []


def test_may_quote_goes_with_the_words_only() -> None:
    yes, no, unasked = _held(may_quote=True), _held(may_quote=False), _held(may_quote=None)
    said = [_said(one) for one in (yes, no, unasked)]
    closed = [_said(yes, decision="closed", value="yes", text=None)]
    assert [atom["may_quote"] for atom in _cut([yes, no, unasked], said + closed)] == [
        True, False, None, None,
    ]  # fmt: skip


def test_no_id_of_the_register_leaves() -> None:
    held = [_held(contact=f"person-{n}") for n in range(6)]
    said = [_said(one) for one in held]
    inside = {one.id for one in held} | {one.id for one in said} | {f"person-{n}" for n in range(6)}
    for atom in _cut(held, said):
        assert not inside & {str(value) for value in atom.values()}


def test_a_voice_is_one_conversation_at_one_question_and_nothing_else() -> None:
    held = [_held() for _ in range(6)]
    questions = ("wall.more", "wall.less", "check-in.why")
    said = [_said(one, question) for one in held for question in questions for _ in range(2)]
    questions_of: dict[str, set[str]] = defaultdict(set)
    atoms = _cut(held, said)
    for atom in atoms:
        questions_of[atom["voice"]].add(atom["question"])
    assert len(questions_of) == 18
    assert all(len(asked) == 1 for asked in questions_of.values())
    assert set(Counter(atom["voice"] for atom in atoms).values()) == {2}
    assert len({atom["id"] for atom in atoms}) == len(atoms)


def test_one_persons_conversations_do_not_make_a_group() -> None:
    """Somebody who chats every day is one person, though each conversation has its own voice."""
    daily = [_held(contact="the same") for _ in range(12)]
    others = [_held(contact=f"p{n}", attributes={}) for n in range(12)]
    atoms = _cut([*daily, *others], [_said(one) for one in [*daily, *others]])
    assert {atom["place"] for atom in atoms} == {None}


def test_plain_leaves_every_attribute_behind() -> None:
    held = [_held(contact=f"p{n}") for n in range(6)]
    for plain, expected in ((False, ALIKE), (True, dict.fromkeys(ALIKE))):
        for atom in _cut(held, [_said(one) for one in held], plain=plain):
            assert {name: atom[name] for name in ALIKE} == expected


people = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["havant", "new-forest"]),
        st.sampled_from(["8-11", "11-15"]),
        st.sets(st.sampled_from(["q1", "q2", "q3"]), min_size=1),
    ),
    max_size=40,
)


@given(people, st.integers(2, 6))
def test_every_description_in_a_batch_holds_k_people_for_each_question(
    drawn: list[tuple[int, str, str, set[str]]], k: int
) -> None:
    held, said, person_of = [], [], {}
    for person, place, age, questions in drawn:
        one = _held(contact=f"p{person}", attributes={"place": place, "age": age})
        held.append(one)
        for question in sorted(questions):
            text = f"{one.id} {question}"
            person_of[text] = person
            said.append(_said(one, question, text=text))
    cells: dict[Any, dict[Any, set[int]]] = defaultdict(lambda: defaultdict(set))
    atoms = _cut(held, said, k=k)
    assert sorted(atom["text"] for atom in atoms) == sorted(person_of)
    for atom in atoms:
        cell = tuple(atom[name] for name in ALIKE)
        cells[atom["question"]][cell].add(person_of[atom["text"]])
    for found in cells.values():
        assert set(found) == {(None,) * 5} or all(len(some) >= k for some in found.values())
