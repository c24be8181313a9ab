"""How well the machine takes names out, by what people changed after it: numbers, never words."""

from flask import Blueprint, render_template

from staff.desk import desk
from staff.roles import may
from storage.office import reading_work

pages = Blueprint("measures", __name__)


@pages.get("/reading/measure")
@may("officer")
def show() -> str:
    """The last twelve months, each a bar with its numbers beside it."""
    with desk().rooms.register.read() as conn:
        months = reading_work.months(conn)
    return render_template("measures.html", months=months)
