"""One booking at the peer, by somebody who has signed in there already.

That is the shortest way it has. Strangers wait for a code by e-mail, and its pages ask for more in
between; `with_pages` asks for the pages, too, as a browser does. Nothing keeps two clients from
booking the same time: the peer does not look.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle, islice

from bench.client import Client, Request
from bench.peer.asking import HOST, SERVICE, Unexpected, answered, slots_request
from bench.peer.facts import Facts, FreeStart
from bench.timing import Ask

# Django takes what a cookie says, if the form says the same.
TOKEN = "x" * 32


def book(client: Client, visitor: str, start: FreeStart, *, with_pages: bool = False) -> int:
    """The key of the new appointment; `visitor` is a session's key. Raises Unexpected."""
    cookie = {"Cookie": f"sessionid={visitor}; csrftoken={TOKEN}"}
    if with_pages:
        answered(client, Request.get(f"/appointment/request/{SERVICE}/", HOST, **cookie))
        answered(client, slots_request(start.staff_member, start.starts_at.date()))
    form = _sent(client, "/appointment/request-submit/", _wish(start), cookie)
    if with_pages:
        answered(client, Request.get(form, HOST, **cookie))
    thanks = _sent(client, form, _person(), cookie)
    if with_pages:
        answered(client, Request.get(thanks, HOST, **cookie))
    if "/thank-you/" not in thanks:
        raise Unexpected(f"The peer did not book but led to {thanks}.")
    return int(thanks.rstrip("/").rpartition("/")[2])


def bookers(facts: Facts, first: date, clients: Sequence[Client]) -> list[Ask]:
    """What each client does again and again: book for another person, another time from `first`."""
    times = islice(facts.free_starts(first), len(facts.visitors))
    wishes = list(zip(facts.visitors, times, strict=True))
    return [
        _booker(client, cycle(wishes[number :: len(clients)]))
        for number, client in enumerate(clients)
    ]


def _booker(client: Client, wishes: Iterator[tuple[str, FreeStart]]) -> Ask:
    return lambda: book(client, *next(wishes))


def _sent(client: Client, path: str, fields: dict[str, str], cookie: dict[str, str]) -> str:
    """Where the form leads."""
    fields = {"csrfmiddlewaretoken": TOKEN, **fields}
    return answered(client, Request.post(path, HOST, fields, **cookie), 302).header("Location")


def _wish(start: FreeStart) -> dict[str, str]:
    return {
        "date": start.starts_at.date().isoformat(),
        "start_time": f"{start.starts_at:%H:%M}",
        "end_time": f"{start.ends_at:%H:%M}",
        "service": str(SERVICE),
        "staff_member": str(start.staff_member),
    }


def _person() -> dict[str, str]:
    return {
        "name": "Vic Visitor",
        "phone_0": "CA",
        "phone_1": "604-555-0123",
        "address": "Port Moody",
        "additional_info": "",
        "payment_type": "full",
    }
