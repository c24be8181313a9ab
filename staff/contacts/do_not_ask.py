"""The weekly list of those who must not be asked just now: it comes in whole, and shows nobody."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from staff.contacts.uploads import content, let_larger_in
from staff.desk import desk, now, person, told
from staff.roles import may
from storage import audit, spreadsheets
from storage.register import do_not_ask
from storage.spreadsheets import Unusable

pages = Blueprint("do_not_ask", __name__)
pages.url_value_preprocessor(let_larger_in)

COLUMN = "record_number"
FEW = 10
"""From this many on, a list of less than half of last week's is taken for a mistake at first."""


@pages.get("/do-not-ask")
@may("admin")
def show() -> str:
    """When the list came, and the form for the next."""
    return _page()


@pages.post("/do-not-ask")
@may("admin")
def replace() -> ResponseReturnValue:
    """This week's list instead of last week's."""
    try:
        numbers = _numbers()
    except Unusable as problem:
        return _page({"file": str(problem)}), 400
    rooms = desk().rooms
    with rooms.register.read() as conn:
        before = do_not_ask.size(conn)
    tags = do_not_ask.tags_of(rooms.vault, numbers)
    if before >= FEW and len(tags) * 2 < before and request.form.get("shorter") != "yes":
        return _page({"shorter": _SHORTER}, ask_again=True), 409
    with rooms.register.write() as conn:
        do_not_ask.replace(conn, tags, now())
        matching = do_not_ask.matching(conn)
        audit.record(conn, now(), person().id, "do_not_ask.replaced", "list", f"{len(tags)} listed")
    told(
        f"The list is in: {len(numbers):,} record numbers, of which {matching:,} belong to young "
        "people here. They are not asked anything while they are on it."
    )
    return redirect(url_for(".show"))


def _numbers() -> list[str]:
    if request.form.get("nobody") == "yes":
        return []
    sheet = spreadsheets.read(content(), (COLUMN,), (COLUMN,))
    return sorted({cells for row in sheet.rows if (cells := sheet.named(row)[COLUMN])})


def _page(problems: dict[str, str] | None = None, *, ask_again: bool = False) -> str:
    with desk().rooms.register.read() as conn:
        came = do_not_ask.came_at(conn)
        matching = do_not_ask.matching(conn)
    return render_template(
        "do_not_ask.html",
        came=came,
        matching=matching,
        problems=problems or {},
        ask_again=ask_again,
    )


_SHORTER = (
    "This list is less than half as long as last week's. If that is right, tick here and send "
    "the file again; otherwise look at the file."
)
