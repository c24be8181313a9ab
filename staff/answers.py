"""Released answers by question: exact counts on the officer's screen, protected ones in the CSV."""

import re
from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request

from collation.counts import QuestionCount, counted, people, protected_rows
from collation.themes_count import freshen
from staff.desk import desk, now
from staff.roles import may
from staff.spreadsheet import as_csv
from staff.wording import OTHER, Question
from staff.words_on_page import LANES
from storage.answers import read
from storage.times import quarter as quarter_of

pages = Blueprint("answers", __name__)

PER_PAGE = 25
_BLANK = "left blank to protect people"


@dataclass(frozen=True)
class Line:
    """One question in the list, with its voices by lane."""

    question: Question
    voices: dict[str, int]
    texts: int


@dataclass(frozen=True)
class Lane:
    """One lane of one question."""

    id: str
    voices: int
    texts: int
    counted: QuestionCount


@pages.get("/answers")
@may("officer")
def index() -> str:
    """Every question that has released answers, by part of the Promise or service."""
    quarter = _quarter()
    freshen(desk().rooms.answers)
    with desk().rooms.answers.read() as conn:
        asked, quarters = read.asked(conn, quarter), read.quarters(conn)
    lines: dict[str, Line] = {}
    for one in asked:
        line = lines.setdefault(one.question, Line(_question(one.question, one.kind), {}, 0))
        line.voices[one.lane] = one.voices
        lines[one.question] = Line(line.question, line.voices, line.texts + one.texts)
    by_domain: dict[str, list[Line]] = defaultdict(list)
    for line in lines.values():
        by_domain[line.question.domain].append(line)
    return render_template(
        "answers.html",
        by_domain=dict(sorted(by_domain.items(), key=lambda item: (item[0] == OTHER, item[0]))),
        people={
            lane: people(line.voices.get(lane, 0) for line in lines.values()) for lane in LANES
        },
        quarters=quarters,
        quarter=quarter,
    )


@pages.get("/answers/<question>")
@may("officer")
def one(question: str) -> str:
    """One question: bars with their numbers, then the words."""
    quarter, page = _quarter(), max(1, request.args.get("page", 1, type=int))
    lane = request.args.get("lane") if request.args.get("lane") in LANES else None
    freshen(desk().rooms.answers)
    with desk().rooms.answers.read() as conn:
        asked = read.asked(conn, None, question)
        if not asked:
            abort(404)
        here = {each.lane: each for each in read.asked(conn, quarter, question)}
        chosen = read.chosen(conn, question, quarter)
        words = read.words(
            conn, question, quarter=quarter, lane=lane, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
        )
        quarters = read.quarters(conn)
    known = _question(question, asked[0].kind)
    texts = sum(each.texts for each in here.values() if lane in (None, each.lane))
    return render_template(
        "answer.html",
        question=known,
        lanes=[
            Lane(
                each.lane,
                each.voices,
                each.texts,
                counted((one for one in chosen if one.lane == each.lane), known.values),
            )
            for each in here.values()
        ],
        words=words,
        lane=lane,
        texts=texts,
        page=page,
        last_page=max(1, -(-texts // PER_PAGE)),
        quarters=quarters,
        quarter=quarter,
        k=desk().county.release.k_inside,
    )


@pages.get("/answers/<question>/counts.csv")
@may("officer")
def counts_csv(question: str) -> Response:
    """The counts for a spreadsheet. They leave the console, so small ones are blank, the others
    rounded, and a quarter that is not over is left out."""
    quarter, k = _quarter(), desk().county.release.k_inside
    freshen(desk().rooms.answers)
    with desk().rooms.answers.read() as conn:
        asked = read.asked(conn, None, question)
        closed = read.closed(conn, question, quarter)
    if not asked:
        abort(404)
    known = _question(question, asked[0].kind)
    header = ("question", "asked", "lane", "quarter", "answer", "voices", "note")
    rows: list[tuple[object, ...]] = []
    this_quarter = quarter_of(now())
    for row in protected_rows(closed, known.kind, known.values, k, this_quarter):
        start = (question, known.text, LANES.get(row.lane, row.lane), row.quarter)
        for value, voices in (*row.options, ("everyone who answered", row.base)):
            note = _BLANK if voices is None else ""
            rows.append((*start, known.label(value), voices, note))
    return _file(as_csv(header, rows), question, "counts")


@pages.get("/answers/<question>/words.csv")
@may("officer")
def words_csv(question: str) -> Response:
    """The words for a spreadsheet: no lane, no quarter, nothing about who; none of a quarter that
    is not over, or in which few spoke."""
    k, this_quarter = desk().county.release.k_inside, quarter_of(now())
    freshen(desk().rooms.answers)
    with desk().rooms.answers.read() as conn:
        if not read.asked(conn, None, question):
            abort(404)
        many = [
            quarter
            for quarter, voices in read.who_wrote(conn, question).items()
            if quarter < this_quarter and voices >= k
        ]
        words = [each for quarter in many for each in read.words(conn, question, quarter=quarter)]
        words.sort(key=lambda each: each.id)  # the order tells no quarter either
    known = _question(question, "words")
    header = ("question", "asked", "words", "may be quoted")
    rows = [(question, known.text, each.text, "yes" if each.may_quote else "no") for each in words]
    return _file(as_csv(header, rows), question, "words")


def _question(question: str, kind: str) -> Question:
    """A question as it was asked; its id where the flow is gone."""
    return desk().questions.get(question) or Question(question, question, kind, OTHER, ())


def _quarter() -> str | None:
    asked = request.args.get("quarter", "")
    return asked if re.fullmatch(r"\d{4}-Q[1-4]", asked) else None


def _file(text: str, question: str, what: str) -> Response:
    name = re.sub(r"[^A-Za-z0-9-]+", "-", question).strip("-") or "question"
    return Response(
        text,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}-{what}.csv"'},
    )
