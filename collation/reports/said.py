"""The parts of a report that say what young people said: themes, groups, both camps, words."""

from collections.abc import Iterator, Sequence

from collation.reports.figures import (
    ENTERED,
    REGISTERED,
    WEB,
    Figure,
    camps,
    change,
    heard,
    share,
    shown,
    table_of,
    themes,
    to_question,
)
from collation.reports.material import Deed, Material, Quarter
from collation.reports.model import (
    BLANK,
    NONE,
    Bars,
    Block,
    Bullets,
    Heading,
    Link,
    Paragraph,
    Table,
    Words,
)
from collation.reports.periods import back, in_words, short
from collation.reports.response import by_age_or_name
from storage.answers.publications import PublishedTable

SHOWN_THEMES, IN_DETAIL = 12, 5
BY = {"age": "age", "place": "place", "status": "status"}
ROUNDED = "May not sum, because each number is rounded to the nearest 5."
OVERLAP = "One answer may be about several themes, so the rows do not add up to everybody."


def in_short(material: Material) -> list[str]:
    """The quarter in one sentence a line, for a summary."""
    quarter = material.latest
    top, count = themes(quarter), heard(quarter)
    if quarter is None or count is None:
        return [_nothing(material.period.last)]
    period = in_words(quarter.period)
    said = [
        f"In {period} about {count:,} registered young people answered the question that most of "
        "them answered in words."
    ]
    if top:
        said.append(
            f"Most spoke of {_list([f'{_name(material, one)} ({one.inside})' for one in top[:3]])}."
        )
    moved = [
        f"{_name(material, one)}: {one} when asked “{material.names.question(one.question)}”, "
        f"{difference}"
        for one in top
        if (difference := change(one, _before(material)))
        and difference.direction in ("up", "down")
        and difference.points is not None
    ]
    said += [f"{each}." for each in moved[:3]]
    return said


def themes_table(material: Material) -> Iterator[Block]:
    """The themes of the last quarter with their bases, and a bar beside each."""
    quarter = material.latest
    found = themes(quarter)[:SHOWN_THEMES]
    if quarter is None or not found:
        yield Paragraph(_nothing(material.period.last))
        return
    yield Paragraph(
        f"The table shows what registered young people spoke of in {in_words(quarter.period)}: of "
        "each theme the question in which most said it, and how many answered that question. "
        "People are never added up over questions."
    )
    rows = tuple(
        (material.names.theme(one.theme), shown(one.said), shown(one.base), share(one.percent))
        for one in found
    )
    yield Table(
        f"Themes, registered young people, {in_words(quarter.period)}",
        ("Theme", "Young people", "Of", "Share"),
        rows,
        notes=(*notes(material.k, [], [one.percent for one in found]), OVERLAP),
        bars=Bars(
            "Young people by theme",
            tuple(one.said for one in found),
            tuple(f"{material.names.theme(one.theme)}: {one.said:,}" for one in found),
        ),
    )


def in_detail(material: Material) -> Iterator[Block]:
    """The largest themes one by one: figure, change, who said it, words, what came of it."""
    quarter = material.latest
    found = themes(quarter)[:IN_DETAIL]
    if hidden := _hidden(material, found):
        yield Paragraph(
            "For some groups next to nothing can be shown, because too few said it or a number "
            f"would give away that of another group: {hidden}."
        )
    for one in found:
        yield Heading(material.names.theme(one.theme), 3)
        yield Paragraph(_sentence(material, one))
        yield from _groups_of(material, one)
        yield from words(quarter, one.theme)
        yield from _came_of_it(material, one.theme)


def other_words(material: Material) -> Iterator[Block]:
    """What was published in words under themes that have no part of their own."""
    quarter = material.latest
    detailed = {one.theme for one in themes(quarter)[:IN_DETAIL]}
    others = {quote.theme for quote in quarter.quotes} - detailed if quarter else set()
    for theme in sorted(others, key=material.names.theme):
        yield Heading(f"{material.names.theme(theme)}, in words", 3)
        yield from words(quarter, theme)


