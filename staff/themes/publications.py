"""Publications: drafts with their blanks explained, for the officer; what is published, for all."""

import json
from collections.abc import Mapping

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from staff.spreadsheet import as_csv
from staff.themes import drafts
from staff.themes.framing import frame_in_use, labels
from staff.themes.published import Shown, as_rows, for_page
from staff.themes.quote_rules import level
from staff.words_on_page import quarter_name
from storage import audit
from storage.answers import publications, read
from storage.answers.publications import (
    AUDIENCES,
    BOARD,
    DRAFT,
    INSIDE,
    PUBLIC,
    PUBLISHED,
    WITHDRAWN,
    Publication,
)

pages = Blueprint("publications", __name__, url_prefix="/publications")

MAY_SEE: Mapping[str, tuple[str, ...]] = {
    "officer": AUDIENCES,
    "district_lead": (INSIDE, BOARD, PUBLIC),
    "board": (BOARD, PUBLIC),
    "council": (BOARD, PUBLIC),
}
FOR = {
    INSIDE: "Inside the service",
    BOARD: "The Board",
    PUBLIC: "Everybody",
}
TITLE_MAX = 100


@pages.get("")
@may("officer", "district_lead", "board", "council")
def show() -> str:
    """What is published; the officer sees drafts too."""
    officer = person().role == "officer"
    states = (DRAFT, PUBLISHED, WITHDRAWN) if officer else (PUBLISHED,)
    with desk().rooms.answers.read() as conn:
        found = publications.listing(conn, audiences=MAY_SEE[person().role], states=states)
        quarters = read.quarters(conn) if officer else []
    return render_template(
        "themes/publications.html",
        drafts=[one for one in found if one.state == DRAFT],
        published=[one for one in found if one.state == PUBLISHED],
        withdrawn=[one for one in found if one.state == WITHDRAWN],
        audiences=FOR,
        quarters=quarters,
    )


@pages.get("/<publication_id>")
@may("officer", "district_lead", "board", "council")
def one(publication_id: str) -> str:
    """One publication as it goes out; of a draft also what is blank and why."""
    found, shown = _found(publication_id)
    with desk().rooms.answers.read() as conn:
        quotes = publications.quotes_of(conn, publication_id)
    names = _names()
    return render_template(
        "themes/publication.html",
        publication=found,
        draft=found.state == DRAFT,
        tables=shown,
        quotes=[(names.get(each.theme, each.theme), each) for each in quotes],
        audience=FOR[found.audience],
        k=level(found.audience),
    )


@pages.get("/<publication_id>.csv")
@may("officer", "district_lead", "board", "council")
def csv(publication_id: str) -> Response:
    """Its tables for a spreadsheet: the same protected numbers."""
    found, shown = _found(publication_id)
    header = ("period", "who", "question", "by", "group", "theme", "young people", "of", "note")
    return _file(as_csv(header, as_rows(found, shown)), found, "csv", "text/csv")


@pages.get("/<publication_id>.json")
@may("officer", "district_lead", "board", "council")
def as_json(publication_id: str) -> Response:
    """The same for a program."""
    found, shown = _found(publication_id)
    whole = {
        "title": found.title,
        "period": found.period,
        "published": found.published_on,
        "tables": [
            {"name": each.name, "quarter": each.quarter, "lane": each.lane,
             "question": each.question, "by": each.breakdown, **each.cells}
            for each in shown
        ],
    }  # fmt: skip
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1)
    return _file(text, found, "json", "application/json")


@pages.post("")
@may("officer")
def make() -> AnyResponse:
    """A new draft of one quarter. Numbers that nobody has checked are refused."""
    audience, quarter = request.form.get("audience", ""), request.form.get("quarter", "")
    title = _title() or f"What young people said, {quarter_name(quarter)}"
    if audience not in FOR:
        abort(400)
    try:
        made = drafts.make(quarter, audience, title)
    except drafts.Refused as refused:
        warned(str(refused))
        return redirect(url_for(".show"))
    told("A draft. Look at it, then publish it; until then only you see it.")
    return redirect(url_for(".one", publication_id=made))


@pages.post("/<publication_id>/<what>")
@may("officer")
def change(publication_id: str, what: str) -> AnyResponse:
    """Publish, withdraw, throw away, or give another title."""
    acts = {"publish": _publish, "withdraw": _withdraw, "discard": _discard, "title": _retitle}
    if what not in acts:
        abort(404)
    gone = acts[what](publication_id)
    return redirect(url_for(".show") if gone else url_for(".one", publication_id=publication_id))


def _publish(publication_id: str) -> bool:
    try:
        drafts.publish(publication_id)
    except drafts.Refused as refused:
        warned(str(refused))
        return False
    _said(publication_id, "published", True, "Published. It can be withdrawn, but not unread.")
    return False


def _withdraw(publication_id: str) -> bool:
    with desk().rooms.answers.write() as conn:
        done = publications.withdraw(conn, publication_id)
    _said(publication_id, "withdrawn", done, "Withdrawn. Nobody but you sees it from now on.")
    return False


def _discard(publication_id: str) -> bool:
    with desk().rooms.answers.write() as conn:
        done = publications.discard(conn, publication_id)
    _said(publication_id, "discarded", done, "The draft is gone.")
    return done


def _retitle(publication_id: str) -> bool:
    title = _title()
    with desk().rooms.answers.write() as conn:
        done = bool(title) and publications.retitle(conn, publication_id, title)
    _said(publication_id, "retitled", done, "It has its new title.")
    return False


def _said(publication_id: str, what: str, done: bool, said: str) -> None:
    if not done:
        warned("That was not done: it is not in that state any more, or nothing was written.")
        return
    with desk().rooms.register.write() as conn:
        audit.record(conn, now(), person().id, f"publication.{what}", publication_id)
    told(said)


def _found(publication_id: str) -> tuple[Publication, list[Shown]]:
    """A publication that this person may see. Drafts are the officer's; others get a 404."""
    with desk().rooms.answers.read() as conn:
        found = publications.find(conn, publication_id)
        tables = publications.tables_of(conn, publication_id) if found else []
    role = person().role
    if found is None or found.audience not in MAY_SEE[role]:
        abort(404)
    if found.state != PUBLISHED and role != "officer":
        abort(404)
    return found, for_page(tables, _names(), desk().questions, _values())


def _names() -> Mapping[str, str]:
    return labels(frame_in_use())


def _values() -> Mapping[str, str]:
    county = desk().county
    places = {one.id: one.name for one in county.places}
    return places | {one.id: one.name for one in county.statuses}


def _title() -> str:
    return " ".join(clean(request.form.get("title", "")).split())[:TITLE_MAX]


def _file(text: str, found: Publication, ending: str, kind: str) -> Response:
    name = f'attachment; filename="{found.period}-{found.audience}.{ending}"'
    return Response(text, mimetype=kind, headers={"Content-Disposition": name})
