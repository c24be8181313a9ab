"""Reads the TwiML that our app answers: which texts to send, what to say and ask in a call.

Twilio refuses a document that does not parse (error 12100), an unknown root or verb (12200) and a
content type it cannot handle (12300); it takes `text/plain` as one text, and an empty answer as
nothing to do (twilio.com/docs/messaging/twiml, docs/api/errors).
"""

from dataclasses import dataclass
from xml.etree import ElementTree

from tests.fake_twilio.records import Posted

NOT_PARSED = 12100
NOT_TWIML = 12200
WRONG_CONTENT_TYPE = 12300

_XML = ("text/xml", "application/xml", "text/html")


class TwimlError(Exception):
    """Twilio would log this error and do nothing."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


@dataclass(frozen=True)
class Text:
    """One text to send: to whoever wrote, unless `to` says otherwise."""

    body: str
    to: str | None = None
    status_callback: str | None = None


def texts(answer: Posted) -> tuple[Text, ...]:
    """What an answer to an inbound message asks to send."""
    if answer.status == 204 or not answer.body.strip():
        return ()
    if answer.content_type == "text/plain":
        return (Text(answer.body),)
    root = document(answer)
    if any(verb.tag != "Message" for verb in root):  # <Redirect>, which we never use, included
        raise TwimlError(NOT_TWIML)
    return tuple(_text(verb) for verb in root)


def _text(verb: ElementTree.Element) -> Text:
    body = verb.find("Body")
    said = (verb if body is None else body).text or ""
    return Text(said, verb.get("to"), verb.get("statusCallback") or verb.get("action"))


def document(answer: Posted) -> ElementTree.Element:
    """The `<Response>` that an answer carries."""
    if answer.content_type not in _XML:
        raise TwimlError(WRONG_CONTENT_TYPE)
    return parse(answer.body)


def parse(text: str) -> ElementTree.Element:
    """The `<Response>` in a text."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - our own app's answer
    except ElementTree.ParseError as error:
        raise TwimlError(NOT_PARSED) from error
    if root.tag != "Response":
        raise TwimlError(NOT_TWIML)
    return root
