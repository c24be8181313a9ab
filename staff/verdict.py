"""The one decision on a whole conversation: all is well, or a worry; never by default."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from staff.desk import told, warned
from staff.reading import record

WORRIED = "The safeguarding lead has it now, as a concern."


@dataclass(frozen=True)
class Said:
    """What somebody is told: it is read, or it was gone already."""

    fine: str
    too_late: str
    too_late_to_worry: str


def keep(what: str, which: str, write: Callable[[bool], bool], said: Said) -> Response:
    """Write what the form says down (`write` gets whether somebody worries), then show the next."""
    verdict = request.form.get("verdict")
    if verdict not in ("fine", "worry"):
        abort(400)
    worried = verdict == "worry"
    if write(worried):
        record(f"{what}.{verdict}", which)
        told(WORRIED if worried else said.fine)
    else:
        warned(said.too_late_to_worry if worried else said.too_late)
    return redirect(url_for(".show"))
