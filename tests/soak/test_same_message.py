"""One text that comes several times at once, after a restart or days later leads to one turn."""

import random

import pytest

from tests.conftest import NOW
from tests.factories import a_phone, some_contacts
from tests.phone import messages
from tests.soak.kept import conversations_of, orphan_keys, orphans_after_the_sweep, turns
from tests.soak.talking import SCRIPTS, SHORT, Said, Talker, all_at_once, post

WEB_WORKERS = 4
MOST_COPIES = 5


@pytest.fixture
def talkers(size, site, rooms) -> list[Talker]:
    """Phones whose every text is posted one to five times at once; the first four only once."""
    scripts = size.of(SHORT, SCRIPTS)
    site.set_clock(rooms, NOW)
    made = [
        Talker(a_phone(), [scripts[at % len(scripts)]], random.Random(at),
               copies=1 if at < len(scripts) else MOST_COPIES)
        for at in range(size.of(12, 400))
    ]  # fmt: skip
    some_contacts(rooms, [one.number for one in made])
    return made


def posted_again(site, texts: list[Said]) -> int:
    """Post each once more; how many were answered with other bytes than before."""
    differing = 0
    for one in texts:
        assert post(site, one) == 200, one.statuses
        differing += one.bodies[-1] != one.bodies[0]
    return differing


def test_the_same_text_again(size, site, rooms, talkers, figures):
    site.start_web(WEB_WORKERS)
    all_at_once(site, talkers, size.of(4, 6))
    texts = [one for talker in talkers for one in talker.said]
    figures(
        texts=len(texts), posts=sum(talker.tries for talker in talkers),
        busy=sum(status == 503 for one in texts for status in one.statuses),
        differing=sum(talker.differing for talker in talkers),
        orphan_keys=orphan_keys(rooms),
    )  # fmt: skip
    kept = conversations_of(rooms, [one.number for one in talkers])
    models = {tuple(one.conversations[0]): one for one in talkers if one.copies == 1}
    for talker in talkers:
        model = models[tuple(talker.conversations[0])]
        assert talker.differing == 0
        assert talker.replies == model.replies
        assert kept[talker.number] == kept[model.number]
    assert turns(rooms) == len(texts)

    some = random.Random(7).sample(texts, size.of(15, 500))
    site.stop("web")
    site.start_web(WEB_WORKERS)
    assert posted_again(site, some) == 0
    for hours in (25, 46):
        site.pass_time(rooms, hours=hours)
        site.run_job("purge")
        assert posted_again(site, some) == 0
    site.pass_time(rooms, hours=2)
    site.run_job("purge")
    posted_again(site, some)
    assert [messages(one.bodies[-1].decode()) for one in some] == [[]] * len(some)
    assert turns(rooms) == len(texts)
    assert conversations_of(rooms, [one.number for one in talkers]) == kept
    assert orphans_after_the_sweep(rooms, site.now()) == 0
