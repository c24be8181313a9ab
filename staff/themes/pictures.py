"""Pictures for the officer: themes by quarter, words on a wall, who was not heard from yet."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template, request

from collation.heard import heard
from collation.news import wall_words
from collation.reach import groups
from collation.themes_count import freshen
from staff.charts import Bar, Bars, Small, Wall, bars, small_multiples, wall
from staff.desk import desk, now
from staff.roles import may
from staff.themes import standing
from staff.themes.framing import frame_in_use, labels
from staff.themes.monday import direction
from staff.themes.published import Reach
from staff.words_on_page import LANES
from storage.answers import read, tallies
from storage.answers.tallies import Cell
from storage.office import populations

pages = Blueprint("theme_pictures", __name__, url_prefix="/themes/pictures")

QUARTERS_SHOWN = 6
ATTRIBUTES = {"age": "Age", "place": "Place", "status": "Status"}


@pages.get("")
@may("officer")
def show() -> str:
    """All pictures of one lane and, where a quarter is chosen, of that quarter."""
    freshen(desk().rooms.answers)
    lane = request.args.get("lane", "registered")
    lane = lane if lane in LANES else "registered"
    names = labels(frame_in_use())
    with desk().rooms.answers.read() as conn:
        quarters = read.quarters(conn)
        quarter = standing.asked_quarter() or (quarters[0] if quarters else "")
        shown = sorted(quarters)[-QUARTERS_SHOWN:]
        cells = tallies.summed(conn, sorted({*shown, quarter}), lane)
        people = tallies.everyone(conn, quarter, lane) if lane == "registered" else []
    here = _of(cells, quarter)
    question = _question(here)
    known = desk().questions.get(question)
    return render_template(
        "themes/pictures.html",
        quarters=quarters,
        quarter=quarter,
        lane=lane,
        themes=_themes(here, lane, names),
        smalls=_smalls(cells, lane, names, shown),
        shown_quarters=shown,
        wall=_wall(question, quarter, lane),
        question=question,
        questions=_asked(here),
        asked=known.text if known else question,
        reach=_reach(people) if lane == "registered" else [],
    )


def _themes(cells: Sequence[Cell], lane: str, names: Mapping[str, str]) -> Bars:
    said = heard(cells, lane)
    rows = [Bar(names.get(one.theme, one.theme), one.voices, f"{one.voices:,}") for one in said]
    return bars("Young people by theme", rows, "young people")


def _smalls(
    cells: Sequence[Cell], lane: str, names: Mapping[str, str], quarters: Sequence[str]
) -> tuple[Small, ...]:
    by = {one: {h.theme: h for h in heard(_of(cells, one), lane)} for one in quarters}
    themes = sorted(
        {theme for found in by.values() for theme in found},
        key=lambda theme: -max(by[one][theme].voices for one in quarters if theme in by[one]),
    )
    rows = []
    for theme in themes:
        values = [by[one][theme].voices if theme in by[one] else 0 for one in quarters]
        last, then = (
            by[quarters[-1]].get(theme),
            by[quarters[-2]].get(theme) if quarters[1:] else None,
        )
        trend = direction(last, then) if last else ""
        rows.append((names.get(theme, theme), values, trend))
    return small_multiples(rows, quarters, "young people")


def _of(cells: Sequence[Cell], quarter: str) -> list[Cell]:
    return [cell for cell in cells if cell.quarter == quarter]


def _question(here: Sequence[Cell]) -> str:
    """The question whose words are on the wall: the one asked for, or the most answered."""
    asked = _asked(here)
    wanted = request.args.get("question", "")
    return wanted if wanted in dict(asked) else next((one for one, _ in asked), "")


def _asked(cells: Sequence[Cell]) -> list[tuple[str, str]]:
    voices: dict[str, int] = {}
    for cell in cells:
        if cell.theme == tallies.EVERYONE:
            voices[cell.question] = voices.get(cell.question, 0) + cell.voices + cell.unchecked
    ordered = sorted(voices, key=lambda one: (-voices[one], one))
    questions = desk().questions
    return [(one, questions[one].text if one in questions else one) for one in ordered]


def _wall(question: str, quarter: str, lane: str) -> Wall:
    answers, least = desk().rooms.answers, desk().county.release.k_inside
    said: list[tuple[str, int]] = []
    if question:
        with answers.read() as conn:
            there = read.texts_there(conn, question, quarter, lane)
        said = wall_words(answers, question, quarter, lane, least=least, texts_there=there)
    return wall("Words that most people used", said)


def _reach(cells: Sequence[Cell]) -> list[Reach]:
    found = []
    with desk().rooms.register.read() as conn:
        figures = {one: populations.of(conn, one, now().year) for one in ATTRIBUTES}
    for attribute, title in ATTRIBUTES.items():
        known = figures[attribute]
        if not known:
            continue
        every = groups(cells, attribute, {one.value: one.people for one in known})
        source = f"{known[0].source}, {known[0].year}"
        found.append(Reach.of(title, source, every, _names(attribute)))
    return found


def _names(attribute: str) -> dict[str, str]:
    county = desk().county
    if attribute == "place":
        return {one.id: one.name for one in county.places}
    return {one.id: one.name for one in county.statuses} if attribute == "status" else {}
