"""Twilio's webhooks: a text came in (answered with TwiML), how a sent one fared, a key pressed."""

import re
from xml.sax.saxutils import escape

import phonenumbers
import structlog
from flask import Blueprint, Response, abort, request
from twilio.request_validator import RequestValidator, compare
from twilio.twiml.voice_response import VoiceResponse

from bot.receive import InboundMessage, Reply, receive
from bot.routes import public
from bot.sending.status import heard, report
from bot.wiring import wiring
from storage.database import Busy

blueprint = Blueprint("twilio", __name__, url_prefix="/sms")
log = structlog.get_logger(__name__)

_LONGEST_KEY = 64
_BRITISH_MOBILE = re.compile(r"\+447[0-9]{9}")


@blueprint.post("/inbound")
@public("Twilio calls it; every request must carry Twilio's signature")
def inbound() -> Response:
    """One text from a phone. Answers only after everything about it is committed."""
    _refuse_unsigned()
    form = request.form
    key = form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid") or ""
    if not key or len(key) > _LONGEST_KEY:
        abort(400, "MessageSid is missing")
    number = _number(form.get("From", ""))
    if number is None:
        # A short code or a name cannot be answered, and no young person texts from one.
        log.info("text_from_no_phone")
        return _twiml(Reply((), "not a phone"))
    message = InboundMessage(
        channel="sms",
        sender=number,
        key=key,
        text=form.get("Body", ""),
        media=_count(form.get("NumMedia", "")),
        opt_out=form.get("OptOutType"),
    )
    here = wiring()
    try:
        return _twiml(receive(here.service, message, here.clock.now()))
    except Busy as busy:
        return _busy(busy)


@blueprint.post("/status", defaults={"token": None})
@blueprint.post("/status/<token>")
@public("Twilio calls it; every request must carry Twilio's signature")
def status(token: str | None) -> Response:
    """How a text that we sent fared. The token in the address says which, if ours has one."""
    _refuse_unsigned()
    form, here = request.form, wiring()
    sid = form.get("MessageSid") or form.get("CallSid") or ""
    if not sid or len(sid) > _LONGEST_KEY:
        abort(400, "MessageSid is missing")
    said = form.get("MessageStatus") or form.get("CallStatus") or ""
    code = _code(form.get("ErrorCode", ""))
    try:
        became = report(here.service, said, sid, here.clock.now(), token=token, code=code)
    except Busy as busy:
        return _busy(busy)
    log.info("delivery_status", status=said[:20], code=code, became=became)
    return Response(status=204)


@blueprint.post("/call/<token>")
@public("Twilio calls it; every request must carry Twilio's signature")
def call(token: str) -> Response:
    """Somebody on duty pressed a key: they heard the alert."""
    _refuse_unsigned()
    try:
        known = heard(wiring().service, token, request.form.get("Digits", ""), wiring().clock.now())
    except Busy as busy:
        return _busy(busy)
    answer = VoiceResponse()
    answer.say("Thank you." if known else "Goodbye.", language="en-GB")
    answer.hangup()
    return Response(str(answer), mimetype="text/xml")


def _busy(busy: Busy) -> Response:
    # Why is the kind of an error or PostgreSQL's number for it, never its words.
    log.warning("webhook_busy", why=str(busy))
    return Response("Try again soon.", 503, {"Retry-After": "5"}, mimetype="text/plain")


def _refuse_unsigned() -> None:
    """403 unless one of our tokens signed this exact address and these exact fields.

    The address is the one Twilio was told (`PUBLIC_BASE_URL`): behind a proxy the request's own
    host and scheme are not. All fields count, those unknown to us and those sent twice as well.
    """
    settings = wiring().settings
    query = request.query_string.decode("latin-1")
    url = settings.public_base_url + request.path + (f"?{query}" if query else "")
    signature = request.headers.get("X-Twilio-Signature", "")
    for token in settings.twilio_auth_tokens:
        validator = RequestValidator(token)
        # The address as it was told is what Twilio signs; `validate` tries it with a port as well.
        if signature and (
            compare(validator.compute_signature(url, request.form), signature)
            or validator.validate(url, request.form, signature)
        ):
            return
    log.warning("webhook_signature_refused")
    abort(403)


def _number(sender: str) -> str | None:
    """The sender as E.164; None for a short code, a name, or another kind of address."""
    if _BRITISH_MOBILE.fullmatch(sender):  # nearly everybody's, and E.164 as it stands
        return sender
    if not sender.startswith("+"):
        return None
    try:
        parsed = phonenumbers.parse(sender, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _code(number: str) -> int | None:
    return int(number) if number.isdecimal() and len(number) < 7 and int(number) else None


def _count(number: str) -> int:
    return int(number) if number.isdecimal() and len(number) < 4 else 0


def _twiml(reply: Reply) -> Response:
    """The reply as TwiML: one message element a text; an empty response is a silence."""
    return Response(twiml(reply.texts), mimetype="text/xml")


def twiml(texts: tuple[str, ...]) -> bytes:
    """Byte for byte what Twilio's library writes, without building a tree for each reply."""
    said = "".join(
        f"<Message>{escape(text)}</Message>" if text else "<Message />" for text in texts
    )
    answer = f"<Response>{said}</Response>" if said else "<Response />"
    return f'<?xml version="1.0" encoding="UTF-8"?>{answer}'.encode("utf-8", "xmlcharrefreplace")
