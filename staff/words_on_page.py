"""How times, roles and ids read on a page: Europe/London, British English."""

from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_timedelta
from flask import Flask
from flask_babel import format_date, format_datetime

from config.sending import POUND
from conversations import cover
from staff.desk import desk, now
from storage.times import moment

LANES: dict[str, str] = {
    "registered": "Registered young people",
    "web": "Web chat: not known to be in care",
    "entered": "Entered by staff or at an event",
}

CHANNELS: dict[str, str] = {
    "sms": "text message", "web": "web chat", "terminal": "simulator",
    "entered": "a line that staff entered",
}  # fmt: skip

LEVELS: dict[str, str] = {"urgent": "Urgent", "concern": "Concern", "flag": "Flag"}


def london(when: datetime | str | None) -> str:
    """`3 November 2026 at 4:05pm`, in Hampshire."""
    if when is None:
        return "never"
    at = moment(when) if isinstance(when, str) else when
    return str(format_datetime(at, "EEE d MMMM y 'at' h:mma")).replace(" pm", "pm")


def day(when: date | str | None) -> str:
    """`3 November 2026`; of a moment or a day as it is kept, too."""
    if isinstance(when, str):
        when = date.fromisoformat(when) if len(when) == len("2026-11-03") else moment(when)
    return str(format_date(when, "d MMMM y")) if when else "never"


def ago(when: datetime | None) -> str:
    """`2 hours ago`."""
    if when is None:
        return "never"
    return str(format_timedelta(when - now(), add_direction=True, locale="en_GB"))


def quarter_name(quarter: str) -> str:
    """`2026-Q3` as `July to September 2026`."""
    names = {"1": "January to March", "2": "April to June", "3": "July to September"}
    year, _, number = quarter.partition("-Q")
    return f"{names.get(number, 'October to December')} {year}"


def short_quarter(quarter: str) -> str:
    """`2026-Q3` as `Jul–Sep 26`, where there is little room."""
    year, _, number = quarter.partition("-Q")
    months = {"1": "Jan–Mar", "2": "Apr–Jun", "3": "Jul–Sep"}
    return f"{months.get(number, 'Oct–Dec')} {year[2:]}"


def month_name(month: str) -> str:
    """`2026-05` as `May 2026`."""
    return f"{date.fromisoformat(month + '-01'):%B %Y}"


def counted(number: int, one: str, many: str) -> str:
    """`1 text`, `2 texts`."""
    return f"{number:,} {one if number == 1 else many}"


def day_name(when: date) -> str:
    """`Tuesday 3 November`; with the year where it is not this one."""
    year = "" if when.year == now().year else " y"
    return str(format_date(when, f"EEEE d MMMM{year}"))


def clock(when: datetime) -> str:
    """`8.30am`, in Hampshire."""
    return cover.clock(when.astimezone(desk().county.time_zone).time())


def london_date(when: datetime) -> date:
    """The day on the wall."""
    return when.astimezone(desk().county.time_zone).date()


def language_name(code: str) -> str:
    """`Arabic`."""
    try:
        return str(Locale.parse(code).get_display_name("en_GB"))
    except (ValueError, UnknownLocaleError):
        return code


def pounds(cost: int) -> str:
    """Thousandths of a penny as `£1,204.50`."""
    return f"£{cost / POUND:,.2f}"


def install_filters(app: Flask) -> None:
    """Give the templates these functions."""
    app.jinja_env.filters.update(
        london=london,
        day=day,
        ago=ago,
        quarter_name=quarter_name,
        short_quarter=short_quarter,
        day_name=day_name,
        clock=clock,
        month_name=month_name,
        london_date=london_date,
        language_name=language_name,
        pounds=pounds,
    )
    app.jinja_env.globals.update(counted=counted)
    app.jinja_env.globals.update(LANES=LANES, CHANNELS=CHANNELS, LEVELS=LEVELS)
