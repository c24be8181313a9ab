"""How many answered a campaign is shown only where it points to nobody."""

import pytest

from storage.disclosure import response


@pytest.mark.parametrize(
    ("asked", "answered", "shown"),
    [
        (19, 10, None),  # too few were asked
        (20, 10, 10),
        (20, 4, None),  # too few answered
        (20, 5, 5),
        (20, 15, 15),
        (20, 16, None),  # too few did not
        (200, 0, None),
        (200, 200, None),
        (200, 73, 75),
        (200, 72, 70),
        (10, 12, None),  # more than were asked: something is wrong, so nothing is shown
    ],
)
def test_a_response_is_shown_where_it_points_to_nobody(asked, answered, shown):
    assert response(asked, answered) == shown


def test_a_response_never_says_more_than_a_multiple_of_five():
    for asked in range(200):
        shown = {response(asked, answered) for answered in range(asked + 1)} - {None}
        assert all(one % 5 == 0 and 5 <= one <= asked for one in shown)
        assert asked >= 20 or not shown
