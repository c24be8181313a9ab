"""Plays the mobile network in the demo: signs a text as the provider would and posts it to us."""

import secrets
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from flask import Flask
from twilio.request_validator import RequestValidator

from config.settings import Settings
from conversations.segments import count

INBOUND = "/sms/inbound"
OUR_NUMBER = "+447700900990"


class NotTaken(Exception):
    """The webhook did not take the text; the status says why."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the webhook answered {status}")
        self.status = status


@dataclass(frozen=True)
class Network:
    """Carries texts from a simulated phone into the app's own signed webhook."""

    app: Flask
    settings: Settings

    def send(self, number: str, text: str) -> tuple[str, ...]:
        """Post one text, signed; the texts that came back."""
        url = self.settings.public_base_url.rstrip("/") + INBOUND
        form = self._form(number, text)
        signature = RequestValidator(self.settings.twilio_auth_tokens[0]).compute_signature(
            url, form
        )
        response = self.app.test_client(use_cookies=False).post(
            INBOUND,
            base_url=url[: -len(INBOUND)],
            data=form,
            headers={"X-Twilio-Signature": signature},
        )
        if response.status_code != 200:
            raise NotTaken(response.status_code)
        return read_twiml(response.get_data(as_text=True))

    def _form(self, number: str, text: str) -> dict[str, str]:
        message = "SM" + secrets.token_hex(16)
        return {
            "MessageSid": message,
            "SmsSid": message,
            "SmsMessageSid": message,
            "AccountSid": self.settings.twilio_account_sid or "AC" + "0" * 32,
            "From": number,
            "To": self.settings.twilio_from or OUR_NUMBER,
            "Body": text,
            "NumMedia": "0",
            "NumSegments": str(count(text).segments),
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        }


def read_twiml(body: str) -> tuple[str, ...]:
    """The texts in an answer to the webhook."""
    messages = ET.fromstring(body).iter("Message")  # noqa: S314 - our own app wrote it
    return tuple("".join(message.itertext()).strip() for message in messages)
