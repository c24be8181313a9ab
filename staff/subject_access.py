"""A young person asks what we hold: all under their number, with an aid to take others out."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from staff.desk import desk, now, person, warned
from staff.judging import redacted
from staff.reference import reference_of
from staff.roles import may
from storage import audit, subject_access
from storage.subject_access import CANNOT_MATCH, CASES

pages = Blueprint("subject_access", __name__)


@pages.get("/subject-access")
@may("dpo")
def show() -> str:
    """Ask for the number, and under which reference."""
    return render_template("subject_access.html", held=None, problems={}, filled={})


@pages.post("/subject-access")
@may("dpo")
def find() -> ResponseReturnValue:
    """Everything that is held under the number, to be read before it is handed over."""
    number = subject_access.number_of(request.form.get("number", ""))
    reference = reference_of(request.form.get("reference", ""))
    problems = {}
    if number is None:
        problems["number"] = "Write the number as they gave it, like 07700 900123."
    if not reference:
        problems["reference"] = "Write your own reference of the request, like SAR-2026-014."
    if number is None or problems:
        filled = {"number": request.form.get("number", ""), "reference": reference}
        page = render_template("subject_access.html", held=None, problems=problems, filled=filled)
        return page, 400
    held = subject_access.of_number(desk().rooms, number)
    with desk().rooms.register.write() as conn:
        which = held.contact_id or "no contact"
        audit.record(conn, now(), person().id, "subject_access.shown", which, reference)
    return render_template(
        "subject_access.html",
        held=held,
        proposed=[redacted(one.text, "") for one in held.passages],
        reference=reference,
        cannot_match=CANNOT_MATCH,
        cases=CASES,
        problems={},
        filled={},
    )


@pages.post("/subject-access/file")
@may("dpo")
def file() -> ResponseReturnValue:
    """The text as it was put right on the page; it is kept nowhere here."""
    reference = reference_of(request.form.get("reference", ""))
    if not reference:
        warned("The reference was missing. Begin again; nothing was kept.")
        return redirect(url_for(".show"))
    lines = [f"What Golden Thread holds. Reference {reference}.", "", CANNOT_MATCH, "", CASES, ""]
    facts = zip(request.form.getlist("name"), request.form.getlist("value"), strict=True)
    lines += [f"{name}: {value}" for name, value in facts]
    said = zip(*(request.form.getlist(one) for one in ("about", "who", "text")), strict=True)
    before = ""
    for about, who, text in said:
        if about != before:
            lines += ["", about]
        before = about
        lines.append(f"{who}: {text}")
    with desk().rooms.register.write() as conn:
        audit.record(conn, now(), person().id, "subject_access.file", "handed over", reference)
    named = {"Content-Disposition": f"attachment; filename={reference}.txt"}
    return Response("\n".join(lines) + "\n", mimetype="text/plain", headers=named)
