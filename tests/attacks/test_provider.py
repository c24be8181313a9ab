"""Attack 7: the provider's whole log beside everything that is in our answers.

The log is as the reconcile job leaves it. The attacker knows besides which answers one release
carried. More is not assumed: who reads texts on their way reads them all (docs/privacy.md, "What
is not promised").
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.sending import reconcile
from bot.sending.channel import Listed
from bot.sending.reconcile import Reconciled
from config.sending import load_sending
from config.tab_separated import rows_of
from storage import mixer
from storage.rooms import Rooms
from tests.attacks.naive import NaiveBuild, Said
from tests.conftest import NOW, ROOT
from tests.factories import Talk, hold, read_at_once, some_contacts, words
from tests.fake_twilio.ledger import Ledger
from tests.fake_twilio.records import Message, segments
from tests.storage.attacks import physical_order
from tests.storage.canaries import NUMBERS, RULES

CONVERSATIONS, POOL = 1_000, 20
BY_CHANCE = 1 / POOL
ACCOUNT, OURS = "AC" + "0" * 32, "+447700900999"


def _what_young_people_say() -> list[str]:
    """A thousand different texts, as long as real ones are."""
    rows = rows_of(ROOT / "config" / "young-peoples-words.tsv", "text")
    said = [row["text"].strip("\u201c\u201d") for row in rows]
    return [f"{said[n % len(said)]} {n:04d}" for n in range(CONVERSATIONS)]


class Provider:
    """The fake provider's log of twenty phones: everybody was asked, everybody texted back."""

    def __init__(self) -> None:
        self.at = NOW
        self.ledger = Ledger(7, lambda: self.at)
        for number in NUMBERS[:POOL]:
            self._note("outbound-api", OURS, number, "It's Golden Thread. 1 = go")

    def takes(self, number: str, body: str) -> None:
        """A phone sends a text, and is answered."""
        self._note("inbound", number, OURS, body)
        self._note("outbound-reply", OURS, number, "Thank you. 0 = no")

    def _note(self, direction: str, sender: str, to: str, body: str) -> None:
        self.at += timedelta(seconds=97)
        self.ledger.add_message(
            account=ACCOUNT, direction=direction, from_=sender, to=to, body=body,
            status="delivered", sent=self.at, segments=segments(body),
        )  # fmt: skip

    def forget(self, sid: str, *, delete: bool) -> None:
        """What the reconcile job asks for."""
        if delete:
            self.ledger.delete_message(sid)
        else:
            self.ledger.change_message(sid, body="")

    def log(self, bodies: str) -> list[Message]:
        """What stays after the reconcile job, as the county wants it to be."""
        ways = {"inbound": "in", "outbound-reply": "reply", "outbound-api": "out"}
        texts = [
            Listed(one.sid, ways[one.direction], "", one.body, 0, one.segments, one.created)
            for one in self.ledger.messages.values()
        ]
        service = SimpleNamespace(sending=SimpleNamespace(bodies=bodies))
        reconcile._blank(service, self, texts, Reconciled())  # type: ignore[arg-type]
        return sorted(self.ledger.messages.values(), key=lambda one: one.order)


def _texted(log: Sequence[Message]) -> list[tuple[str, int]]:
    """Who texted, in order, and the segments of their longest text; or at least who was asked."""
    longest: dict[str, int] = {}
    theirs = [one for one in log if one.inbound]
    for one in theirs or log:
        who = (one.from_ if one.inbound else one.to) or ""
        longest[who] = max(longest.get(who, 0), one.segments)
    return list(longest.items())


def by_order(log: Sequence[Message], answers: Sequence[str]) -> dict[str, str]:
    """The first who texted gave the first answer."""
    return dict(zip(answers, (who for who, _ in _texted(log)), strict=True))


def by_order_backwards(log: Sequence[Message], answers: Sequence[str]) -> dict[str, str]:
    """The last row may be the oldest."""
    return by_order(log, answers[::-1])


def by_length(log: Sequence[Message], answers: Sequence[str]) -> dict[str, str]:
    """Of those who texted as many segments as an answer takes, the first."""
    phones: dict[int, list[str]] = defaultdict(list)
    for who, many in _texted(log):
        phones[many].append(who)
    links, left = {}, []
    for one in answers:
        fits = phones[segments(one)]
        if fits:
            links[one] = fits.pop(0)
        else:
            left.append(one)
    rest = [who for some in phones.values() for who in some]
    return links | dict(zip(left, rest, strict=True))


GUESSES: tuple[Callable[[Sequence[Message], Sequence[str]], dict[str, str]], ...] = (
    by_order,
    by_order_backwards,
    by_length,
)


def _right(truth: dict[str, str], rounds: Sequence[tuple[list[Message], list[str]]]) -> list[float]:
    """The share of right links of each way to guess, over all rounds."""
    shares = []
    for guess in GUESSES:
        links = [pair for log, answers in rounds for pair in guess(log, answers).items()]
        shares.append(sum(truth[said] == who for said, who in links) / len(links))
    return shares


@pytest.mark.attack(7)
def test_the_providers_log_and_our_answers_join_no_better_than_chance(rooms: Rooms) -> None:
    people = some_contacts(rooms, NUMBERS[:POOL])
    said, truth = _what_young_people_say(), {}
    rounds, known = [], set()
    for start in range(0, CONVERSATIONS, POOL):
        provider, talks = Provider(), []
        order = random.Random(start).sample(range(POOL), POOL)
        for place, who in enumerate(order):
            provider.takes(NUMBERS[who], said[start + place])
            truth[said[start + place]] = NUMBERS[who]
            talks.append(Talk(people[who], [words(said[start + place])], attributes={}))
        hold(rooms, talks)
        read_at_once(rooms)
        mixer.release(rooms, RULES, NOW)
        lying = [one for one in physical_order(rooms.answers) if one not in known]
        known |= set(lying)
        log = provider.log(load_sending(ROOT / "config").bodies)
        assert not [one for one in log if one.body or one.inbound]
        rounds.append((log, lying))
    shares = _right(truth, rounds)
    assert len(known) == CONVERSATIONS
    assert max(shares) <= 1.5 * BY_CHANCE, dict(zip(GUESSES, shares, strict=True))


@pytest.mark.attack(7, naive=True)
def test_naive_answers_stand_in_the_log_s_own_order(rooms: Rooms) -> None:
    """Each answer kept when it comes: all of them are joined, without one word in the log."""
    provider, build = Provider(), NaiveBuild(rooms.answers)
    said = _what_young_people_say()[:POOL]
    for who, one in zip(NUMBERS, said, strict=False):
        provider.takes(who, one)
        build.keep([Said(who, one)], provider.at)
    lying = build.lying()
    build.remove()
    truth = dict(zip(said, NUMBERS, strict=False))
    assert _right(truth, [(provider.log("redact"), lying)])[0] == 1


@pytest.mark.attack(7, naive=True)
def test_naive_blanking_leaves_how_long_each_text_was() -> None:
    """Shuffled answers and no words: the one long text of twenty is joined all the same."""
    provider = Provider()
    said = [f"{n} " + "my worker listens " * (12 if n == 13 else 1) for n in range(POOL)]
    for who, one in zip(NUMBERS, said, strict=False):
        provider.takes(who, one)
    shuffled = random.Random(1).sample(said, POOL)
    assert by_length(provider.log("redact"), shuffled)[said[13]] == NUMBERS[13]
    assert not [one for one in provider.log("delete") if one.segments > 1]
