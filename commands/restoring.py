"""After a register was put back from a backup: send nothing twice, revive nobody."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that every command starts at once
    from worker import Work


def after_restore(work: "Work") -> int:
    """Bring the register up to the keys' epoch, and print what was held back."""
    from bot.sending import restore

    hold = timedelta(hours=work.service.county.release.hold_hours)
    print(restore.after_restore(work.service.rooms, hold, work.clock.now()))
    print("Prompts are paused. Look at /staff/running before you let them go again.")
    return 0
