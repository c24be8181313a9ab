"""Phones that hold whole conversations over signed HTTP, and try again as Twilio does."""

import random
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks import phones
from tests.log_canary import canary
from tests.phone import messages
from tests.soak.site import TOKEN, Site

SCRIPTS: tuple[tuple[str, ...], ...] = (
    phones.SCRIPT,
    ("good and not so good", "1", "my new school", "too many meetings", "my sister weekly", "yes"),
    ("the wall", "1", "longer visits", "0", "changing workers", "done", "no"),
    ("finish the sentence", "1", "they look at me", "0", "there was pizza", "2"),
)
SHORT = SCRIPTS[1:]
GIVE_UP_SECONDS = 90


@dataclass
class Said:
    """One text and every answer that its tries got."""

    words: str
    request: bytes
    bodies: list[bytes] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Talker:
    """One phone with its conversations, one after the other."""

    number: str
    conversations: Sequence[Sequence[str]]
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    again: float = 0.0
    """The share of texts that are posted once more although they were answered."""
    copies: int = 1
    """At most so many posts of one text at the same time."""
    said: list[Said] = field(default_factory=list)

    def talk(self, site: Site) -> None:
        """Hold them all, each text as soon as the one before is answered."""
        for conversation in self.conversations:
            for words in conversation:
                canary(words, self.number)
                one = Said(words, phones.request_for(words, self.number, site.url, TOKEN))
                self.said.append(one)
                self.say(site, one)
                if self.chance.random() < self.again:
                    post(site, self.chance.choice(self.said[-3:]))

    def say(self, site: Site, one: Said) -> None:
        """Post a text until somebody takes it, several copies at once where that is wanted."""
        others = [
            threading.Thread(target=post_until_taken, args=(site, one))
            for _ in range(self.chance.randint(1, self.copies) - 1)
        ]
        for thread in others:
            thread.start()
        post_until_taken(site, one)
        for thread in others:
            thread.join()

    @property
    def replies(self) -> list[list[str]]:
        """What each text was answered."""
        return [messages(one.bodies[0].decode()) for one in self.said]

    @property
    def differing(self) -> int:
        """Texts whose tries were answered with different bytes."""
        return sum(len(set(one.bodies)) > 1 for one in self.said)

    @property
    def tries(self) -> int:
        """Posts in all."""
        return sum(len(one.statuses) for one in self.said)


def post(site: Site, one: Said) -> int:
    """Post it once; the status, 0 where there was no whole answer."""
    begun = time.perf_counter()
    try:
        answer = phones.post(site.port, one.request)
        head, _, body = answer.partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1]) if head else 0
        if status == 200 and not body.endswith(b"</Response>") and not body.endswith(b"/>"):
            status = 0  # cut off
    except (OSError, ValueError, IndexError):
        status, body = 0, b""
    one.statuses.append(status)
    one.seconds = max(one.seconds, time.perf_counter() - begun)
    if status == 200:
        one.bodies.append(body)
    return status


def post_until_taken(site: Site, one: Said) -> None:
    """The same request again and again, ever more slowly."""
    deadline, pause = time.monotonic() + GIVE_UP_SECONDS, 0.1
    while post(site, one) != 200:
        assert one.statuses[-1] in (0, 503), one.statuses
        assert time.monotonic() < deadline, f"nobody took it: {one.statuses[-5:]}"
        time.sleep(pause)
        pause = min(2.0, pause * 1.5)


def all_at_once(site: Site, talkers: Iterable[Talker], at_once: int) -> float:
    """Let them talk, so many at the same time; the seconds it took."""
    waiting, failures = list(talkers)[::-1], []
    lock = threading.Lock()

    def work() -> None:
        while not failures:
            with lock:
                if not waiting:
                    return
                talker = waiting.pop()
            try:
                talker.talk(site)
            except BaseException as failure:
                failures.append(failure)

    begun = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.monotonic() - begun
