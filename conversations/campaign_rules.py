"""Who may send which check-in to whom, and when a second person must say yes; pure."""

from dataclasses import dataclass, replace

from config.data import SendingRules

ABOUT_THE_WORKER = ("my-worker",)
"""Check-ins in which young people speak about the person who works with them."""

SENDERS = ("officer", "district_lead", "worker")
APPROVERS = ("officer", "district_lead")


@dataclass(frozen=True)
class Sender:
    """Who asks. `district`: of a lead, who sends to their own only."""

    id: str
    role: str
    district: str | None = None


@dataclass(frozen=True)
class Reach:
    """Whom an audience reaches, as far as the rules ask: its filters, and how many it is."""

    size: int
    places: tuple[str, ...] = ()
    worker_id: str | None = None
    not_worker_id: str | None = None


@dataclass(frozen=True)
class Ruling:
    """`yes`, `second` (another officer or lead must agree first) or `no`, and why for the page."""

    do: str
    why: str = ""


YES = Ruling("yes")


def may_send(sender: Sender, flow: str, reach: Reach, rules: SendingRules) -> Ruling:
    """May this person send this check-in to these people?"""
    if sender.role not in SENDERS:
        return Ruling("no", "Your role does not send check-ins.")
    if sender.role == "worker" and reach.worker_id != sender.id:
        return Ruling("no", "You can send to your own young people only.")
    if sender.role == "district_lead" and (
        not sender.district or reach.places != (sender.district,)
    ):
        return Ruling("no", "You can send in your own district only.")
    if flow in ABOUT_THE_WORKER and not _about_others(sender, reach):
        return Ruling(
            "no", "Nobody sends this one about themselves. Ask the participation officer."
        )
    if reach.size == 0:
        return Ruling("no", "Nobody is in this group.")
    if reach.size > rules.second_person_above:
        return Ruling("second", "This is a large group: a second person must agree first.")
    return YES


def _about_others(sender: Sender, reach: Reach) -> bool:
    """Whether the sender's own young people are surely left out."""
    if reach.worker_id is not None:
        return reach.worker_id != sender.id
    return reach.not_worker_id == sender.id


def leaving_out_own(sender: Sender, flow: str, reach: Reach) -> Reach:
    """The same people without the sender's own, where the check-in is about workers."""
    if flow not in ABOUT_THE_WORKER or sender.role == "worker":
        return reach
    return replace(reach, not_worker_id=sender.id)


def may_approve(approver: Sender, made_by: str) -> Ruling:
    """May this person be the second?"""
    if approver.role not in APPROVERS:
        return Ruling("no", "A participation officer or a district lead agrees to large groups.")
    if approver.id == made_by:
        return Ruling("no", "The second person must be somebody else.")
    return YES
