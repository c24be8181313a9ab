"""Everybody who was asked answers at once: nothing is lost, however long some wait."""

import random

from benchmarks.measure import percentile
from tests.factories import a_phone, some_contacts
from tests.soak.kept import conversations_of, turns
from tests.soak.talking import SCRIPTS, SHORT, Talker, all_at_once

SEVEN_FOLD = 7


def burst(site, rooms, scripts, people: int, at_once: int) -> list[Talker]:
    """So many phones begin at the same time, and go on as fast as they are answered."""
    talkers = [
        Talker(a_phone(), [scripts[at % len(scripts)]], random.Random(at)) for at in range(people)
    ]
    some_contacts(rooms, [one.number for one in talkers])
    all_at_once(site, talkers, at_once)
    return talkers


def p99(talkers: list[Talker]) -> int:
    return round(1000 * percentile((o.seconds for t in talkers for o in t.said), 0.99))


def test_a_seven_fold_burst(size, site, rooms, figures):
    scripts, base = size.of(SHORT, SCRIPTS), size.of(10, 40)
    site.start_web()
    usual = burst(site, rooms, scripts, base, base)
    many = burst(site, rooms, scripts, base * SEVEN_FOLD, base * SEVEN_FOLD)
    texts = [one for talker in many for one in talker.said]
    figures(
        at_once=base * SEVEN_FOLD, texts=len(texts), p99_ms=p99(many), p99_ms_usual=p99(usual),
        tried_again=sum(talker.tries for talker in many) - len(texts),
    )  # fmt: skip
    kept = conversations_of(rooms, [one.number for one in (*usual, *many)])
    models = {tuple(one.conversations[0]): one for one in usual}
    for talker in many:
        model = models[tuple(talker.conversations[0])]
        assert talker.replies == model.replies
        assert kept[talker.number] == kept[model.number]
    assert turns(rooms) == len(texts) + sum(len(one.said) for one in usual)
