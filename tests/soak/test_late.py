"""Texts that are lost, repeated, late or come again never answer the wrong question."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.app import create_bot_app
from bot.late import WORDS
from bot.sending.reconcile import reconcile
from bot.sending.sender import Sender, send_due
from bot.sending.twilio_sender import TwilioSender
from bot.service import keep_flows, open_service
from config.settings import load_settings
from tests.bot.sending.conftest import good_office
from tests.conftest import NOW
from tests.factories import a_phone, some_contacts
from tests.fake_twilio.phones import FakePhone
from tests.fake_twilio.serving import serve
from tests.soak.kept import conversations_of

QUESTIONS = tuple(f"finish-the-sentence.{one}" for one in ("heard", "not_heard", "meetings"))
FATES = ("plain", "comes again", "lost", "lost and repeated", "lost, then comes", "two at once")


@dataclass
class Young:
    """Somebody whose texts meet a fate each; `meant` says which question each text answers."""

    phone: FakePhone
    chance: random.Random
    meant: dict[str, str] = field(default_factory=dict)
    sids: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)

    def words(self, question: str) -> str:
        """Words that nobody else uses."""
        found = f"thing {self.phone.number[-3:]} {len(self.meant)} {self.chance.random():.6f}"
        self.meant[found] = question
        return found


class World:
    """The service served in this process, with a clock of the test's own."""

    def __init__(self, site, rooms, fake) -> None:
        settings = load_settings(site.environ)
        service, _ = open_service(settings, site.environ)
        service.rooms.close()
        self.service = replace(service, rooms=rooms)
        keep_flows(self.service, NOW)
        good_office(rooms)
        self.channel = TwilioSender(settings, self.service.sending)
        self.sender = Sender(self.service, self.channel)
        self.fake, self.moment = fake, NOW
        self.app = create_bot_app(self.service, settings, self)
        fake.dated_by(self.now)

    def now(self):
        return self.moment

    def wait(self, **length: float) -> None:
        self.moment += timedelta(**length)

    def meet(self, young: Young, fate: str, question: str) -> None:
        """Let one text about the question meet its fate."""
        deliver = self.fake.deliver
        self.wait(seconds=2)
        if fate == "lost and repeated":
            self.fake.lose(young.phone.number, young.words(WORDS))
            self.wait(seconds=2)
        words = young.words(question)
        if fate.startswith("lost") and fate != "lost and repeated":
            lost = self.fake.lose(young.phone.number, words)
            if fate == "lost, then comes":
                young.later.append(lost.sid)
            return
        copies = 3 if fate == "two at once" else 1
        done = deliver(young.phone.number, words, copies=copies)
        assert not done.lost, done.statuses
        young.sids.append(done.message.sid)

    def afterwards(self, everybody: list[Young]) -> int:
        """What was lost is fetched, and old webhooks come again; how many were fetched."""
        self.wait(minutes=5)
        done = reconcile(self.service, self.channel, self.moment)
        self.wait(minutes=1)
        send_due(self.sender, self.moment)
        self.fake.settle()
        for young in everybody:
            for sid in young.later:
                assert self.fake.deliver_again(sid).replies == ()
            young.later.clear()
            if young.sids and young.chance.random() < 0.5:
                assert not self.fake.deliver_again(young.chance.choice(young.sids)).lost
        return done.fetched


@pytest.fixture
def world(site, rooms, fake):
    world = World(site, rooms, fake)
    with serve(world.app) as url:
        fake.connect(url, public_url=site.url)
        yield world
    world.channel._client.http_client.session.close()


def test_late_and_shuffled_texts(size, world, rooms, fake, chance, figures):
    everybody = [Young(fake.phone(a_phone()), random.Random(at)) for at in range(size.of(18, 400))]
    some_contacts(rooms, [one.phone.number for one in everybody])
    for young in everybody:
        for words in ("finish the sentence", "1"):
            world.wait(seconds=2)
            assert young.phone.text(words)
    fetched = 0
    for at, question in enumerate(QUESTIONS):
        for place, young in enumerate(chance.sample(everybody, len(everybody))):
            world.meet(young, FATES[(place + at) % len(FATES)], question)
        fetched += world.afterwards(everybody)
    for young in everybody:
        world.wait(seconds=2)
        young.phone.text("1")

    kept = conversations_of(rooms, [one.phone.number for one in everybody])
    wrong, lost, doubled = 0, 0, 0
    for young in everybody:
        (talk,) = kept[young.phone.number]
        why, _, lines, answers = talk
        assert why == "finished"
        given = {text: question for question, _, _, text in answers if text}
        said = [text for who, text in lines if who == "you"]
        wrong += sum(given.get(text, where) != where for text, where in young.meant.items())
        lost += sum(text not in given or text not in said for text in young.meant)
        doubled += len(said) - len(set(said) | {"1"}) - 1
        doubled += len(young.phone.texts) - len(set(young.phone.texts))
    figures(
        texts=sum(len(one.meant) for one in everybody), fetched=fetched,
        wrong_question=wrong, lost=lost, doubled=doubled,
    )  # fmt: skip
    assert (wrong, lost, doubled) == (0, 0, 0)
    assert fetched == sum(len(one.meant) for one in everybody) - sum(
        len(one.sids) for one in everybody
    )
