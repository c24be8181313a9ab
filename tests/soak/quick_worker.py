"""The real worker with a timetable that comes round sooner; a new one at each line of input.

Reading the county once and forking for each worker makes a killed one be replaced at once.
Prints the process id of each.
"""

import os
import signal
import sys
from dataclasses import replace

import worker
from commands.supervisor import _end_with_parent
from config.settings import environment
from storage.moments import Every

SOONER = {"send": 0.2, "catch-up": 1, "expire": 5, "heartbeat": 1}


def timetable() -> tuple[worker.Job, ...]:
    """The same jobs; what is in the ledger keeps its moments."""
    return tuple(
        replace(job, when=Every(SOONER[job.name])) if job.name in SOONER else job  # type: ignore[arg-type]
        for job in JOBS
    )


JOBS = worker.timetable()


def main() -> None:
    """Wait for lines."""
    work = worker.open_work(environment())  # opens no connection yet
    worker.timetable = timetable
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _end_with_parent()
            sys.stdin.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            worker.open_work = lambda _: replace(work, owner=f"soak:{os.getpid()}")
            worker.main()
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
