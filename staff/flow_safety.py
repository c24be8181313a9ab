"""The safeguarding lead signs the questions before they can be sent; a change needs a new one."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conversations.flows import Flow
from staff.campaigns import words
from staff.desk import desk, now, person, told
from staff.errors import page as error_page
from staff.roles import may
from storage import audit, flow_safety
from storage.office import accounts, signatures
from storage.office.signatures import FLOW, SignOff

pages = Blueprint("flow_safety", __name__)

STATES = {
    "signed": "Signed",
    "changed": "Changed since it was signed",
    "never": "Not signed yet",
}


@dataclass(frozen=True)
class Looked:
    """One flow and how it stands."""

    flow: Flow
    state: str
    by: str = ""
    signed: SignOff | None = None


@pages.get("/flows")
@may("safeguarding", "officer")
def show() -> ResponseReturnValue:
    """Every flow that can be sent: what waits for a signature first."""
    try:
        found = sorted(_looked(), key=lambda one: (one.state == "signed", one.flow.title))
    except words.NoFlows:
        return _no_flows()
    return render_template("flow_safety.html", flows=found, states=STATES)


@pages.get("/flows/<flow_id>")
@may("safeguarding", "officer")
def one(flow_id: str) -> ResponseReturnValue:
    """All that a flow asks, what its answers raise, and the button."""
    try:
        return _page(flow_id)
    except words.NoFlows:
        return _no_flows()


@pages.post("/flows/<flow_id>")
@may("safeguarding")
def sign(flow_id: str) -> ResponseReturnValue:
    """Sign exactly what was shown."""
    try:
        flow = _flow(flow_id)
    except words.NoFlows:
        return _no_flows()
    if request.form.get("version") != flow.version:
        problem = "These questions changed while you were reading them. Read them again, then sign."
        return _page(flow_id, problem), 409
    with desk().rooms.register.write() as conn:
        flow_safety.sign(conn, flow, person().id, now())
        audit.record(conn, now(), person().id, "flow.signed", flow.id, flow.version)
    told(f"Signed: “{flow.title}” may be sent.")
    return redirect(url_for(".show"))


def _page(flow_id: str, problem: str = "") -> str:
    flow = _flow(flow_id)
    looked = next(one for one in _looked() if one.flow.id == flow.id)
    may_sign = person().role == "safeguarding"
    return render_template(
        "flow_signing.html", looked=looked, states=STATES, may_sign=may_sign, problem=problem
    )


def _flow(flow_id: str) -> Flow:
    flow = words.book().flow(flow_id)
    if flow is None:
        abort(404)
    return flow


def _looked() -> list[Looked]:
    with desk().rooms.register.read() as conn:
        known = signatures.sign_offs(conn, FLOW)
        names = {each.id: each.name for each in accounts.listing(conn)}
    found = []
    for flow in words.book().flows.values():
        mine = [each for each in known if each.subject == flow.id]
        same = next((each for each in mine if each.digest == flow.version), None)
        state = "signed" if same else "changed" if mine else "never"
        last = same or (mine[-1] if mine else None)
        by = names.get(last.signed_by, "somebody who has left") if last else ""
        found.append(Looked(flow, state, by, last))
    return found


def _no_flows() -> tuple[str, int]:
    return error_page(
        503,
        "The questions cannot be read",
        "A file with the questions is broken, so nothing can be signed. Ask an administrator to "
        "run “python manage.py lint-flows”: it names the file and the line.",
    )
