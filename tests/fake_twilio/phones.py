"""A phone in somebody's hand: what it shows, what it sends, who answers when it rings."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fake_twilio.behaviour import Callee
from tests.fake_twilio.records import Call, Received

if TYPE_CHECKING:
    from tests.fake_twilio.fake import FakeTwilio
    from tests.fake_twilio.inbound import Delivered


@dataclass(frozen=True)
class FakePhone:
    """One number at the fake."""

    fake: "FakeTwilio"
    number: str

    @property
    def inbox(self) -> list[Received]:
        """Everything that has arrived, oldest first: replies, messages sent by API, and the
        texts that Twilio itself answers STOP, START and HELP with."""
        with self.fake.ledger.lock:
            return list(self.fake.ledger.inboxes.get(self.number, ()))

    @property
    def texts(self) -> list[str]:
        """What our app's messages in the inbox say; Twilio's own are left out."""
        return [received.body for received in self.inbox if received.kind != "twilio"]

    @property
    def calls(self) -> list[Call]:
        """The calls to this phone, oldest first."""
        return [call for call in self.fake.calls if call.to == self.number]

    @property
    def opted_out(self) -> bool:
        """Whether it has texted STOP and Twilio blocks what we send it."""
        return self.number in self.fake.ledger.opted_out

    def text(self, body: str, **fields: str) -> list[str]:
        """Send a text; what our app answers. Fails where our app does not take it."""
        delivered = self.send(body, **fields)
        assert not delivered.lost, delivered.answers
        return list(delivered.replies)

    def send(self, body: str, **fields: str) -> "Delivered":
        """Send a text; how that went."""
        return self.fake.deliver(self.number, body, fields=fields)

    def when_called(self, *callees: Callee) -> None:
        """Who answers: the first call, the next …; the last one also all that follow."""
        self.fake.callees.set(self.number, *callees)
