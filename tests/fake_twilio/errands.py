"""What the fake does in the background: deliveries, callbacks, calls; now, later or when told to.

`settle()` waits for all of it, so that a test never sleeps. An error of the fake's own in the
background is raised there, or when the fake closes.
"""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

Errand = Callable[[], None]


class Errands:
    """A few threads that do things when they are due."""

    def __init__(self, workers: int = 8) -> None:
        self.stopping = threading.Event()
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, Errand]] = []
        self._held: list[Errand] = []
        self._numbers = itertools.count()
        self._running = 0
        self._errors: list[BaseException] = []
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="fake-twilio")
        self._dispatcher = threading.Thread(
            target=self._dispatch, name="fake-twilio-errands", daemon=True
        )
        self._dispatcher.start()

    def do(self, errand: Errand, after: float = 0.0, *, held: bool = False) -> None:
        """Have it done after some seconds, or once `release` is called."""
        with self._changed:
            if self.stopping.is_set():
                return
            if held:
                self._held.append(errand)
            else:
                due = time.monotonic() + after
                heapq.heappush(self._due, (due, next(self._numbers), errand))
            self._changed.notify_all()

    def promise(self, errand: Errand) -> Errand:
        """What starts an errand later; until it is called, `settle` waits for it.

        For what begins once an answer is on its way: whoever has the answer may settle at once.
        """
        with self._changed:
            self._running += 1

        def start() -> None:
            self.do(errand)
            self._finished()

        return start

    def release(self) -> int:
        """Have everything done that was held back; how much that was."""
        with self._changed:
            held, self._held = self._held, []
        for errand in held:
            self.do(errand)
        return len(held)

    def wait(self, seconds: float) -> None:
        """Sleep, but not beyond the end."""
        if seconds > 0:
            self.stopping.wait(seconds)

    def settle(self, timeout: float = 30.0) -> None:
        """Wait until nothing is going on or due; what is held back does not count."""
        with self._changed:
            quiet = self._changed.wait_for(lambda: not self._due and not self._running, timeout)
        self._raise()
        if not quiet:
            raise TimeoutError(f"the fake Twilio is still busy after {timeout} seconds")

    def stop(self) -> None:
        """Drop what is still due, wait for what is going on."""
        with self._changed:
            self.stopping.set()
            self._due.clear()
            self._held.clear()
            self._changed.notify_all()
        self._dispatcher.join()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._raise()

    def _dispatch(self) -> None:
        while True:
            with self._changed:
                if self.stopping.is_set():
                    return
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                errand = heapq.heappop(self._due)[2]
                self._running += 1
            self._pool.submit(self._run, errand)

    def _run(self, errand: Errand) -> None:
        try:
            errand()
        except BaseException as error:  # whatever it is, settle() raises it
            with self._changed:
                self._errors.append(error)
        finally:
            self._finished()

    def _finished(self) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def _raise(self) -> None:
        with self._changed:
            errors, self._errors = self._errors, []
        if errors:
            raise errors[0]
