"""Practice with made-up texts: the reading room opens to whoever decides enough of them rightly."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import SystemRandom

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config.practice import HERE, PracticeRules, PracticeText, load_practice
from staff.desk import desk, now, person, warned
from staff.roles import may
from storage import audit
from storage.office import reading_work
from storage.times import london_day

pages = Blueprint("practice", __name__)

MUST_PRACTISE = ("reader", "officer")
CHOICES = {
    "clear": "Clear: it may leave as it stands",
    "edit": "Edit: something must be taken out or put back first",
    "withhold": "Withhold: it cannot be made safe",
    "escalate": "Escalate: the safeguarding lead must see it now",
}


def refuse_without_practice() -> Response | None:
    """Before every page of the reading room."""
    if person().role not in MUST_PRACTISE:
        return None
    with desk().rooms.register.read() as conn:
        passed = reading_work.practice(conn, person().id).passed_on
    if passed:
        return None
    warned("Please practise first. The reading room opens when you have passed.")
    return redirect(url_for("practice.show"))


@pages.get("/practice")
@may(*MUST_PRACTISE)
def show() -> str:
    """A try: texts drawn by lot, each with four choices."""
    rules = _rules(desk().settings.county_dir)
    return _page(rules, SystemRandom().sample(rules.texts, rules.of), {})


@pages.post("/practice")
@may(*MUST_PRACTISE)
def mark() -> str:
    """Mark a try, and say of each text what is right and why."""
    rules = _rules(desk().settings.county_dir)
    known = {one.id: one for one in rules.texts}
    drawn = list(dict.fromkeys(request.form.getlist("text")))
    texts = [known[each] for each in drawn if each in known]
    if len(texts) != rules.of:
        return show()
    given = {one.id: request.form.get(f"answer-{one.id}", "") for one in texts}
    if not all(each in CHOICES for each in given.values()):
        return _page(rules, texts, given, problem=True)
    right = sum(given[one.id] == one.right for one in texts)
    missed = [one for one in texts if one.right == "escalate" and given[one.id] != "escalate"]
    passed = right >= rules.pass_at and not missed
    _keep(right, passed)
    return render_template(
        "practice_marked.html",
        texts=texts,
        given=given,
        right=right,
        rules=rules,
        missed=len(missed),
        passed=passed,
        CHOICES=CHOICES,
    )


def _page(
    rules: PracticeRules,
    texts: Sequence[PracticeText],
    given: dict[str, str],
    problem: bool = False,
) -> str:
    with desk().rooms.register.read() as conn:
        so_far = reading_work.practice(conn, person().id)
    return render_template(
        "practice.html",
        texts=texts,
        given=given,
        rules=rules,
        so_far=so_far,
        problems={
            f"answer-{one.id}": f"Choose what to do with text {number}"
            for number, one in enumerate(texts, 1)
            if problem and given.get(one.id) not in CHOICES
        },
        CHOICES=CHOICES,
    )


def _keep(right: int, passed: bool) -> None:
    with desk().rooms.register.write() as conn:
        reading_work.practised(conn, person().id, right, passed, london_day(now()))
        action = "practice.passed" if passed else "practice.tried"
        audit.record(conn, now(), person().id, action, person().id)


@cache
def _rules(county_dir: Path) -> PracticeRules:
    own = county_dir / "practice.yaml"
    return load_practice(county_dir if own.is_file() else HERE)
