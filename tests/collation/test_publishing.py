"""From checked answers to published tables, on both databases."""

from dataclasses import replace
from datetime import datetime

import pytest

from collation import publishing, themes_count
from collation.publishing import NotYet, Sort, draft, publish, tables
from collation.reach import Figures, protected
from collation.themes_count import Unchecked, freshen
from config.data import ReleaseRules
from storage.answers import erasing, publications, reviewing
from storage.rooms import Rooms
from tests.released import check, code_as, some_words

RULES = ReleaseRules()
PERIOD = "2026-Q1"
INSIDE, PUBLIC = (Sort(PERIOD, audience, RULES, 1) for audience in ("inside", "public"))


def a_quarter(rooms: Rooms, now: datetime, quarter: str = PERIOD) -> list[str]:
    """60 who said something: 23 of school, 3 of family; by place 40 and 20."""
    ids = []
    for place, school, family, other in (("havant", 17, 2, 21), ("gosport", 6, 1, 13)):
        for theme, many in (("school", school), ("family", family), (None, other)):
            some = some_words(rooms, ["text"] * many, quarter=quarter, place=place)
            code_as(rooms, some, *filter(None, [theme]), now=now)
            ids += some
    freshen(rooms.answers)
    return ids


def made(rooms: Rooms, sort: Sort, now: datetime) -> dict[str, publications.PublishedTable]:
    with rooms.answers.read() as conn:
        return {one.name: one for one in tables(conn, sort, now)}


def test_nothing_is_published_that_nobody_checked(rooms: Rooms, now: datetime) -> None:
    ids = a_quarter(rooms, now)
    with pytest.raises(Unchecked) as refused:
        made(rooms, INSIDE, now)
    assert refused.value.left == 60
    check(rooms, ids[1:], now)
    with pytest.raises(Unchecked):  # not counted again yet
        made(rooms, INSIDE, now)
    freshen(rooms.answers)
    with pytest.raises(Unchecked, match="1 answer is not checked"):
        made(rooms, INSIDE, now)
    with pytest.raises(Unchecked), rooms.answers.read() as conn:
        themes_count.exact(conn, PERIOD, "wall.more", "registered")
    check(rooms, ids[:1], now)
    freshen(rooms.answers)
    assert made(rooms, INSIDE, now)
    some_words(rooms, ["late"], quarter=PERIOD)  # released, and not even coded
    with pytest.raises(Unchecked):
        made(rooms, INSIDE, now)


def test_what_goes_out_is_rounded_and_small_ones_are_blank(rooms: Rooms, now: datetime) -> None:
    check(rooms, a_quarter(rooms, now), now)
    freshen(rooms.answers)
    found = made(rooms, INSIDE, now)
    assert set(found) == {
        "themes registered", "wall.more registered", "wall.more registered place",
    }  # fmt: skip
    themes = found["wall.more registered"].cells["themes"]
    assert themes["school"] == {"said": [25], "total": 25, "percent": [42], "of_all": 42}
    assert set(themes) == {"school"}  # nobody can tell whether 3 said "family" or none
    place = found["wall.more registered place"].cells
    assert (place["values"], place["everyone"]) == (["gosport", "havant"], [20, 40])
    assert place["themes"]["school"]["said"] == [5, 15]
    assert place["themes"]["school"]["percent"] == [None, 38]  # 20 are too few for a percentage
    over_all = found["themes registered"]
    assert over_all.cells["themes"]["school"]["question"] == "wall.more"
    assert over_all.exact is None
    public = made(rooms, PUBLIC, now)["wall.more registered place"].cells
    assert public["themes"]["school"]["said"] == [None, None]


def test_a_quarter_that_is_not_over_is_not_published(rooms: Rooms, now: datetime) -> None:
    check(rooms, a_quarter(rooms, now, "2026-Q2"), now)
    freshen(rooms.answers)
    with pytest.raises(NotYet, match="not over"):
        made(rooms, Sort("2026-Q2", "inside", RULES), now)


def test_the_night_drafts_what_is_checked_once(rooms: Rooms, now: datetime) -> None:
    ids = a_quarter(rooms, now)
    again = (rooms.answers, rooms.register, RULES, 1, {}, now)
    assert publishing.draft_what_is_checked(*again) == []
    check(rooms, ids, now)
    freshen(rooms.answers)
    assert publishing.draft_what_is_checked(*again) == ["2026-Q1-inside"]
    assert publishing.draft_what_is_checked(*again) == []
    with rooms.answers.read() as conn:
        assert publications.listing(conn) == []  # a draft is not published
        (one,) = publications.listing(conn, states=("draft",))
        assert (one.made_by, one.period) == (None, PERIOD)
        assert all(each.exact is None for each in publications.tables_of(conn, one.id))


