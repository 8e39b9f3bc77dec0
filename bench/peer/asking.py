"""What a client must ask the peer for an answer that the site gives at once.

Its API knows one therapist and one day: `ajax/available_slots/`, as its page asks. "Any of twenty"
is twenty of these. For a period, its page first asks on which weekdays somebody never works
(`ajax/request_staff_info/`); such days are not asked for, which is cheaper by two in seven. One
request follows the other, as its page sends them; two cores could answer two at a time.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from random import Random
from typing import Self
from urllib.parse import urlencode

from bench.client import Answer, Client, Request
from bench.peer.facts import Facts

HOST = "peer.example"
SERVICE = 1
# What jQuery adds.
AJAX = {"X_Requested_With": "XMLHttpRequest", "Accept": "application/json"}


class Unexpected(Exception):
    """The peer did not answer as it should."""


class Question:
    """All the requests of an answer, or in turns some of them: whoever asks takes `factor` times
    as long for the whole answer."""

    def __init__(self, requests: Sequence[Request], most: int | None = None) -> None:
        self.requests = requests
        self.count = min(most or len(requests), len(requests))
        self.factor = len(requests) / self.count
        # By chance, but always the same: the days of one therapist cost more than another's.
        self._next = cycle(Random(1).sample(requests, len(requests)))

    def in_slices(self, most: int) -> Self:
        """So many requests at most each time that somebody asks."""
        return type(self)(self.requests, most)

    def ask(self, client: Client) -> None:
        """One request after the other. Raises Unexpected."""
        for request in islice(self._next, self.count):
            answered(client, request)


def question(facts: Facts, staff: Iterable[int], first: date, days: int) -> Question:
    """When these are free on so many days."""
    return Question([it for one in staff for it in _about(facts, one, first, days)])


def _about(facts: Facts, staff_member: int, first: date, days: int) -> list[Request]:
    if days == 1:
        return [slots_request(staff_member, first)]
    dates = (first + timedelta(number) for number in range(days))
    worked = (day for day in dates if facts.works(staff_member, day))
    return [week_request(staff_member), *(slots_request(staff_member, day) for day in worked)]


def slots_request(staff_member: int, day: date) -> Request:
    return _ajax(
        "available_slots", selected_date=day, staff_member=staff_member, service_id=SERVICE
    )


def week_request(staff_member: int) -> Request:
    return _ajax("request_staff_info", staff_member=staff_member)


def _ajax(name: str, **query: object) -> Request:
    return Request.get(f"/appointment/ajax/{name}/?{urlencode(query)}", HOST, **AJAX)


def slots(client: Client, staff_member: int, day: date) -> list[datetime]:
    """The free starts that the peer knows. Raises Unexpected."""
    answer = json.loads(answered(client, slots_request(staff_member, day)).body)
    return [datetime.fromisoformat(start) for start, _ in answer["available_slots"]]


def answered(client: Client, request: Request, status: int = 200) -> Answer:
    answer = client.ask(request)
    if answer.status != status:
        asked = request.source.partition(b"\r\n")[0].decode()
        raise Unexpected(f"{asked} answers {answer.status}:\n{answer.body[:2000].decode()}")
    return answer
