"""The audit log on a page, with its verification."""

from flask import Blueprint, render_template, request

from staff.desk import desk
from staff.roles import may
from storage import audit, audit_checked
from storage.office import accounts

pages = Blueprint("audit_log", __name__)

PER_PAGE = 50


@pages.get("/audit-log")
@may("auditor", "dpo")
def show() -> str:
    """The newest entries first. The chain is checked from where the night has checked it as a
    whole; all of it only when somebody asks for that."""
    before = request.args.get("before", type=int)
    with desk().rooms.register.read() as conn:
        entries = audit.entries(conn, limit=PER_PAGE + 1, before=before)
        checked = audit_checked.last(conn)
        asked = request.args.get("whole") == "yes"
        since = checked.head if checked and not asked else None
        broken_at = audit.verify(conn, since)
        names = {account.id: account.name for account in accounts.listing(conn)}
    return render_template(
        "audit_log.html",
        entries=entries[:PER_PAGE],
        older=entries[PER_PAGE - 1].seq if len(entries) > PER_PAGE else None,
        newest=before is None,
        broken_at=broken_at,
        whole=since is None,
        checked_at=checked.at if checked else None,
        names=names,
    )
