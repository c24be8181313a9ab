"""Words that nobody can assess or read today go to a person the same day, on every channel."""

import io

import pytest

from bot.channels import terminal
from bot.channels.terminal import talk
from bot.message import InboundMessage
from bot.receive import receive
from bot.service import Service
from conversations import readable
from storage.register import concerns, contacts, rota
from storage.register.concerns import Concern
from storage.times import london_day
from tests.conftest import NOW, ROOT
from tests.factories import a_phone

TODAY = london_day(NOW)
ALBANIAN = "nuk ndihem mire ne kete shtepi"
TEXTS = {
    "albanian": ALBANIAN,
    "polish": "nikt mnie tutaj nie lubi w tym domu",
    "somali": "ma jecli halkan waan murugaysanahay",
    "vietnamese": "em khong muon ve nha nua",
    "kurmanji": "ez naxwazim vegerim wê malê",
    "welsh": "dwi ddim eisiau mynd adre heno",
    "tigrinya": "ናብ ገዛ ክምለስ ኣይደልን",
    "pashto": "زه کور ته تلل نه غواړم",
    "chinese": "我不想回家",
}


def hear(service: Service, channel: str, text: str, sender: str = "", **more: object) -> None:
    sender = sender or (a_phone() if channel == "sms" else "a browser's token")
    key = f"{channel} {sender} {text}"
    receive(service, InboundMessage(channel, sender, key, text, **more), NOW)  # type: ignore[arg-type]


def raised(service: Service) -> list[Concern]:
    with service.rooms.register.read() as conn:
        return concerns.listing(conn, service.rooms.vault)


def put_on(service: Service, *languages: str) -> None:
    with service.rooms.register.write() as conn:
        rota.say(
            conn, duty_until=NOW, readers=[TODAY], list_at=NOW, languages=languages, today=TODAY
        )


@pytest.mark.parametrize("channel", ["sms", "web"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_person_must_look_and_is_told_why(
    sqlite_service: Service, channel: str, text: str
) -> None:
    hear(sqlite_service, channel, text)
    (one,) = raised(sqlite_service)
    assert one.needs_person
    assert one.level in ("concern", "urgent")
    assert "nobody reads it today" in " ".join(one.reasons)


@pytest.mark.parametrize("text", [ALBANIAN, TEXTS["tigrinya"]])
def test_in_the_terminal_too(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Concern] = []
    heard = terminal.receive

    def noted(service: Service, *rest: object) -> object:
        reply = heard(service, *rest)  # type: ignore[arg-type]
        found.extend(raised(service))
        return reply

    monkeypatch.setattr(terminal, "receive", noted)
    talk(
        flow=None, language=None, audience=None, transcript=None, county_dir=ROOT / "config",
        environ={}, lines=io.StringIO(f"{text}\n"), out=io.StringIO(),
    )  # fmt: skip
    assert found[-1].needs_person


def test_who_reads_today_is_said(sqlite_service: Service) -> None:
    put_on(sqlite_service, "en", "sq")
    hear(sqlite_service, "sms", ALBANIAN)
    (one,) = raised(sqlite_service)
    assert one.needs_person
    assert "language: Albanian; somebody reads it today" in one.reasons


def test_yesterdays_readers_read_nothing_today(service: Service) -> None:
    put_on(service, "en", "ti")
    hear(service, "web", TEXTS["tigrinya"])
    assert "probably Tigrinya; somebody reads it" in " ".join(raised(service)[0].reasons)
    with service.rooms.register.read() as conn:
        later = rota.office(conn, NOW.replace(day=NOW.day + 1))
    assert later.reads is None


def test_after_stop_and_with_stop(sqlite_service: Service) -> None:
    number = a_phone()
    hear(sqlite_service, "sms", "STOP", number)
    assert raised(sqlite_service) == []
    hear(sqlite_service, "sms", ALBANIAN, number)
    (one,) = raised(sqlite_service)
    assert one.needs_person


@pytest.mark.parametrize("text", ["yes", "nah im good", "my worker is Agnieszka", "tak", "👍", "3"])
def test_what_can_be_read_is_raised_for_nobody(sqlite_service: Service, text: str) -> None:
    hear(sqlite_service, "sms", "1", number := a_phone())
    hear(sqlite_service, "sms", text, number)
    assert raised(sqlite_service) == []


def test_what_breaks_while_reading_counts_as_unread(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(readable, "written_in", breaks)
    hear(sqlite_service, "sms", "the food is nice")
    (one,) = raised(sqlite_service)
    assert (one.level, one.needs_person) == ("concern", True)


@pytest.mark.parametrize(("reply", "language"), [("1", "sq"), ("8", "en"), ("Shqip", "sq")])
def test_what_they_choose_is_stored_and_not_asked_again(
    sqlite_service: Service, reply: str, language: str
) -> None:
    number, rooms = a_phone(), sqlite_service.rooms
    hear(sqlite_service, "sms", ALBANIAN, number)
    hear(sqlite_service, "sms", reply, number)
    with rooms.register.read() as conn:
        found = contacts.by_number(conn, rooms.vault, number)
    assert found
    assert found.language == language
    said = receive(sqlite_service, InboundMessage("sms", number, "k", "nuk dua te flas"), NOW)
    assert "Language?" not in " ".join(said.texts)


def test_other_lists_the_others(sqlite_service: Service) -> None:
    number = a_phone()
    hear(sqlite_service, "sms", ALBANIAN, number)
    more = receive(sqlite_service, InboundMessage("sms", number, "o", "7"), NOW).texts[0]
    assert more.startswith("Language? 1 ")
    assert "Shqip" not in more
    assert more.endswith("English")
