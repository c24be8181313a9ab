"""The door: every request is refused unless its view has a rule that lets this person in."""

import structlog
from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from staff.desk import desk, warned
from staff.roles import rule_of
from storage.database import Busy
from storage.office import signins

COOKIE = "gt_staff"
COOKIE_PATH = "/staff"

_WITH_ONE_TIME_PASSWORD = {"signing_in.password", "signing_in.change_password", "signing_in.leave"}
log = structlog.get_logger()


def install(app: Flask) -> None:
    """Put the door in front of every view, and the headers behind it."""
    app.before_request(_let_in)
    app.after_request(_keep_out_of_caches)
    app.teardown_request(_let_go_of_files)


def _let_in() -> BaseResponse | None:
    """Default deny. Flask answers 404 by itself where there is no endpoint."""
    if request.endpoint is None:
        return None
    g.account = None
    if request.endpoint != "static":
        _recognise()
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        log.error("staff_view_without_rule", endpoint=request.endpoint)
        abort(403)
    if rule.open_because is not None:
        return None
    if g.account is None:
        return _to_sign_in()
    if not rule.allows(g.account.role):
        log.info("staff_refused", endpoint=request.endpoint, account=g.account.id)
        abort(403)
    if g.account.must_change and request.endpoint not in _WITH_ONE_TIME_PASSWORD:
        return redirect(url_for("signing_in.password"))
    return None


def _recognise() -> None:
    token = request.cookies.get(COOKIE)
    if not token:
        return
    rooms, now = desk().rooms, desk().session_clock.now()
    with rooms.register.read() as conn:
        found = signins.find(conn, token, now)
    if found is None:
        return
    g.account, g.signin_id = found.account, found.signin_id
    if found.note_due:
        try:
            with rooms.register.write() as conn:
                signins.note(conn, found.signin_id, now)
        except Busy:  # the next page will note it
            log.info("staff_visit_not_noted", account=found.account.id)


def _to_sign_in() -> BaseResponse:
    if request.method == "POST":
        warned(
            "You are not signed in any more, so that was not saved. Sign in and do it again. "
            "People are signed out after 30 minutes without a click."
        )
        return redirect(url_for("signing_in.enter"))
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("signing_in.enter", then=wanted if wanted != "/" else None))


def _keep_out_of_caches(response: Response) -> Response:
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _let_go_of_files(_error: BaseException | None) -> None:
    """A large file that was sent lies on the disk while it is read, and no longer."""
    request.close()