def words(quarter: Quarter | None, theme: str) -> Iterator[Block]:
    """The officer's summary and young people's own words, as they were published."""
    for quote in quarter.quotes if quarter else ():
        if quote.theme == theme and quarter:
            yield Words(quarter.publication, quote.number)


def both_camps(material: Material) -> Iterator[Block]:
    """Who wants more of something beside who wants less of it; never averaged."""
    found = camps(material.latest, material.names.meanings)
    if not found:
        yield Paragraph(
            "Nothing that was asked as “more of” and “less of” has enough answers to be shown."
        )
        return
    sides = [one for one in found if one.more and one.less]
    yield Paragraph(
        "What young people want more of and what they want less of are two questions, and some "
        "want the opposite of others. Both are shown; neither is taken from the other."
        + (
            f" {_list([f'“{material.names.theme(one.theme)}”' for one in sides[:3]])} "
            f"{'is' if len(sides) == 1 else 'are'} named on both sides."
            if sides
            else ""
        )
    )
    yield Table(
        f"More of it, less of it, {material.of}",
        ("Theme", "More of it", "Of", "Less of it", "Of"),
        tuple(
            (material.names.theme(one.theme), *_side(one.more), *_side(one.less))
            for one in found[:SHOWN_THEMES]
        ),
        notes=(f"{BLANK} nobody, or too few to be shown.", ROUNDED),
    )


def other_lanes(material: Material) -> Iterator[Block]:
    """Web chat and lines from events are counted by themselves."""
    for lane, said in (
        (WEB, "in the open web chat, where nobody knows whether somebody is in care"),
        (ENTERED, "on paper and at events, as staff typed it in"),
    ):
        found, count = themes(material.latest, lane)[:3], heard(material.latest, lane)
        if found and count:
            named = _list([f"{_name(material, one)} ({one.inside})" for one in found])
            yield Paragraph(
                f"Apart from these, about {count:,} answered {said}. Most spoke of {named}. They "
                "are never added to the others."
            )


def by_quarter(material: Material, quarters: Sequence[str]) -> Iterator[Block]:
    """Themes in several quarters side by side: never a sum over them."""
    there = [one for one in quarters if one in material.quarters]
    # Of each theme one question, the newest in which it is largest: rows can be compared.
    asked = {f.theme: f.question for one in there for f in themes(material.quarters[one])}
    rows = {
        theme: [to_question(material.quarters[one], question).get(theme) for one in there]
        for theme, question in asked.items()
    }
    best = {theme: max(f.said for f in row if f) for theme, row in rows.items()}
    order = sorted(best, key=lambda theme: (-best[theme], theme))[:SHOWN_THEMES]
    if not order:
        yield Paragraph("No quarter of this time has anything published that could be shown.")
        return
    missing = [in_words(one) for one in quarters if one not in material.quarters]
    yield Paragraph(
        "Each quarter stands by itself: quarters are never added up, since the same young person "
        "may have answered in each."
        + (f" Nothing is published of {_list(missing)}." if missing else "")
    )
    yield Table(
        f"Themes by quarter, registered young people, {material.period}",
        ("Theme", *(short(one) for one in there)),
        tuple(
            (material.names.theme(theme), *map(_cell, rows[theme])) for theme in order
        ),
        notes=(
            "Of each theme the question in which most said it lately, the same in each quarter; "
            "the share is of everyone who answered it.",
            f"{BLANK} nobody, or too few to be shown.", ROUNDED,
        ),
    )  # fmt: skip


def links(deeds: Sequence[Deed]) -> tuple[Link, ...]:
    """Where actions can be looked up."""
    return tuple(Link(one.ref, one.href) for one in deeds)


def _groups_of(material: Material, figure: Figure) -> Iterator[Block]:
    """Who said it, by age, place and status, where more than one group may be shown."""
    for by, name in BY.items():
        table = _table_by(material, figure, by)
        if table and _tells(table, figure.theme):
            yield _groups(material, figure, table, name)


