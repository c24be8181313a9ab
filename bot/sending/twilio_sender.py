"""Texts and calls through Twilio; its library is loaded only when something is sent."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from xml.sax.saxutils import escape

from bot.sending.channel import Ambiguous, Listed, NotTaken, Sent, Unreachable
from bot.sending.errors import meaning
from bot.service import Service
from config.data import SendingRules
from config.settings import Settings

LONGEST_WAIT_SECONDS = 11.0
CLOCKS_APART = timedelta(minutes=2)
NEWEST = 50
PAGE = 500
UNFINISHED = ("accepted", "scheduled", "queued", "sending", "receiving")
_WAYS = {"inbound": "in", "outbound-reply": "reply"}

Answer = TypeVar("Answer")


def open_channel(settings: Settings, service: Service) -> "TwilioSender":
    """The channel as the settings describe it."""
    return TwilioSender(settings, service.sending)


class TwilioSender:
    """One Twilio account: a Messaging Service, or one number."""

    name = "twilio"

    def __init__(self, settings: Settings, rules: SendingRules) -> None:
        """`settings` name the account; `rules` say what Twilio may keep."""
        self._settings, self._rules = settings, rules

    @cached_property
    def _client(self) -> Any:
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        # Both write addresses into their logs, and a list's address has a number in it.
        silent = logging.getLogger("golden_thread.silent")
        silent.disabled = True
        logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)
        http = TwilioHttpClient(timeout=LONGEST_WAIT_SECONDS, logger=silent)
        sid, token = self._settings.twilio_account_sid, self._settings.twilio_auth_tokens[0]
        client = Client(sid, token, http_client=http)
        if self._settings.twilio_api_base_url:
            client.api.base_url = self._settings.twilio_api_base_url.rstrip("/")
        return client

    def send(self, number: str, text: str, token: str) -> Sent:
        """Send one text. Its report comes to an address that only this outbox row has."""
        options: dict[str, Any] = {"to": number, "body": text}
        options["status_callback"] = self._address("status", token)
        if self._settings.twilio_messaging_service_sid:
            options["messaging_service_sid"] = self._settings.twilio_messaging_service_sid
        else:
            options["from_"] = self._settings.twilio_from
        if self._rules.content_retention != "retain":
            options["content_retention"] = self._rules.content_retention
        if self._rules.address_retention != "retain":
            options["address_retention"] = self._rules.address_retention
        return Sent(str(_asked(lambda: self._client.messages.create(**options)).sid))

    def call(self, number: str, text: str, token: str) -> Sent:
        """Ring, read the text twice, and wait for any key."""
        if not self._settings.twilio_from:
            raise NotTaken(None, "tell")
        said = f'<Say language="en-GB">{escape(text)} Press any key to say that you heard.</Say>'
        address = escape(self._address("call", token), {'"': "&quot;"})
        gather = f'<Gather numDigits="1" timeout="10" action="{address}">{said}{said}</Gather>'
        made = _asked(
            lambda: self._client.calls.create(
                to=number,
                from_=self._settings.twilio_from,
                twiml=f"<Response>{gather}</Response>",
                status_callback=self._address("status", token),
                status_callback_event=["completed"],
                timeout=30,
            )
        )
        return Sent(str(made.sid))

    def find(self, number: str, text: str, since: datetime) -> tuple[str, ...] | None:
        """Texts of ours like this one. None where Twilio has blanked one: it could be it."""
        # Not by date sent: a text that is still waiting there has none.
        found = _asked(lambda: self._client.messages.list(to=number, limit=NEWEST))
        ours = [
            one
            for one in found
            if one.direction == "outbound-api" and one.date_created >= since - CLOCKS_APART
        ]
        if any(not one.body for one in ours):
            return None
        return tuple(str(one.sid) for one in ours if one.body == text)

    def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
        """Every text between two moments; asks for a day more, as Twilio may look at days only."""
        wide = since - timedelta(days=1)
        found = _asked(
            lambda: self._client.messages.list(date_sent_after=wide, page_size=PAGE, limit=20_000)
        )
        texts = [_listed(one) for one in found if one.date_sent is not None]
        within = (one for one in texts if since <= one.sent_at <= until)
        return iter(sorted(within, key=lambda one: (one.sent_at, one.sid)))

    def forget(self, sid: str, *, delete: bool) -> None:
        """Blank or delete a text at Twilio. One that is gone already is as wished."""
        text = self._client.messages(sid)
        try:
            _asked(text.delete if delete else lambda: text.update(body=""))
        except NotTaken as error:
            if error.code != 20404:
                raise

    def _address(self, what: str, token: str) -> str:
        return f"{self._settings.public_base_url}/sms/{what}/{token}"


def _listed(one: Any) -> Listed:
    way = _WAYS.get(one.direction, "out")
    return Listed(
        sid=str(one.sid),
        way=way,
        number=str((one.from_ if way == "in" else one.to) or ""),
        text=str(one.body or ""),
        media=int(one.num_media or 0),
        segments=int(one.num_segments or 1),
        sent_at=one.date_sent,
        finished=one.status not in UNFINISHED,
    )


def _asked(call: Callable[[], Answer]) -> Answer:
    """Make one call; every failure becomes ours, without Twilio's words: they hold numbers."""
    import requests
    from twilio.base.exceptions import TwilioException, TwilioRestException

    try:
        return call()
    except TwilioRestException as error:
        raise _refusal(error.status, error.code) from None
    except requests.exceptions.ConnectTimeout:
        raise Unreachable from None
    except requests.exceptions.ConnectionError as error:
        raise (Unreachable if _never_connected(error) else Ambiguous) from None
    except (requests.exceptions.RequestException, TwilioException, ValueError, KeyError):
        # An answer that broke off or cannot be read: it may have been taken.
        raise Ambiguous from None


def _refusal(status: int, code: int | None) -> Exception:
    if status >= 500:  # it may have been taken all the same
        return Ambiguous()
    return NotTaken(code, meaning(code, status).what)


def _never_connected(error: Exception) -> bool:
    from urllib3.exceptions import NewConnectionError

    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)
