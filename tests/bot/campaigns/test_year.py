"""A simulated year with every limit on: nobody is asked too much, twice, at night or untold."""

from dataclasses import replace

import pytest

from conversations import limits
from storage.register import contacts
from tests.bot.campaigns.year import Year, unhurried
from tests.factories import a_phone, some_contacts


def county(service, people: int) -> Year:
    vault = service.rooms.vault
    code = contacts.cohort_code
    some_contacts(service.rooms, [a_phone() for _ in range(people // 2)])
    some_contacts(service.rooms, [a_phone() for _ in range(people // 4)], consent="new")
    some_contacts(service.rooms, [a_phone()], language="ar", cohort=code(vault, 2006))
    some_contacts(service.rooms, [a_phone()], phone_of="carer", cohort=code(vault, 2017))
    some_contacts(service.rooms, [a_phone()], paused=True)
    some_contacts(service.rooms, [a_phone()], onboarded=False)
    some_contacts(service.rooms, [a_phone()], preferred_time="16:30", easy_read=True)
    return Year(unhurried(service))


def test_a_year(service, capsys):
    year = county(service, 16)
    year.play()
    with capsys.disabled():
        print(f"\na simulated year: {year.figures()}")  # noqa: T201
    assert year.repeated() == 0
    assert year.over_budget() == 0
    assert year.out_of_hours() == 0
    assert year.without_told() == 0
    assert year.told_too_often() == 0
    asks = [len(them) for them in year.asks().values()]
    assert max(asks) >= 3  # and yet people are asked
    assert len(asks) >= 14


@pytest.mark.parametrize("what", ["without_told", "repeated", "out_of_hours"])
def test_the_year_would_notice(sqlite_service, monkeypatch, what):
    """A year of a county whose limits are broken fails."""
    if what == "without_told":
        monkeypatch.setattr(limits, "told_since", lambda asked, told: True)
    elif what == "repeated":
        monkeypatch.setattr(limits, "MONTHS_OF_A_YEAR", -1)
    else:
        rules = sqlite_service.sending
        always = ((rules.windows[0][0].replace(hour=0), rules.windows[0][0].replace(hour=23)),) * 7
        sqlite_service = replace(
            sqlite_service, sending=replace(rules, windows=always), old_flows={}
        )
    year = county(sqlite_service, 4)
    year.days = 200
    year.bank = year.bank[:1] if what == "repeated" else year.bank
    year.play()
    assert getattr(year, what)() > 0
