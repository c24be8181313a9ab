"""Which campaigns somebody sees and may steer: their own, their district's, or the county's."""

from flask import abort
from sqlalchemy import Connection

from conversations.campaign_rules import SENDERS
from staff.desk import desk, person
from storage.office import campaigns
from storage.office.campaigns import Campaign
from storage.register import audiences

STEERS = ("officer", "district_lead")


def seen(one: Campaign) -> bool:
    """Whether the person at the desk sees it."""
    me = person()
    if me.role == "officer" or one.made_by == me.id:
        return me.role in SENDERS
    if me.role != "district_lead":
        return False
    return bool(me.district) and audiences.from_json(one.audience).places == (me.district,)


def listed(conn: Connection) -> list[Campaign]:
    """All that the person at the desk sees, the latest first. A worker's are their own."""
    made_by = person().id if person().role == "worker" else None
    return [one for one in campaigns.listing(conn, made_by=made_by) if seen(one)]


def found(campaign_id: str) -> Campaign:
    """One that they see; for all others there is no such page."""
    with desk().rooms.register.read() as conn:
        one = campaigns.get(conn, campaign_id)
    if one is None or not seen(one):
        abort(404)
    return one


def to_agree(conn: Connection) -> list[Campaign]:
    """What waits for a second person and may be agreed to here. A large group of the county's
    is nobody's own district, so a lead agrees to what the list of theirs would not show."""
    if person().role not in STEERS:
        return []
    drafts = campaigns.listing(conn, states=("draft",))
    return [one for one in drafts if one.made_by != person().id]
