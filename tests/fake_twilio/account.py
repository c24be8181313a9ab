"""The made-up account that the fake serves: identifiers, numbers, tokens and switches."""

import re
from dataclasses import dataclass, field

ACCOUNT_SID = "AC" + "f" * 32
SERVICE_SID = "MG" + "d" * 32
SERVICE_NUMBER = "+447700900999"
AUTH_TOKEN = "not a secret, only for tests"

KEYWORDS = {
    "STOP": ("STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT", "REVOKE", "CANCEL", "END", "QUIT"),
    "START": ("START", "UNSTOP", "YES"),
    "HELP": ("HELP", "INFO"),
}
"""The defaults on a long code; YES is on Twilio's older lists and may or may not be caught."""

_E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass
class Account:
    """One account with one Messaging Service; a test may change anything."""

    sid: str = ACCOUNT_SID
    tokens: list[str] = field(default_factory=lambda: [AUTH_TOKEN])
    """The first one signs webhooks, all of them open the API (rotation: secondary tokens)."""
    service: str = SERVICE_SID
    numbers: list[str] = field(default_factory=lambda: [SERVICE_NUMBER])
    message_privacy: bool = True
    """Whether ContentRetention and AddressRetention may be used (docs errors 30029, 30030)."""
    whole_days: bool = False
    """Whether `DateSent<` and `DateSent>` look at the day only, as the description's words say
    (its type is date-time); a careful reader of the list works with either."""
    opt_out: str = "advanced"
    """What happens to STOP, START and HELP before our app sees them.

    `advanced`: Twilio answers, blocks, and posts them with OptOutType (Advanced Opt-Out of a
    Messaging Service). `default`: the same without OptOutType, as on any long code. `off`.
    """

    keywords: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(KEYWORDS))

    def opens(self, user: str, password: str) -> bool:
        """Whether basic authentication names this account and one of its tokens."""
        return user == self.sid and password in self.tokens

    def keyword(self, body: str) -> str | None:
        """STOP, START or HELP where the whole message is one of the words for it."""
        word = body.strip().upper()
        return next((kind for kind, words in self.keywords.items() if word in words), None)


def is_number(text: str) -> bool:
    """Whether it is a phone number in E.164 form."""
    return bool(_E164.fullmatch(text))
