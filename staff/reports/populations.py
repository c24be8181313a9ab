"""How many young people there are: typed in with source and year, and they must sum."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config.wording import AUDIENCES
from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit
from storage.office import populations
from storage.office.populations import Population

pages = Blueprint("populations", __name__, url_prefix="/reports/populations")

ATTRIBUTES = {"age": "Age", "place": "Place", "status": "Status"}
LONGEST = 200


@pages.get("")
@may("officer")
def show() -> str:
    """The newest figures of each attribute, and a form for each."""
    return _page({}, "", [])


@pages.post("/<attribute>")
@may("officer")
def save(attribute: str) -> Response | tuple[str, int]:
    """Enter a year's figures of one attribute: all that are written, or none."""
    if attribute not in ATTRIBUTES:
        abort(404)
    typed = dict(request.form)
    figures, wrong = read(typed, values_of(attribute), now().year)
    if wrong:
        return _page(typed, attribute, wrong), 422
    year, source = int(typed["year"]), _line(typed["source"])
    with desk().rooms.register.write() as conn:
        for value in values_of(attribute):
            if value in figures:
                one = Population(year, attribute, value, figures[value], source)
                populations.put(conn, one, person().id, now())
            else:
                populations.remove(conn, year, attribute, value)
        audit.record(conn, now(), person().id, "population.entered", f"{attribute}.{year}")
    told(f"{sum(figures.values()):,} young people by {attribute} in {year} are entered.")
    if others := _others(attribute, year, sum(figures.values())):
        warned(
            f"{others} A report would give two numbers for the same young people. Correct the one "
            "that is wrong; if other people are counted, say so in the source."
        )
    return redirect(url_for(".show"))


def _others(attribute: str, year: int, total: int) -> str:
    """What the year's other figures add up to, where that is something else."""
    with desk().rooms.register.read() as conn:
        known = {each: populations.of(conn, each, year) for each in ATTRIBUTES if each != attribute}
    sums = {each: sum(one.people for one in there) for each, there in known.items() if there}
    return " ".join(f"By {each} there are {many:,}." for each, many in sums.items()
                    if many != total)  # fmt: skip


def read(
    typed: Mapping[str, str], values: Mapping[str, str], this_year: int
) -> tuple[dict[str, int], list[str]]:
    """The figures, and what is wrong with them: each cell by its name."""
    wrong = []
    year = typed.get("year", "").strip()
    if not year.isdecimal() or not 2000 <= int(year) <= this_year + 1:
        wrong.append(f"Write the year of the figures, 2000 to {this_year + 1}.")
    if not 0 < len(_line(typed.get("source", ""))) <= LONGEST:
        wrong.append("Say where the figures are published: a figure without a source is not kept.")
    figures: dict[str, int] = {}
    for value, name in values.items():
        number = _number(typed.get(f"n-{value}", ""))
        if number is None and typed.get(f"n-{value}", "").strip():
            wrong.append(f"“{name}”: write a whole number, or leave it empty.")
        elif number is not None:
            figures[value] = number
    total = _number(typed.get("total", ""))
    if not figures and not wrong:
        wrong.append("Write at least one number.")
    elif total is not None and total != sum(figures.values()):
        named = ", ".join(values[value] for value in figures)
        wrong.append(
            f"The total says {total:,}; {named} add up to {sum(figures.values()):,}. Correct the "
            "one that is wrong."
        )
    elif figures and not any(figures.values()):
        wrong.append("All of them are 0: of nobody no rate can be given. Look the figures up.")
    return figures, wrong


def values_of(attribute: str) -> dict[str, str]:
    """The groups of an attribute, with their names."""
    county = desk().county
    if attribute == "place":
        return {one.id: one.name for one in county.places}
    if attribute == "status":
        return {one.id: one.name for one in county.statuses}
    return {one: one.replace("-", " to ") for one in AUDIENCES}


def _page(typed: Mapping[str, str], which: str, wrong: list[str]) -> str:
    with desk().rooms.register.read() as conn:
        known = {each: populations.of(conn, each, now().year) for each in ATTRIBUTES}
    forms = []
    for each, name in ATTRIBUTES.items():
        there = known[each]
        kept = {f"n-{one.value}": str(one.people) for one in there}
        if there:
            kept |= {"year": str(there[0].year), "source": there[0].source}
        shown, why = (typed, wrong) if each == which else (kept, [])
        forms.append((each, name, values_of(each), shown, why, sum(one.people for one in there)))
    problems = {f"{which}-year": wrong[0]} if wrong else {}
    return render_template("reports/populations.html", forms=forms, problems=problems)


def _number(text: str) -> int | None:
    text = text.strip().replace(",", "").replace(" ", "")
    return int(text) if text.isdecimal() and len(text) <= 7 else None


def _line(text: str) -> str:
    return " ".join(clean(text).split())
