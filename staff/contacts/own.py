"""A worker's own young people: for everybody else there is no such page."""

from flask import abort

from staff.desk import desk, person
from storage.register import contacts, people
from storage.register.people import Known


def found(contact_id: str) -> Known:
    """One of them."""
    rooms = desk().rooms
    cohorts = contacts.cohort_years(rooms.vault)
    with rooms.register.read() as conn:
        known = people.one(conn, rooms.vault, contact_id, person().id, cohorts)
    return known or abort(404)