def test_publishing_counts_again_and_keeps_what_was_published(rooms: Rooms, now: datetime) -> None:
    ids = a_quarter(rooms, now)
    check(rooms, ids, now)
    freshen(rooms.answers)
    first = draft(rooms.answers, INSIDE, "What you said", now, by="officer")
    assert first == "2026-Q1-inside-1"
    shown = publish(rooms.answers, first, INSIDE, "officer", now)
    with pytest.raises(NotYet):
        publish(rooms.answers, first, INSIDE, "officer", now)
    with rooms.answers.write() as conn:  # three find another theme: fewer than k
        for one in ids[:3]:
            reviewing.set_themes(conn, one, {"trust"}, "officer", now)
    freshen(rooms.answers)
    again = draft(rooms.answers, INSIDE, "Again", now, by="officer")
    assert again == "2026-Q1-inside-2"
    then = publish(rooms.answers, again, INSIDE, "officer", now)
    assert [one.cells for one in then] == [one.cells for one in shown]
    assert all(one.exact is None or one.exact["said"]["school"] != [20] for one in then)


def test_an_erased_answer_changes_nothing_that_is_published_later(
    rooms: Rooms, now: datetime
) -> None:
    ids = a_quarter(rooms, now)
    check(rooms, ids, now)
    freshen(rooms.answers)
    first = draft(rooms.answers, INSIDE, "What you said", now, by="officer")
    assert first
    shown = publish(rooms.answers, first, INSIDE, "officer", now)
    with rooms.answers.write() as conn:
        erasing.erase(conn, ids[:3])
    freshen(rooms.answers)
    again = draft(rooms.answers, INSIDE, "Again", now, by="officer")
    assert again
    then = publish(rooms.answers, again, INSIDE, "officer", now)
    assert [one.cells for one in then] == [one.cells for one in shown]


def test_a_withdrawn_publication_still_counts_as_known(rooms: Rooms, now: datetime) -> None:
    check(rooms, a_quarter(rooms, now), now)
    freshen(rooms.answers)
    which = draft(rooms.answers, INSIDE, "What you said", now, by="officer")
    assert which
    publish(rooms.answers, which, INSIDE, "officer", now)
    with rooms.answers.write() as conn:
        assert publications.withdraw(conn, which)
        assert publications.listing(conn) == []
        assert len(publications.published_before(conn, PERIOD, question="wall.more")) == 2


def test_an_inside_and_a_public_publication_agree(rooms: Rooms, now: datetime) -> None:
    """Whoever sees both sees no more than the inside one."""
    check(rooms, a_quarter(rooms, now), now)
    freshen(rooms.answers)
    inside, public = made(rooms, INSIDE, now), made(rooms, PUBLIC, now)
    for name, table in public.items():
        for theme, row in table.cells["themes"].items():
            finer = inside[name].cells["themes"][theme]
            for strict, loose in zip(row["said"], finer["said"], strict=True):
                assert strict in (None, loose)


def test_who_was_not_heard_is_published_from_protected_numbers_alone(
    rooms: Rooms, now: datetime
) -> None:
    """Of each place the question in which most were heard; a few are blank, like nobody."""
    check(rooms, a_quarter(rooms, now), now)
    few = some_words(rooms, ["text"] * 3, place="fareham", quarter=PERIOD)
    code_as(rooms, few, now=now)
    check(rooms, few, now)
    freshen(rooms.answers)
    people = {"havant": 100, "gosport": 80, "fareham": 90, "nowhere": 20}
    figures = {"place": Figures(people, "SSDA903, 2026")}
    tables_made = made(rooms, replace(INSIDE, figures=figures), now)
    reach = tables_made["heard registered place"]
    shown = tables_made["wall.more registered place"].cells
    said = dict(zip(shown["values"], shown["everyone"], strict=True))
    heard = dict(zip(reach.cells["values"], reach.cells["everyone"], strict=True))
    assert heard == {place: said.get(place) for place in people}
    assert heard["fareham"] is heard["nowhere"] is None
    assert heard["havant"] == 40
    assert reach.exact is None
    groups = {one.value: one for one in protected(people, {"havant": 40, "gosport": 20})}
    assert (groups["havant"].rate, groups["havant"].of_everybody) == (40, 34)
    assert groups["havant"].of_heard is None, "nobody knows how many were heard in all"
    assert (groups["nowhere"].heard, groups["nowhere"].rate) == (None, None)
    assert made(rooms, INSIDE, now).keys() == tables_made.keys() - {"heard registered place"}
