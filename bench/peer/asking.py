"""What a client must ask the peer for an answer that the site gives at once.

Its API knows one therapist and one day: `ajax/available_slots/`, as its page asks. "Any of twenty"
is twenty of these. For a period, its page first asks on which weekdays somebody never works
(`ajax/request_staff_info/`); such days are not asked for, which is cheaper by two in seven.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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


@dataclass(frozen=True)
class Question:
    """All the requests of an answer, or some of them with how often they would have to be asked."""

    requests: Sequence[Request]
    factor: float = 1.0

    def sample(self, most: int) -> Self:
        """So many of them at most, picked evenly by chance, always the same."""
        if len(self.requests) <= most:
            return self
        some = Random(1).sample(self.requests, most)
        return type(self)(some, self.factor * len(self.requests) / most)

    def ask(self, client: Client) -> None:
        """One after the other. Raises Unexpected."""
        for request in self.requests:
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
