"""Keeping a start: eight clients, each hold another start, in turns with the floor and the limit.

A round is a short burst of each, so that whatever else the machine does meets all of them; the
medians of the bursts' rates are compared. The forms are those of people who have signed in, with
the token of the page; visitors, addresses and limits are counted as in production. (A hold asks
nobody's name: the session comes with the form and is not read.)
"""

from collections.abc import Collection, Iterator
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from statistics import median

from bench.bare import BareInsert
from bench.client import Client, Request
from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import HOST, Scene, answered
from bench.timing import Ask, under_load
from bench.wanting import Browser, Starts

CLIENTS = 8
LEAST_OF_PEER = 3.5
ROUNDS, QUICK_ROUNDS = 12, 4
BURST_SECONDS, QUICK_SECONDS = 0.6, 0.3
# As long as the page of a few appointments.
LINES = 40
# What holds are compared with, and what share of its rate theirs must be.
PEERS = {
    "insert": ("the bare INSERT view", 0.25),
    "page": ("/appointments/ of somebody who has signed in", 0.65),
    "template": ("the template view with sign-in", None),
    "bare": ("the row alone, with psycopg, past the same constraints", None),
    "any": ("holds with any of twenty therapists", None),
}
KINDS = ("hold", *PEERS)


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """Holds a second against those of the floor, of a signed-in page, and of bare SQL."""
    rates = measured(scene, extent)
    hold = middle(rates["hold"])
    for name, (said, least) in PEERS.items():
        note = f"peer: {said}, {spread(rates[name])}; holds: {spread(rates['hold'])}"
        peer = middle(rates[name])
        yield Measurement(f"holding.{name}", hold, "1/s", peer, note, at_least=least)


def measured(
    scene: Scene, extent: Extent, kinds: Collection[str] = KINDS, **others: list[Ask]
) -> dict[str, list[float]]:
    """Bursts of each in turns: the rates of these kinds, and of `others`.

    Each of the others is what eight clients do, one entry for each.
    """
    rounds = extent.of(QUICK_ROUNDS, ROUNDS)
    seconds = extent.of(QUICK_SECONDS, BURST_SECONDS)
    starts = Starts(scene)
    with ExitStack() as opening:
        each = [_asks(scene, starts, number, opening) for number in range(CLIENTS)]
        asks = {name: [one[name] for one in each] for name in kinds} | others
        rates: dict[str, list[float]] = {name: [] for name in asks}
        for number in range(rounds + 1):
            for name, askers in asks.items():
                starts.again()
                rate = under_load(askers, seconds=seconds).rate
                if number:  # The first round warms all of them up.
                    rates[name].append(rate)
        starts.again()
    return rates


def _asks(scene: Scene, starts: Starts, number: int, opening: ExitStack) -> dict[str, Ask]:
    """What one client does."""
    client = opening.enter_context(scene.client())
    session = scene.patient(10 * number + 1)  # Not every patient has an account.
    browser = Browser(session, number)
    browser.open(client)
    insert = Request.post("/floor/insert", HOST, {"text": "A row of use."})
    return {
        "hold": partial(_hold, client, browser, starts),
        "any": partial(_hold, client, browser, starts, "any"),
        "insert": partial(answered, client, insert),
        "page": partial(answered, client, scene.get("/appointments/", session)),
        "template": partial(answered, client, scene.get(f"/floor/signed-in/{LINES}", session)),
        "bare": opening.enter_context(BareInsert(number)),
    }


def _hold(client: Client, browser: Browser, starts: Starts, therapist: str = "") -> None:
    answered(client, browser.hold(starts.next(), therapist), HTTPStatus.SEE_OTHER)


def middle(rates: list[float]) -> float:
    return round(median(rates), 1)


def spread(rates: list[float]) -> str:
    return f"{min(rates):.0f} to {max(rates):.0f} in {len(rates)} bursts"
