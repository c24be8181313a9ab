"""Check-ins on the console: people to ask, the form, and campaigns under way."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from werkzeug.test import Client, TestResponse

from storage.crypto import new_id
from storage.office import campaigns
from storage.office.campaigns import Campaign
from storage.register import audiences
from storage.register.audiences import Audience
from storage.register.sending_tables import outbox
from storage.times import stamp
from tests.factories import a_phone, some_contacts
from tests.staff.console import Console, post

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)  # the console's Tuesday


def people(console: Console, many: int, *, mine: bool = True, **known: object) -> list[str]:
    worker = console.people["worker"].id if mine else None
    numbers = [a_phone() for _ in range(many)]
    made = some_contacts(console.rooms, numbers, **({"worker_id": worker} | known))
    return [one.id for one in made]


def send(client: Client, **fields: object) -> TestResponse:
    return post(client, "/staff/check-in", **fields)  # type: ignore[arg-type]


def kept(console: Console) -> list[Campaign]:
    with console.rooms.register.read() as conn:
        return campaigns.listing(conn)


def page_of(client: Client, one: Campaign) -> str:
    return client.get(f"/staff/check-ins/{one.id}").text


def under_way(
    console: Console, ids: list[str], by: str = "worker", state: str = "running", **how: object
) -> Campaign:
    """A campaign whose texts arrived, but every fifth's."""
    audience = Audience(worker_id=console.people[by].id if by == "worker" else None)
    one = Campaign(
        **{
            "title": "A check-in", "kind": "prompt", "made_by": console.people[by].id,
            "audience": audiences.to_json(how.pop("audience", audience)), "flow": "check-in",
            "starts_at": NOW - timedelta(days=1), "closes_at": NOW + timedelta(days=6),
            "state": state, "asked": len(ids), **how,
        }
    )  # fmt: skip
    with console.rooms.register.write() as conn:
        campaigns.add(conn, one)
        for place, each in enumerate(ids):
            conn.execute(
                insert(outbox).values(
                    id=new_id(), token=new_id(), kind=one.kind, due_at=stamp(NOW), segments=1,
                    state="refused" if place % 5 == 4 else "delivered", contact_id=each,
                    campaign_id=one.id, flow="check-in", part="", cost=5000, epoch=0,
                    reason="stopped" if place % 5 == 4 else "",
                )
            )  # fmt: skip
    return one
