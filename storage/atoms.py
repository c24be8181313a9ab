"""From read conversations to atoms, pure: one row an answer, cut apart from its conversation."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from storage.crypto import new_id
from storage.ladder import Described, describe
from storage.register.held import Held, HeldAnswer

Atom = dict[str, Any]
"""The columns of one row of the answers table."""

_ATTRIBUTES = ("place", "age", "status", "helper", "language")


def atoms_of(
    conversations: Mapping[str, Held],
    answers: Sequence[HeldAnswer],
    period: str,
    k: int,
    *,
    plain: bool,
) -> list[Atom]:
    """Cut conversations into atoms; withheld words are left behind.

    `period` is the quarter; `plain` leaves out every attribute (a quarter's end with few people).
    Each conversation gets a fresh random voice per question, so that nothing joins two answers.
    """
    by_question: dict[str, list[HeldAnswer]] = defaultdict(list)
    for one in answers:
        if one.leaves:
            by_question[one.question].append(one)
    atoms: list[Atom] = []
    for some in by_question.values():
        atoms += _to_one_question(some, conversations, period, k, plain=plain)
    return atoms


def _to_one_question(
    answers: Sequence[HeldAnswer],
    conversations: Mapping[str, Held],
    period: str,
    k: int,
    *,
    plain: bool,
) -> list[Atom]:
    voices: dict[str, str] = defaultdict(new_id)
    may_keep = describe(
        [
            Described(
                conversations[one.conversation_id].person,
                {} if plain else conversations[one.conversation_id].attributes,
            )
            for one in answers
        ],
        k,
    )
    events = _events([conversations[one.conversation_id] for one in answers], k)
    return [
        {
            "id": new_id(),
            "quarter": period,
            "lane": conversations[one.conversation_id].lane,
            "question": one.question,
            "kind": one.kind,
            "value": None if one.value is None else json.dumps(one.value, ensure_ascii=False),
            "text": one.words,
            "may_quote": conversations[one.conversation_id].may_quote if one.words else None,
            "voice": voices[one.conversation_id],
            **{name: attributes.get(name) for name in _ATTRIBUTES},
            "event": event,
        }
        for one, attributes, event in zip(answers, may_keep, events, strict=True)
    ]


def _events(said_in: Sequence[Held], k: int) -> list[str | None]:
    """The event of each answer to one question, kept only where at least `k` spoke there."""
    people: dict[str | None, set[str]] = defaultdict(set)
    for one in said_in:
        people[one.attributes.get("event")].add(one.person)
    named = (one.attributes.get("event") for one in said_in)
    return [event if event and len(people[event]) >= k else None for event in named]
