"""People who want a start: free ones to ask for, and forms to ask with, as browsers send them."""

import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from bench.client import Answer, Client, Request
from bench.scene import DAYS, DURATION, HOST, LOCATION, TREATMENT, Scene, answered

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
PLACES = ("seed-1", "seed-2")
PAGE = f"/book/?treatment={TREATMENT}&duration={DURATION}&location={LOCATION}&therapist=any"


class FreeStart(NamedTuple):
    location: str
    therapist: str
    starts_at: datetime


class Starts:
    """Free starts of both locations, each with a therapist, in an order made by chance.

    No two at one location overlap: whatever is taken of them leaves the others free.
    """

    def __init__(self, scene: Scene) -> None:
        _let_all_holds_run_out()
        self.found = [start for place in PLACES for start in _starts_at(place, scene)]
        Random(1).shuffle(self.found)
        self.waiting = deque(self.found)

    def next(self) -> FreeStart:
        """One that nobody has been given since `again`."""
        return self.waiting.popleft()

    def again(self) -> None:
        """Every hold runs out, and all starts are free once more."""
        _let_all_holds_run_out()
        self.waiting = deque(self.found)


def _let_all_holds_run_out() -> None:
    from django.utils import timezone

    from booking import lifecycle

    while lifecycle.expire(now=timezone.now() + timedelta(days=1)):
        pass


def _starts_at(location: str, scene: Scene) -> Iterator[FreeStart]:
    from django.utils import timezone

    from booking.availability import find_starts
    from booking.plan import Choice

    choice = Choice(location, TREATMENT, DURATION)
    found = find_starts(choice, first=scene.first, days=DAYS, now=timezone.now())
    needed, free_from = timedelta(minutes=found.plan.blocked_minutes), None
    for start in found.starts:
        if free_from is None or start.at >= free_from:
            free_from = start.at + needed
            yield FreeStart(location, start.therapists[0].slug, start.at)


class Browser:
    """Somebody's browser, signed in with `session` (a cookie) or not.

    Each form is that of another visitor from another address, so that no limit is reached; they
    are on, and counted.
    """

    def __init__(self, session: str, number: int) -> None:
        self.session, self.number = session, number
        self.cookie, self.token = session, ""
        self.addresses = count()

    def open(self, client: Client) -> None:
        """Loads a week of starts, which brings the token of its forms."""
        answer = answered(client, Request.get(PAGE, HOST, Cookie=self.session))
        found = TOKEN.search(answer.body)
        assert found, "The booking page has no form."
        self.token = found[1].decode()
        given = [cookie.partition(";")[0] for cookie in answer.headers("Set-Cookie")]
        self.cookie = "; ".join(filter(None, [self.session, *given]))

    def see(self, answer: Answer) -> Request:
        """The page that an answer leads to."""
        path = answer.header("Location")
        return Request.get(path, HOST, Cookie=self.cookie)

    def hold(self, start: FreeStart, therapist: str = "") -> Request:
        """The form of a start's button; `therapist` is wanted instead of the start's own."""
        number = next(self.addresses)
        return Request.post(
            "/book/hold/",
            HOST,
            {
                "csrfmiddlewaretoken": self.token,
                "treatment": TREATMENT,
                "duration": str(DURATION),
                "location": start.location,
                "therapist": therapist or start.therapist,
                "starts_at": start.starts_at.isoformat(),
                "request": f"page-{self.number}",
            },
            Cookie=self.cookie,
            Origin=f"https://{HOST}",
            X_Forwarded_For=f"10.{self.number}.{number >> 8 & 255}.{number & 255}",
        )
