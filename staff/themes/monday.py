"""The Monday page: what is left to check, what is new, who disagrees, and how sure we are."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template, url_for

from collation.heard import Heard, base, heard, interval
from collation.news import before
from collation.themes_count import freshen
from collation.trends import TOO_FEW, Part, trend
from staff.charts import Bar, Bars, Camps, bars, camps
from staff.desk import desk
from staff.roles import may
from staff.themes import news, standing
from staff.themes.framing import frame_in_use, labels
from staff.themes.standing import Far
from staff.words_on_page import counted, quarter_name
from storage.answers import read, tallies
from storage.answers.tallies import Cell
from storage.disclosure import PERCENT_FROM

pages = Blueprint("themes", __name__)

LANE = "registered"
MOST_NEWS = 6


@pages.get("/themes")
@may("officer")
def show() -> str:
    """One page for the officer's hour."""
    freshen(desk().rooms.answers)
    with desk().rooms.answers.read() as conn:
        quarters = read.quarters(conn)
        quarter = standing.asked_quarter() or (quarters[0] if quarters else None)
        far = standing.progress(conn, quarter)
        earlier = before(quarters, quarter) if quarter else None
        both = tallies.summed(conn, [one for one in (quarter, earlier) if one], LANE)
        agreed = tallies.agreement(conn, quarter)
    cells, then = ([one for one in both if one.quarter == each] for each in (quarter, earlier))
    found, since = news.questions(quarter, earlier, MOST_NEWS)
    names = labels(frame_in_use())
    said, people = heard(cells, LANE), base(cells, LANE)
    return render_template(
        "themes/monday.html",
        quarters=quarters, quarter=quarter, progress=far, first=far.first,
        piles=[(one, far.left(one)) for one in standing.TO_CHECK],
        news=found, news_since=since,
        themes=_bars([one for one in said if one.voices], names),
        silent=[names.get(one.theme, one.theme) for one in said if not one.voices],
        extra=_extra(said, heard(then, LANE), names, earlier),
        links=_links(said, names, quarter),
        base_said=_base(people[0], quarter),
        camps=_camps(cells, names),
        sure=_sure(far, people, agreed, bool(earlier)),
    )  # fmt: skip


def waiting() -> int:
    """How many answers wait for a person, for the officer's front page."""
    with desk().rooms.answers.read() as conn:
        return standing.progress(conn, None).to_check


def _bars(said: Sequence[Heard], names: Mapping[str, str]) -> Bars:
    rows = []
    for one in said:
        low, high = (each * one.base for each in interval(one.voices, one.base))
        told = f"{one.voices:,}"
        rows.append(Bar(names.get(one.theme, one.theme), one.voices, told, low, high))
    return bars("Young people by theme, of checked answers", rows)


def _extra(
    said: Sequence[Heard], then: Sequence[Heard], names: Mapping[str, str], earlier: str | None
) -> dict[str, list[str]]:
    was = {one.theme: one for one in then}
    return {
        names.get(one.theme, one.theme): [
            f"{round(100 * one.voices / one.base)}% of {one.base:,}"
            if one.base >= PERCENT_FROM
            else f"of {one.base:,}",
            change(one, was.get(one.theme)) if earlier else "no quarter before",
        ]
        for one in said
    }


def change(now: Heard, then: Heard | None) -> str:
    """`12 of 60; now up`: the base is always there."""
    if then is None:
        return "nobody"
    return f"{then.voices:,} of {then.base:,}; now {direction(now, then)}"


def direction(now: Heard, then: Heard | None) -> str:
    """Up, down, no clear change, or too few to tell; of the same question only."""
    if then is None or now.question != then.question:
        return TOO_FEW
    return trend(Part(then.voices, then.base), Part(now.voices, now.base)).direction


def _links(said: Sequence[Heard], names: Mapping[str, str], quarter: str | None) -> dict[str, str]:
    return {
        names.get(one.theme, one.theme): url_for(
            "theme_review.show", pile="all", theme=one.theme, quarter=quarter
        )
        for one in said
    }


def _base(people: int, quarter: str | None) -> str:
    when = f" from {quarter_name(quarter)}" if quarter else ""
    return (
        f"{counted(people, 'young person', 'young people')}{when} wrote words that a person has "
        "checked. Each theme shows the question in which most spoke of it, out of everyone who "
        "answered that. The thin line is where the true number may lie, nineteen times in twenty."
    )


def _camps(cells: Sequence[Cell], names: Mapping[str, str]) -> tuple[Camps, ...]:
    sides = news.sides()
    more = {one.theme: one.voices for one in heard(cells, LANE, sides.more)}
    less = {one.theme: one.voices for one in heard(cells, LANE, sides.less)}
    themes = sorted(
        more.keys() | less.keys(), key=lambda one: -(more.get(one, 0) + less.get(one, 0))
    )
    both = [(names.get(one, one), more.get(one, 0), less.get(one, 0)) for one in themes]
    return camps([one for one in both if any(one[1:])])


def _sure(far: Far, people: tuple[int, int], agreed: tuple[int, int], trend: bool) -> list[str]:
    lines = [
        f"{far.percent}% of the answers in words are checked by a person "
        f"({far.checked:,} of {far.answers:,})."
    ]
    if people[1]:
        lines.append(
            f"Up to {counted(people[1], 'more young person has', 'more young people have')} an "
            "answer that nobody has checked yet; they are in no number here."
        )
    right, of = agreed
    if of >= PERCENT_FROM:
        low, high = (100 * each for each in interval(right, of))
        lines.append(
            "Where a person has looked, the machine’s themes were right "
            f"{round(100 * right / of)}% of the time ({right:,} of {of:,}; between {low:.0f}% "
            f"and {high:.0f}%)."
        )
    elif of:
        lines.append(
            f"{counted(of, 'theme of the machine is', 'themes of the machine are')} "
            "checked so far: too few to say how often it is right."
        )
    if not trend:
        lines.append("There is no quarter before this one to compare it with.")
    return lines
