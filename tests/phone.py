"""A phone whose texts go through the signed webhook, as Twilio would send them."""

import secrets
from typing import Any
from xml.etree import ElementTree

from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from config.settings import Settings
from tests.factories import a_phone
from tests.log_canary import canary

SERVICE_NUMBER = "+447700900999"


class Phone:
    """One phone."""

    def __init__(self, app: Flask, settings: Settings, number: str | None = None) -> None:
        self.number = number or a_phone()
        self._client = app.test_client()
        self._settings = settings

    def text(self, body: str, **fields: Any) -> list[str]:
        """Send a text; what comes back, one string a message."""
        response = self.post(body, **fields)
        assert response.status_code == 200, response.status_code
        return messages(response.get_data(as_text=True))

    def post(self, body: str, *, signed: bool = True, **fields: Any) -> TestResponse:
        """Send a text; the response as Twilio sees it."""
        for word in (body, self.number):
            canary(word)
        form = MultiDict(
            {
                "MessageSid": "SM" + secrets.token_hex(16),
                "AccountSid": "AC" + "0" * 32,
                "From": self.number,
                "To": SERVICE_NUMBER,
                "Body": body,
                "NumMedia": "0",
                "FromCity": "Nowhere",
                **fields,
            }
        )
        return self.raw("/sms/inbound", form, signed=signed)

    def raw(self, path: str, form: MultiDict[str, Any], *, signed: bool = True) -> TestResponse:
        """Post these very fields."""
        url = self._settings.public_base_url + path
        token = self._settings.twilio_auth_tokens[0] if signed else "not the token"
        signature = RequestValidator(token).compute_signature(url, form)
        return self._client.post(path, data=form, headers={"X-Twilio-Signature": signature})


def messages(twiml: str) -> list[str]:
    """The texts in a TwiML response."""
    root = ElementTree.fromstring(twiml)  # noqa: S314 - our own answer
    return [element.text or "" for element in root.iter("Message")]