def _hidden(material: Material, found: Sequence[Figure]) -> str:
    """Of which themes which tables have nothing left: said once, not under each of them."""
    without: dict[tuple[str, ...], list[str]] = {}
    for by, name in BY.items():
        tables = [(one, _table_by(material, one, by)) for one in found]
        themes = tuple(one.theme for one, table in tables if table and not _tells(table, one.theme))
        if themes:
            without.setdefault(themes, []).append(name)
    every = "of all the themes that follow"
    return "; ".join(
        f"by {_list(names)}, "
        + (
            every
            if len(themes) == len(found)
            else f"of {_list([f'“{material.names.theme(one)}”' for one in themes])}"
        )
        for themes, names in without.items()
    )


def _table_by(material: Material, figure: Figure, by: str) -> PublishedTable | None:
    quarter = material.latest
    return table_of(quarter, figure.question, REGISTERED, by) if quarter else None


def _tells(table: PublishedTable, theme: str) -> bool:
    """Whether there is anything to compare."""
    row = table.cells["themes"].get(theme)
    return row is not None and sum(each is not None for each in row["said"]) > 1


def _groups(material: Material, figure: Figure, table: PublishedTable, name: str) -> Table:
    row = table.cells["themes"][figure.theme]
    cells = zip(table.cells["values"], row["said"], table.cells["everyone"], row["percent"],
                strict=True)  # fmt: skip
    whole = sorted(cells, key=lambda cell: by_age_or_name(cell[0]))
    rows = tuple(
        (material.names.value(value), shown(said), shown(base), share(percent))
        for value, said, base, percent in whole
    )
    return Table(
        f"{material.names.theme(figure.theme)}, by {name}, {in_words(table.quarter)}",
        (name.capitalize(), "Young people", "Of", "Share"),
        (*rows, ("All", shown(figure.said), shown(figure.base), share(figure.percent))),
        notes=notes(material.k, [*row["said"], *table.cells["everyone"]], row["percent"]),
        total=True,
    )


def notes(
    k: int, numbers: Sequence[int | None], shares: Sequence[int | None]
) -> tuple[str, ...]:  # fmt: skip
    """What the stars and dashes of a table mean, where it has any; and that each is rounded."""
    star = f"{BLANK} hidden: fewer than {k}, nobody, or it would give away another number."
    dash = f"{NONE} no share is given of fewer than 30, or of a number that is hidden."
    return (*([star] if None in numbers else []), *([dash] if None in shares else []), ROUNDED)


def _came_of_it(material: Material, theme: str) -> Iterator[Block]:
    deeds = [one for one in material.deeds if theme in one.themes]
    if not deeds:
        yield Paragraph("Nothing is recorded yet that is being done about it.")
        return
    yield Paragraph("What comes of it:", links(deeds))
    yield Bullets(tuple(map(_deed, deeds)))


def _deed(one: Deed) -> str:
    if not one.answer:
        return "Nobody has decided yet."
    return f"{one.answer} ({one.owner}{_by(one)}): {one.state}{', ' if one.late else ''}{one.late}."


def _by(one: Deed) -> str:
    return f", by {one.due.day} {one.due:%B %Y}" if one.due else ""


def _sentence(material: Material, one: Figure) -> str:
    asked = material.names.question(one.question)
    sentence = f"In {in_words(one.quarter)}, {one} spoke of it when asked “{asked}”"
    earlier = _before(material)
    if earlier is None:
        return f"{sentence}. Of the quarter before nothing is published to compare it with."
    difference = change(one, earlier)
    if difference is None:
        return f"{sentence}. In {in_words(earlier.period)} too few said it to be shown, or nobody."
    return f"{sentence}: {difference}."


def _before(material: Material) -> Quarter | None:
    latest = material.latest
    return material.quarters.get(back(latest.period, 1)) if latest else None


def _side(figure: Figure | None) -> tuple[str, str]:
    return (shown(figure.said), shown(figure.base)) if figure else (BLANK, NONE)


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return BLANK
    part = f" ({figure.percent}%)" if figure.percent is not None else ""
    return f"{figure.said:,} of {figure.base:,}{part}"


def _name(material: Material, one: Figure) -> str:
    return f"“{material.names.theme(one.theme)}”"


def _nothing(quarter: str) -> str:
    return f"Of {in_words(quarter)} nothing is published that could be shown."


def _list(items: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1] if items else "")))
