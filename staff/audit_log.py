"""The audit log on a page, with its verification."""

from flask import Blueprint, render_template, request

from staff.desk import desk
from staff.roles import may
from storage import audit
from storage.office import accounts

pages = Blueprint("audit_log", __name__)

PER_PAGE = 50


@pages.get("/audit-log")
@may("auditor", "dpo")
def show() -> str:
    """The newest entries first; the whole chain is checked each time."""
    before = request.args.get("before", type=int)
    with desk().rooms.register.read() as conn:
        entries = audit.entries(conn, limit=PER_PAGE + 1, before=before)
        broken_at = audit.verify(conn)
        names = {account.id: account.name for account in accounts.listing(conn)}
    return render_template(
        "audit_log.html",
        entries=entries[:PER_PAGE],
        older=entries[PER_PAGE - 1].seq if len(entries) > PER_PAGE else None,
        newest=before is None,
        broken_at=broken_at,
        names=names,
    )
