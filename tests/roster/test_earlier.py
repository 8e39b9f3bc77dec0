"""What is over makes room for who comes next."""

import pytest
from django.test import Client

from booking.models import Status
from tests.roster.rosters import Roster, page_text

pytestmark = pytest.mark.django_db(transaction=True)

OVER, TO_COME = Status.COMPLETED, Status.BOOKED


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ((OVER, Status.NO_SHOW, OVER, TO_COME), "2 earlier, 1 note to write"),
        ((Status.NO_SHOW, OVER, TO_COME), "1 earlier"),
        # The last one stays in view; when nobody comes any more, all of them do.
        ((OVER, TO_COME), None),
        ((OVER, OVER, OVER), None),
        # Somebody whose session was never started stays in view, and who came later with them.
        ((TO_COME, OVER, OVER), None),
    ],
)
def test_what_is_over_is_tucked_away(
    roster: Roster, maya: Client, day: tuple[Status, ...], said: str | None
) -> None:
    for number, status in enumerate(day):
        roster.session(-160 + 45 * number, status)
    page = maya.get("/roster/")
    assert ('id="earlier"' in page.text) == (said is not None)
    assert page.text.count('id="session-') == len(day)
    assert said is None or said in page_text(page)


def test_another_day_is_shown_whole(roster: Roster, maya: Client) -> None:
    for minutes in (-1600, -1540, -1480):
        roster.session(minutes, OVER if minutes < -1480 else TO_COME)
    assert (
        'id="earlier"' not in maya.get(f"/roster/{roster.today:%Y-%m-}{roster.today.day:02}/").text
    )
