"""Web and worker die at random in the middle of conversations, and nobody can tell afterwards."""

import random
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

import psutil
from sqlalchemy import func, select

from storage.clock import SystemClock
from storage.register.sending_tables import outbox
from tests.factories import a_phone, some_contacts
from tests.soak.kept import conversations_of, orphan_keys, orphans_after_the_sweep, turns
from tests.soak.site import Site, until
from tests.soak.talking import SCRIPTS, Talker, all_at_once

AT_ONCE = 12
WHOLE, CLOCK = 4, (2, 7)
"""Of ten kills one meets the web as a whole and two the clock; the others one of its workers."""


@dataclass(eq=False)
class Killer(threading.Thread):
    """Kills one process after another while the phones talk."""

    site: Site
    chance: random.Random
    answered: Callable[[], int]
    every: int
    """About so many texts are answered between two kills, however slow the machine is."""
    web: int = 0
    master: int = 0
    worker: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def run(self) -> None:
        """Until the phones are done."""
        at = self.every // 2
        while not self.over.wait(self.chance.uniform(0.01, 0.1)):
            if self.answered() >= at:
                at = self.answered() + self.chance.randint(self.every // 2, self.every * 3 // 2)
                self.strike()

    def strike(self) -> None:
        """The web's workers mostly; now and then the web as a whole, or the clock."""
        masters = self.programs()
        turn = (self.web + self.master + self.worker) % 10
        if turn == WHOLE and "web" in masters:
            self.master += kill(masters["web"])
        elif turn in CLOCK and "worker" in masters:
            self.worker += kill(masters["worker"])
        elif "web" in masters:
            self.web += self.strike_one_of(masters["web"])

    def strike_one_of(self, web: psutil.Process) -> bool:
        """The one that has used the most of the machine is in the middle of something."""
        try:
            some = web.children()
            busy = max(some, key=lambda one: sum(one.cpu_times()[:2]), default=None)
            return busy is not None and kill(busy)
        except psutil.NoSuchProcess:
            return False

    def programs(self) -> dict[str, psutil.Process]:
        """The children of `manage.py run`."""
        found = {}
        for one in psutil.Process(self.site.children["run"].pid).children():
            try:
                found["web" if "gunicorn" in " ".join(one.cmdline()) else "worker"] = one
            except psutil.NoSuchProcess:
                continue
        return found


def kill(process: psutil.Process) -> bool:
    """At once, whatever it is doing."""
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return False
    return True


def undisturbed(site: Site, rooms, rounds: int) -> dict[tuple[str, ...], Talker]:
    """Each script by a phone of its own, with nothing killed."""
    talkers = {script: Talker(a_phone(), [script] * rounds) for script in SCRIPTS}
    some_contacts(rooms, [one.number for one in talkers.values()])
    all_at_once(site, talkers.values(), 2)
    return talkers


def test_web_and_worker_killed_in_conversations(size, site, rooms, chance, figures):
    conversations, rounds = size.of(200, 2000), size.of(1, 4)
    site.more["MODE"] = "production"
    site.start("run", [sys.executable, "manage.py", "run"])
    until(site.answers, 120, what="the first answer")
    model = undisturbed(site, rooms, rounds)
    talkers = [
        Talker(a_phone(), [SCRIPTS[at % len(SCRIPTS)]] * rounds, random.Random(at), again=0.1)
        for at in range(conversations // rounds)
    ]
    some_contacts(rooms, [one.number for one in talkers])

    def answered() -> int:
        return sum(len(one.said) for one in talkers)

    killer = Killer(site, chance, answered, size.of(200, 150))
    killer.start()
    try:
        seconds = all_at_once(site, talkers, AT_ONCE)
    finally:
        killer.over.set()
        killer.join()
    tries, texts = sum(t.tries for t in talkers), sum(len(t.said) for t in talkers)
    figures(
        conversations=len(talkers) * rounds, texts=texts, posts=tries, seconds=round(seconds),
        killed_web_workers=killer.web, killed_web=killer.master, killed_worker=killer.worker,
        orphan_keys=orphan_keys(rooms),
    )  # fmt: skip

    everybody = [*talkers, *model.values()]
    kept = conversations_of(rooms, [one.number for one in everybody])
    for talker in talkers:
        same = model[tuple(talker.conversations[0])]
        assert talker.differing == 0
        assert talker.replies == same.replies
        assert kept[talker.number] == kept[same.number]
    assert turns(rooms) == sum(len(one.said) for one in everybody)
    with rooms.register.read() as conn:
        assert conn.execute(select(func.count()).select_from(outbox)).scalar() == 0
    assert killer.web + killer.master + killer.worker >= size.of(3, 40)
    assert orphans_after_the_sweep(rooms, SystemClock().now()) == 0
