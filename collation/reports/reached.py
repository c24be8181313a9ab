"""The parts of a report on who was asked, who answered, who was not heard, and what came of it."""

from collections.abc import Iterator, Sequence
from datetime import date

from collation.reports.figures import share, shown
from collation.reports.material import Deed, Event, Material
from collation.reports.model import BLANK, Block, Bullets, Link, Paragraph, Table
from collation.reports.response import Response, Row, response, unheard
from collation.reports.said import links, notes
from storage.office.reply_clock import GOAL_DAYS

ATTRIBUTES = {"age": "Age", "place": "Place", "status": "Status"}


def responses(material: Material) -> dict[str, Response]:
    """The response tables of the last quarter, by attribute."""
    found = (
        (each, response(material.latest, each, material.people.get(each, ()), material.k))
        for each in ATTRIBUTES
    )
    return {each: table for each, table in found if table is not None}


def asked(material: Material) -> Iterator[Block]:
    """How many were asked, check-in by check-in."""
    if not material.asked:
        yield Paragraph(
            f"No check-in began and closed in {material.period}. Young people can answer at any "
            "time without one."
        )
        return
    if all(one.people < material.k for one in material.asked):
        many = _many(len(material.asked), "check-in")
        yield Paragraph(
            f"{many} {_was(len(material.asked))} sent. To how many young people cannot be shown, "
            f"because each went to fewer than {material.k}."
        )
        return
    yield Paragraph(
        "The table shows how many young people each check-in went to. The same young person may "
        "have had more than one, so they are not added up."
    )
    yield Table(
        f"Check-ins sent, {material.period}",
        ("Check-in", "Sent on", "Young people asked"),
        tuple(
            (one.title, f"{one.on.day} {one.on:%B %Y}",
             shown(one.people if one.people >= material.k else None))
            for one in material.asked
        ),
        notes=(f"{BLANK} fewer than {material.k}.",)
        if any(one.people < material.k for one in material.asked) else (),
    )  # fmt: skip


def answered(material: Material) -> Iterator[Block]:
    """The response tables; one of which nothing is left is said to be so."""
    tables = responses(material)
    if not tables:
        yield Paragraph(
            "A response rate cannot be given: either nothing is published by age, place or status, "
            "or nobody has entered how many young people there are."
        )
        return
    for attribute, one in tables.items():
        name = ATTRIBUTES[attribute]
        if one.mostly_stars:
            yield Paragraph(_unshown(material, one, name))
            continue
        yield _response(material, one, name)
        if one.unsure:
            yield Paragraph(
                f"Of more than a quarter of those who answered the {name.lower()} is not known or "
                "may not be said, so no rate is given for a group."
            )
        for odd in one.odd:
            yield Paragraph(
                f"{material.names.value(odd)}: by {one.source} there are none, or fewer than "
                "answered. That figure has to be put right before a rate can be given."
            )


def _unshown(material: Material, one: Response, name: str) -> str:
    """In place of a table of stars: that there is nothing to show, why, and what is left."""
    left = [
        f"{label}: {row.answered:,} of {row.people:,}"
        for label, row in (
            *((material.names.value(row.value), row) for row in one.shown), ("All", one.total),
        )
        if row.answered is not None and row.people
    ]  # fmt: skip
    return (
        f"Who answered by {name.lower()} cannot be shown as a table, because in most groups fewer "
        f"than {material.k} answered, or a number would give away that of another group."
        + (f" What can be shown (population: {one.source}): {'; '.join(left)}." if left else "")
    )


def not_heard(material: Material) -> list[str]:
    """The groups from which too few came; one line each."""
    found = responses(material)
    lines = []
    for attribute, row in unheard(found):
        whole = found[attribute].total
        said = (
            "too few, or it would give away another number"
            if row.answered is None
            else f"{row.answered:,} of {row.people:,} answered ({row.rate}%), of all {whole.rate}%"
        )
        lines.append(f"{ATTRIBUTES[attribute]} {material.names.value(row.value)}: {said}")
    return lines


def who_was_not_heard(material: Material) -> Iterator[Block]:
    """The same as a part of its own."""
    lines = not_heard(material)
    if not lines:
        yield Paragraph("By these figures no group was heard clearly less than the others.")
        return
    yield Paragraph(
        f"Groups from which clearly fewer came in {material.of}, or whose number cannot be shown:"
    )
    yield Bullets(tuple(lines))


def deeds(material: Material) -> Iterator[Block]:
    """What was decided and done, with who and by when; what is late stays visible."""
    found = material.deeds
    if not found:
        yield Paragraph("No action is recorded for this time.")
        return
    yield Paragraph(
        "Each line is in the action log, which says who answers for it and what was done.",
        links(found),
    )
    yield Table(
        f"You said, we did, {material.period}",
        ("You said", "We will, or why we cannot", "Who", "By", "Where it stands"),
        tuple(_deed(one) for one in found),
    )


def kept(material: Material) -> Iterator[Block]:
    """What is late, and how long young people wait for an answer."""
    yield from late(material)
    yield from reply_clock(material)


