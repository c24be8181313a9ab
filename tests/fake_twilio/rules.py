"""Which message that our app sends meets which behaviour, and who answers which call.

Nothing is left to chance that a test did not ask for: the only randomness is the fake's own
generator, made from its seed.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.fake_twilio.behaviour import NEVER_ANSWERS, Accept, Behaviour, Callee


@dataclass(frozen=True)
class Attempt:
    """One request to send, as a rule sees it; `nth` counts those to the same number, from 1."""

    to: str
    body: str
    nth: int
    form: dict[str, str]


Rule = Callable[[Attempt, Random], Behaviour | None]
"""Says what happens, or None to leave it to the next rule."""


class Rules:
    """Asked once for each message: first what `next` queued, then the rules, newest first."""

    def __init__(self, random: Random) -> None:
        """`random` decides where a rule applies to a share only."""
        self.usual: Behaviour = Accept()
        self._random = random
        self._lock = threading.Lock()
        self._next: deque[Behaviour] = deque()
        self._rules: list[Rule] = []
        self._seen: Counter[str] = Counter()

    def next(self, *behaviours: Behaviour) -> None:
        """The next messages meet these, in this order, one each."""
        with self._lock:
            self._next.extend(behaviours)

    def add(self, rule: Rule) -> None:
        """A rule of the test's own."""
        with self._lock:
            self._rules.insert(0, rule)

    def when(
        self,
        behaviour: Behaviour,
        *,
        to: str | None = None,
        containing: str | None = None,
        nth: int | None = None,
        times: int | None = None,
        share: float = 1.0,
    ) -> None:
        """Messages that fit meet this behaviour; `times` at most, or only a share of them."""
        left = [times]

        def rule(attempt: Attempt, random: Random) -> Behaviour | None:
            fits = (
                (to is None or attempt.to == to)
                and (containing is None or containing in attempt.body)
                and (nth is None or attempt.nth == nth)
                and left[0] != 0
                and (share >= 1.0 or random.random() < share)
            )
            if not fits:
                return None
            if left[0] is not None:
                left[0] -= 1
            return behaviour

        self.add(rule)

    def clear(self) -> None:
        """Every message is accepted and delivered again."""
        with self._lock:
            self._next.clear()
            self._rules.clear()
            self.usual = Accept()

    def choose(self, form: dict[str, str]) -> Behaviour:
        """What happens to this one."""
        to = form.get("To", "")
        with self._lock:
            self._seen[to] += 1
            if self._next:
                return self._next.popleft()
            attempt = Attempt(to, form.get("Body", ""), self._seen[to], form)
            for rule in self._rules:
                behaviour = rule(attempt, self._random)
                if behaviour is not None:
                    return behaviour
            return self.usual


class Callees:
    """Who answers at which number; one who was not spoken of never answers."""

    def __init__(self) -> None:
        self.usual: Callee = NEVER_ANSWERS
        self._lock = threading.Lock()
        self._by_number: dict[str, deque[Callee]] = {}

    def set(self, number: str, *callees: Callee) -> None:
        """The calls to a number meet these in turn; the last one also meets all that follow."""
        with self._lock:
            self._by_number[number] = deque(callees)

    def choose(self, number: str) -> Callee:
        """Who is at the other end this time."""
        with self._lock:
            callees = self._by_number.get(number)
            if not callees:
                return self.usual
            return callees.popleft() if len(callees) > 1 else callees[0]
