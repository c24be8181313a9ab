"""Answers to check: uncoded first, then suggestions, then coded; a whole page is saved at once."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from collation.themes_count import freshen
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from staff.themes import standing
from staff.themes.framing import frame_in_use, labels
from staff.themes.sheet import Decided, decided, items, mark, why, words_of
from staff.words_on_page import counted as how_many
from storage.answers import codings, reviewing
from storage.answers.codings import NON_ANSWER, SUBSTANTIVE
from storage.office import accounts

pages = Blueprint("theme_review", __name__, url_prefix="/themes")

AT_ONCE = 20


@dataclass(frozen=True)
class _Saved:
    done: tuple[tuple[str, int], ...]
    flagged: int
    stale: int
    open: int


@pages.get("/review")
@may("officer")
def show() -> str:
    """One pile, or the first that has anything in it."""
    freshen(desk().rooms.answers)
    quarter, theme = standing.asked_quarter(), request.args.get("theme") or None
    with desk().rooms.answers.read() as conn:
        far = standing.progress(conn, quarter)
        pile, found = _pile(conn, far, theme, quarter)
    frame = frame_in_use()
    questions = {one.id: one.text for one in desk().questions.values()}
    return render_template(
        "themes/review.html",
        items=items(found, frame, questions),
        last=found[-1].answer_id if len(found) == AT_ONCE else None,
        progress=far,
        piles=[(one, far.left(one)) for one in standing.PILES],
        pile=pile,
        theme=theme,
        quarter=quarter,
        labels=labels(frame),
        undoable=len(_mine()),
    )


@pages.post("/review")
@may("officer")
def save() -> Response:
    """Save what was decided on one page, in one go."""
    shown = list(dict.fromkeys(request.form.getlist("shown")))[:AT_ONCE]
    active = {theme.id for theme in frame_in_use().themes}
    with desk().rooms.answers.write() as conn:
        saved = _save(conn, shown, active)
    if saved.done:
        session["checked_last"] = [list(one) for one in saved.done]
    _say(saved)
    return redirect(standing.back(url_for(".show")))


@pages.post("/review/undo")
@may("officer")
def undo() -> Response:
    """Take one's own last save back, answer by answer; what others changed since stays."""
    mine, back = _mine(), 0
    with desk().rooms.answers.write() as conn:
        for answer_id, changes in mine:
            back += all([_taken_back(conn, answer_id) for _ in range(changes)])
    session.pop("checked_last", None)
    if back:
        told(f"Taken back: {how_many(back, 'answer stands', 'answers stand')} as before.")
    if back < len(mine) or not mine:
        warned("Somebody else has changed some of these answers since. Theirs were left alone.")
    return redirect(standing.back(url_for(".show")))


@pages.get("/answers/<answer_id>")
@may("officer")
def history(answer_id: str) -> str:
    """Everything that was done with one answer, by what or by whom."""
    with desk().rooms.answers.read() as conn:
        found = reviewing.find(conn, answer_id)
        changes = reviewing.history(conn, answer_id)
    if found is None:
        abort(404)
    with desk().rooms.register.read() as conn:
        names = {one.id: one.name for one in accounts.listing(conn)}
    frame = frame_in_use()
    names_of = labels(frame)
    question = desk().questions.get(found.state.question)
    return render_template(
        "themes/answer.html",
        answer=found,
        question=question.text if question else found.state.question,
        labels=names_of,
        why=why(found, names_of, words_of(found, frame)),
        changes=changes,
        names=names,
        undoable=any(_open(one) and one.account for one in changes),
    )


@pages.post("/answers/<answer_id>/undo")
@may("officer")
def undo_one(answer_id: str) -> Response:
    """Take the latest change of one answer back, whoever made it."""
    with desk().rooms.answers.write() as conn:
        back = reviewing.undo(conn, answer_id, person().id, now())
    if back:
        told("Taken back. It stands as it did before.")
    else:
        warned("There is nothing to take back.")
    return redirect(url_for(".history", answer_id=answer_id))


def _pile(
    conn: Connection, far: standing.Far, theme: str | None, quarter: str | None
) -> tuple[standing.Pile, list[reviewing.Review]]:
    """The pile that was asked for; else the first with anything to check. What the night has not
    coded yet counts as uncoded, and is in no pile before."""
    asked, after = standing.pile(request.args.get("pile")), request.args.get("after", "")
    piles = [asked] if asked else [one for one in standing.TO_CHECK if far.left(one)]
    for pile in piles:
        found = reviewing.listing(conn, pile.sought(theme, quarter), AT_ONCE, after=after)
        if found:
            return pile, found
    return (piles or standing.PILES)[0], []


def _save(conn: Connection, shown: list[str], active: set[str]) -> _Saved:
    stands, coded = codings.stand(conn, shown), codings.codings_of(conn, shown)
    flags, done, flagged, stale, left = set(request.form.getlist("flag")), [], 0, 0, 0
    for answer_id in shown:
        state, its = stands.get(answer_id), coded.get(answer_id, ())
        if state is None or request.form.get(f"was-{answer_id}") != mark(state, its):
            stale += 1
            continue
        found = decided(
            answer_id,
            state,
            its,
            themes=frozenset(request.form.getlist(f"theme-{answer_id}")) & active,
            nothing=answer_id in request.form.getlist("nothing"),
            marked=answer_id in request.form.getlist("checked") and not state.checked,
            all_of_them=request.form.get("do") == "all" and not state.checked,
        )
        changes = int(found is not None and _decide(conn, found))
        left += found is None
        # Whoever decides takes the flag off, unless it is put there just now.
        flag_now = state.flagged_by is not None and not changes
        if (answer_id in flags) != flag_now:
            reviewing.flag(conn, answer_id, person().id, now(), on=answer_id in flags)
            flagged += answer_id in flags
            changes += 1
        if changes:
            done.append((answer_id, changes))
    return _Saved(tuple(done), flagged, stale, left)


def _decide(conn: Connection, one: Decided) -> bool:
    by, at = person().id, now()
    if one.as_it_stands:
        return reviewing.confirm(conn, [one.id], by, at) == 1
    kind = NON_ANSWER if one.nothing else SUBSTANTIVE
    return reviewing.set_themes(conn, one.id, one.themes, by, at, kind=kind)


def _say(saved: _Saved) -> None:
    if saved.done or saved.flagged:
        flags = f" {how_many(saved.flagged, 'flag', 'flags')} set." if saved.flagged else ""
        rest = f" {how_many(saved.open, 'stays', 'stay')} in the list." if saved.open else ""
        told(f"{how_many(len(saved.done), 'answer', 'answers')} checked.{flags}{rest}")
    elif saved.open and not saved.stale:
        warned("Nothing was saved: no answer was marked as checked, and no tick was changed.")
    if saved.stale:
        warned(
            f"{how_many(saved.stale, 'answer was', 'answers were')} changed by somebody else, or "
            "by the night, after this page was made. Nothing of yours was saved for them; look at "
            "them again."
        )


def _taken_back(conn: Connection, answer_id: str) -> bool:
    latest = next((one for one in reviewing.history(conn, answer_id) if _open(one)), None)
    if latest is None or latest.account != person().id:
        return False
    return reviewing.undo(conn, answer_id, person().id, now())


def _open(one: reviewing.Change) -> bool:
    return not one.undone and one.did != reviewing.UNDONE


def _mine() -> list[tuple[str, int]]:
    """The answers of one's last save, with how many changes each had."""
    kept = session.get("checked_last")
    return [(one, changes) for one, changes in kept] if isinstance(kept, list) else []
