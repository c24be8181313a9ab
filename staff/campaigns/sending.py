"""The one screen on which a check-in is sent: to whom, which one, when, and its exact words."""

from typing import Any

import phonenumbers
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from config.data import AUDIENCES
from conversations.campaign_rules import ABOUT_THE_WORKER, SENDERS
from staff.campaigns import choosing, test_phone, words
from staff.campaigns.choosing import Choice
from staff.desk import desk, now, person, told, warned
from staff.errors import page as error_page
from staff.roles import may
from storage import audit
from storage.office import campaigns
from storage.office.campaigns import Campaign
from storage.register import audiences, contacts, people
from storage.times import london_day

pages = Blueprint("sending", __name__)

WHO = {
    "worker": "All my young people",
    "officer": "Everybody who may be asked",
    "district_lead": "Everybody in my district",
}


@pages.get("/check-in")
@may(*SENDERS)
def show() -> ResponseReturnValue:
    """The screen. It works without scripts: "Count and show the words" loads it again."""
    try:
        return _page(choosing.chosen(request.args))
    except words.NoFlows:
        return _no_flows()


@pages.get("/check-in/preview")
@may(*SENDERS)
def preview() -> ResponseReturnValue:
    """The lower half alone, for browsers that run scripts, after every change."""
    try:
        shown = _previewed(choosing.chosen(request.args))
        return render_template("campaigns/_preview.html", fragment=True, **shown)
    except words.NoFlows:
        return _no_flows()


@pages.post("/check-in")
@may(*SENDERS)
def send() -> ResponseReturnValue:
    """Plan exactly what was shown; the sender's limits then say when each text may go out."""
    try:
        choice = choosing.chosen(request.form)
    except words.NoFlows:
        return _no_flows()
    number = choosing.size(choice.audience)
    ruling = choosing.ruling(choice, number, words.rules())
    if choice.problems or ruling.do == "no":
        return _page(choice), 400
    made = Campaign(
        title=choice.asked.title,
        kind="prompt",
        made_by=person().id,
        audience=audiences.to_json(choice.audience),
        starts_at=choice.starts_at,
        closes_at=choice.closes_at,
        flow=choice.asked.flow,
        part=choice.asked.part,
        remind_at=choice.remind_at,
        state="draft" if ruling.do == "second" else "planned",
    )
    with desk().rooms.register.write() as conn:
        campaigns.add(conn, made)
        audit.record(conn, now(), person().id, "campaign.made", made.id, made.state)
    if made.state == "draft":
        told(
            "Kept, and waiting for a second person: another officer or district lead must agree "
            "to so large a group. They find it under Check-ins. Nothing goes out before that."
        )
    else:
        told("On its way. It goes out as soon as texts may. You need not do anything more.")
    return redirect(url_for("progress.show", campaign_id=made.id))


@pages.post("/check-in/my-phone")
@may(*SENDERS)
def to_my_phone() -> ResponseReturnValue:
    """Send the words to the sender's own phone first. The number is asked once."""
    try:
        choice = choosing.chosen(request.form)
    except words.NoFlows:
        return _no_flows()
    rooms, typed = desk().rooms, request.form.get("number", "")
    phone = test_phone.known(rooms, person().id)
    if phone is None or typed.strip():
        number = _mobile(typed)
        if number is None:
            problem = "Give your own mobile number, like 07700 900123."
            return _page(choice, phone_problem=problem), 400
        phone = test_phone.register(rooms, person().id, number)
    if phone is None:
        problem = "This number cannot be used for a test. Give your own work mobile."
        return _page(choice, phone_problem=problem), 400
    shown = words.readers(choice.asked, choice.audience.bands, now())[0]
    test_phone.send(rooms, phone, [text.words for text in shown.first], now())
    with rooms.register.write() as conn:
        audit.record(conn, now(), person().id, "campaign.to_own_phone", phone)
    told("Sent to your phone: what somebody gets who was never asked before. It counts nowhere.")
    return redirect(url_for(".show", **_again(request.form)))


def _page(choice: Choice, phone_problem: str = "") -> str:
    county, mine = desk().county, []
    role = person().role
    if role == "worker":
        rooms = desk().rooms
        with rooms.register.read() as conn:
            cohorts = contacts.cohort_years(rooms.vault)
            found = people.of_worker(conn, rooms.vault, person().id, cohorts)
        mine = [each for each in found if each.onboarded]
    if role == "district_lead" and not person().district:
        warned("Your account has no district yet. Ask an administrator to set it.")
    problems = dict(choice.problems)
    if phone_problem:
        problems["number"] = phone_problem
    return render_template(
        "campaigns/sending.html",
        **_previewed(choice, phone_problem),
        problems=problems,
        mine=mine,
        today=london_day(now()),
        all_of=WHO[role],
        asks=[
            one for one in words.questions() if role != "worker" or one.flow not in ABOUT_THE_WORKER
        ],
        opens=choosing.opens(words.rules(), now()),
        places=county.places,
        place_names={one.id: one.name for one in county.places},
        statuses=county.statuses,
        bands=AUDIENCES,
        languages=county.languages_on,
        open_days=choosing.OPEN_DAYS,
        ticked=request.values,
        may_remind=role != "worker",
        may_place=role != "district_lead",
    )


def _previewed(choice: Choice, phone_problem: str = "") -> dict[str, object]:
    sending = words.rules()
    number = choosing.size(choice.audience)
    found = words.readers(choice.asked, choice.audience.bands, now())
    least, most = words.span(found, sending.price["prompt"])
    small = desk().county.release.k_inside
    shown = max(small, round(number / 5) * 5) if number >= small else 0
    return {
        "choice": choice,
        "number": choosing.about(number),
        "ruling": choosing.ruling(choice, number, sending),
        "usual": found[0],
        "others": found[1:],
        "price": sending.price["prompt"],
        "per_person": (least, most),
        "altogether": (least * shown, most * shown) if shown else None,
        "most_of_few": most * small,
        "goes": choosing.opens(sending, choice.starts_at, 1),
        "sent_fields": _fields(request.values),
        "phone_known": test_phone.known(desk().rooms, person().id) is not None,
        "phone_problem": phone_problem,
    }


_FIELDS = (
    "who",
    "one",
    "ask",
    "when",
    "date",
    "days",
    "remind",
    "place",
    "status",
    "band",
    "language",
)


def _fields(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    """What was chosen, to travel with the form that sends exactly that."""
    return [(name, value) for name in _FIELDS for value in form.getlist(name)]


def _again(form: MultiDict[str, str]) -> dict[str, Any]:
    """The same choice in the page's address."""
    return {name: form.getlist(name) for name in _FIELDS if form.getlist(name)}


def _mobile(typed: str) -> str | None:
    try:
        parsed = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _no_flows() -> tuple[str, int]:
    return error_page(
        503,
        "The check-ins cannot be read",
        "A file with the questions is broken, so nothing can be sent. Nothing was changed. Ask an "
        "administrator to run “python manage.py lint-flows”: it names the file and the line.",
    )
