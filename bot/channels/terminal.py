"""The terminal: talk with the bot here, with a clock that can be moved; nothing is kept after."""

import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TextIO

from cryptography.fernet import Fernet

from bot.message import InboundMessage
from bot.receive import expire_due, receive
from bot.service import Service, keep_flows, make_service
from conversations import audience as audience_bands
from storage.clock import SystemClock
from storage.crypto import Vault
from storage.register import contacts
from storage.rooms import migrate, open_rooms
from storage.times import london_day

NUMBER = "+447700900000"  # Ofcom keeps this range for drama; nobody has it
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
HELP = "You are the young person. /wait 3d (or 2h, 10m) moves the clock, /quit ends."


def talk(
    *,
    flow: str | None,
    language: str | None,
    audience: str | None,
    transcript: Path | None,
    county_dir: Path,
    environ: Mapping[str, str],
    lines: TextIO = sys.stdin,
    out: TextIO = sys.stdout,
) -> int:
    """Talk until the input ends. Every text goes the whole way, through databases made for this."""
    with _throwaway(county_dir, environ) as service:
        if flow is not None and flow not in service.book.flows:
            out.write(f"No flow {flow!r}. There are: {', '.join(sorted(service.book.flows))}\n")
            return 2
        talker = _Talker(service, SystemClock().now(), flow, audience, language)
        out.write(HELP + "\n")
        for text in talker.begin():
            out.write(f"< {text}\n")
        for line in lines:
            text = line.rstrip("\n")
            if text == "/quit":
                break
            out.write("".join(f"{said}\n" for said in talker.hear(text)))
            out.flush()
        if transcript is not None:
            transcript.write_text("\n".join(talker.transcript) + "\n", encoding="utf-8")
    return 0


class _Talker:
    """One phone in the terminal."""

    def __init__(
        self,
        service: Service,
        now: datetime,
        flow: str | None,
        audience: str | None,
        language: str | None,
    ) -> None:
        self.service = service
        self.now = now
        self.flow = flow
        self.transcript = [f"flow: {flow}"] if flow else []
        if audience:
            self.transcript.append(f"audience: {audience}")
        if language:
            self.transcript.append(f"language: {language}")
        self.transcript.append("")
        self._register(audience, language)

    def _register(self, audience: str | None, language: str | None) -> None:
        rooms = self.service.rooms
        today = london_day(self.now)
        years = (year for year in contacts.COHORT_YEARS if _band(year, today) == audience)
        code = next((contacts.cohort_code(rooms.vault, year) for year in years), None)
        row = contacts.new_row(
            rooms.vault, NUMBER, "registered", cohort=code, language=language or "en"
        )
        with rooms.register.write() as conn:
            contacts.add(conn, row)

    def begin(self) -> list[str]:
        """The first texts of a flow that was named; without one the phone writes first."""
        return self._send("", start=self.flow) if self.flow else []

    def hear(self, text: str) -> list[str]:
        """One line of input: a text, or a move of the clock."""
        if text.startswith("/wait"):
            return [self._wait(text.removeprefix("/wait").strip())]
        self.transcript.append(f"> {text}")
        return [f"< {said}" for said in self._send(text)]

    def _wait(self, length: str) -> str:
        if length[:-1].isdecimal() and length[-1:] in UNITS:
            self.now += timedelta(**{UNITS[length[-1]]: int(length[:-1])})
            expire_due(self.service, self.now)
            self.transcript.append(f"@ {length} later")
            return f"@ it is now {self.now:%A %d %B %H:%M}"
        return "Write /wait 3d, /wait 2h or /wait 10m."

    def _send(self, text: str, start: str | None = None) -> list[str]:
        inbound = InboundMessage(
            "sms", NUMBER, key=secrets.token_hex(8), text=text, start_flow=start
        )
        reply = receive(self.service, inbound, self.now)
        self.transcript += [f"< {said}" for said in reply.texts]
        return list(reply.texts) or [f"(nothing is said: {reply.silence})"]


@contextmanager
def _throwaway(county_dir: Path, environ: Mapping[str, str]) -> Iterator[Service]:
    vault = Vault([Fernet.generate_key().decode()], [secrets.token_hex(32)])
    with tempfile.TemporaryDirectory() as folder:
        here = f"sqlite:///{folder}"
        rooms = open_rooms(f"{here}/register.db", f"{here}/keys.db", f"{here}/answers.db", vault)
        migrate(rooms)
        service = make_service(rooms, county_dir, environ)
        keep_flows(service, SystemClock().now())
        yield service
        rooms.close()


def _band(first_year: int, today: date) -> str:
    return audience_bands.audience(str(first_year), today)
