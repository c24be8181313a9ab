"""What corrections teach, and what theme an answer is nearest to."""
from dataclasses import dataclass
@dataclass(frozen=True)
class Learned:
    fingerprint: str
NOTHING_LEARNT = Learned("")
def learn(frame, matcher, ready):
    return NOTHING_LEARNT
