"""While the trained score runs silently: what counts without it, and for how long at most."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from conversations.safeguarding import Detector

LONGEST = timedelta(days=28)


@dataclass(frozen=True)
class Period:
    """The stretch of time for which somebody signed."""

    begins: datetime
    until: datetime

    def holds(self, now: datetime) -> bool:
        """Never longer than 28 days, whatever is written down."""
        return self.begins <= now < min(self.until, self.begins + LONGEST)


def rules_only(detector: Detector) -> Detector:
    """The same rules and phrases without the trained score; its name says so."""
    quiet = detector.without_score()
    quiet.name = detector.name.partition("-score-")[0] + "-score-silent"
    return quiet
