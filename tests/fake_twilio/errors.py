"""How Twilio says no: its error codes with their HTTP status and words, and the JSON around them.

The real one answers `{"code": 21211, "message": "…", "more_info": "…", "status": 400}`
(twilio.com/docs/usage/twilios-response), and the client raises TwilioRestException from it. Codes
and meanings: twilio.com/docs/api/errors; the words are those that its users quote. Several of them
carry the phone number, so an application that logs the exception logs the number.
"""

from collections.abc import Mapping
from typing import Any

WORDS: Mapping[int, tuple[int, str]] = {
    20001: (400, "Invalid parameter {name}"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20009: (
        409,
        "Unable to update record: Cannot delete message because delivery has not been completed.",
    ),
    20404: (404, "The requested resource {path} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service is unavailable. Please try again."),
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url parameter is required."),
    21211: (400, "The 'To' number {to} is not a valid phone number."),
    21212: (
        400,
        "The 'From' number {from} is not a valid phone number, shortcode, "
        "or alphanumeric sender ID.",
    ),
    21213: (400, "A 'From' phone number is required"),
    21408: (
        400,
        "Permission to send an SMS has not been enabled for the region indicated by the "
        "'To' number: {to}.",
    ),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The 'From' phone number {from} is not a valid, SMS-capable inbound phone number "
        "or short code for your account.",
    ),
    21609: (400, "The 'StatusCallback' URL {value} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21704: (400, "The Messaging Service contains no phone numbers."),
    21705: (400, "The Messaging Service Sid {value} is invalid."),
    30029: (400, "Invalid ContentRetention"),
    30030: (400, "Invalid AddressRetention"),
    30400: (400, "Message body must be empty to be redacted"),
    30409: (409, "This message cannot be canceled"),
}

DELIVERY_WORDS: Mapping[int, str] = {
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30450: "Message delivery blocked",
}
"""What a message's `error_message` says when its delivery failed."""


class Refusal(Exception):
    """Twilio's answer to a request that it does not accept."""

    def __init__(
        self,
        code: int,
        words: Mapping[str, object] | None = None,
        *,
        status: int | None = None,
        message: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`words` fill the gaps in the code's own message."""
        known_status, known_message = WORDS.get(code, (400, "Bad request"))
        self.code = code
        self.status = status or known_status
        self.message = message or known_message.format_map(_Blank(words or {}))
        self.headers = dict(headers or {})
        super().__init__(f"{self.status} {code}: {self.message}")

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