def late(material: Material) -> Iterator[Block]:
    """Promises that are or were late; they stay visible."""
    found = [one for one in material.deeds if one.late]
    if found:
        yield Paragraph(
            f"{_many(len(found), 'promise')} of this time {_is(len(found))} overdue or "
            f"{'was' if len(found) == 1 else 'were'} not kept by the day that was first named.",
            links(found),
        )


def reply_clock(material: Material) -> Iterator[Block]:
    """How long young people wait to hear what came of it."""
    clock = material.waiting
    if clock is None:
        return
    if clock.due:
        yield Paragraph(
            f"{clock.in_time:,} of {_many(clock.due, 'action')} whose {GOAL_DAYS} days are over "
            f"{_was(clock.in_time)} told back within {GOAL_DAYS} days of release, by "
            f"{_day(material.today)}."
        )
    if clock.days is not None:
        yield Paragraph(
            f"From the day they were asked, half of them heard within {_many(clock.days, 'day')} "
            f"({_many(clock.told, 'action')})."
        )
    if clock.waiting:
        longest = f"; the longest wait is {_many(clock.longest, 'day')}" if clock.longest else ""
        yield Paragraph(
            f"Young people have not been told yet of {_many(clock.waiting, 'action')}{longest}."
        )


def events(material: Material) -> Iterator[Block]:
    """The district log: young people's events; carers and observations by themselves."""
    theirs = [one for one in material.events if not one.whose]
    others = [one for one in material.events if one.whose]
    if theirs:
        yield Paragraph(
            "What was said at these events was read and counted like everything else; nothing of "
            "it is shown by event.",
            tuple(Link(one.title, one.href) for one in theirs if one.href),
        )
        managers = sum(one.managers for one in theirs)
        told = sum(one.told_back_on is not None for one in theirs)
        yield Paragraph(
            f"Managers came to {managers} of {_many(len(theirs), 'event')}. At {told} of "
            f"{_many(len(theirs), 'event')} young people have been told what came of it."
        )
        yield _events(material, theirs)
    if others:
        yield _others(material, others)


def _events(material: Material, some: Sequence[Event]) -> Table:
    rows = tuple(
        (
            _short(one.day), material.names.value(one.place), one.title,
            shown(one.young_people if one.young_people >= material.k else None),
            f"{one.adults:,}", one.did or "–", ", ".join(one.effect) or "–",
        )
        for one in some
    )  # fmt: skip
    few = any(one.young_people < material.k for one in some)
    return Table(
        f"Events, {material.period}",
        ("Day", "District", "Event", "Young people", "Adults", "What we did", "Effect on"),
        rows,
        notes=(f"{BLANK} fewer than {material.k}, or none.",) if few else (),
    )


def _others(material: Material, some: Sequence[Event]) -> Table:
    return Table(
        f"Kept apart: carers’ voices and observations, {material.period}",
        ("Day", "District", "Event", "Whose voices", "Adults", "What we did", "Effect on"),
        tuple(
            (
                _short(one.day), material.names.value(one.place), one.title, one.whose,
                f"{one.adults:,}", one.did or "–", ", ".join(one.effect) or "–",
            )
            for one in some
        ),
    )  # fmt: skip


def equality(material: Material) -> str:
    """Facts for the equality statement, for the officer to edit."""
    lines = [
        f"The service asks in {_and(list(material.languages))}, in easy "
        "words on request, by text message and web chat, without an app or a log-in."
    ]
    found = responses(material)
    for attribute, one in found.items():
        named = "; ".join(
            f"{material.names.value(row.value)}: {row.answered:,} of {row.people:,}"
            for row in one.rows
            if row.answered is not None and row.people
        )
        if named:
            lines.append(
                f"Answers by {attribute}, {material.of} (population: {one.source}): {named}."
            )
    if missing := not_heard(material):
        lines.append(
            "Clearly fewer came, or their number cannot be shown: " + "; ".join(missing) + "."
        )
    lines.append(
        "Gender, ethnicity, disability, religion and sexual orientation are not recorded, so that "
        "nobody can be recognised; nothing can be said about them from these figures."
    )
    return "\n".join(lines)


def _response(material: Material, one: Response, name: str) -> Table:
    def line(label: str, row: Row) -> tuple[str, ...]:
        people = BLANK if row.people is None else f"{row.people:,}"
        return (label, people if row.people is not None else "–", shown(row.answered),
                share(row.rate))  # fmt: skip

    asked = material.names.question(one.question)
    return Table(
        f"Who answered, by {name.lower()}, {material.of}",
        (name, "Population", "Answered", "Response rate"),
        (*(line(material.names.value(row.value), row) for row in one.rows),
         line("All", one.total)),
        notes=(
            f"Answered: registered young people who answered “{asked}” in words, the question that "
            f"most answered. Population: {one.source}.",
            *notes(material.k, [row.answered for row in one.rows], [row.rate for row in one.rows]),
        ),
        total=True,
    )  # fmt: skip


def _deed(one: Deed) -> tuple[str, ...]:
    by = _short(one.due) if one.due else "–"
    return (
        one.heard,
        one.answer or "–",
        one.owner,
        by,
        ", ".join(filter(None, (one.state, one.late))),
    )


def _and(items: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1] if items else "")))


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _short(day: date) -> str:
    """For a column: on one line."""
    return f"{day.day}\u00a0{day:%b\u00a0%Y}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
