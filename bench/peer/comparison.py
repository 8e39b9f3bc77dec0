"""How much sooner the site answers than the peer, and how many more it books; both take turns."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from bench import holding
from bench.availability import QUESTIONS
from bench.extent import Extent
from bench.measurement import Measurement
from bench.peer import Peer, peer
from bench.peer.asking import Question
from bench.peer.booking import bookers
from bench.peer.environment import NotInstalled
from bench.scene import DURATION, LOCATION, Scene, answered
from bench.surroundings import tell
from bench.timing import Ask, Times, in_turns

# How many times sooner.
SOONER = {
    "one_therapist_1_day": 7,
    "any_of_20_1_day": 100,
    "one_therapist_30_days": 130,
    "any_of_20_30_days": 800,
}
# An answer that takes the peer more requests is asked for in slices.
SLICE, QUICK_SLICE = 10, 5
ROUNDS, QUICK_ROUNDS = 60, 20


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """Answers and bookings a second, the peer's beside them. Nothing where it is not to be had."""
    with ExitStack() as opening:
        try:
            other = opening.enter_context(peer(scene.surroundings, LOCATION, DURATION, scene.first))
        except NotInstalled as why:
            tell(f"{why} It is left out.")
            return
        yield from _answers(scene, other, extent)
        yield _bookings(scene, other, extent)


def _answers(scene: Scene, other: Peer, extent: Extent) -> Iterator[Measurement]:
    questions = {
        name: (other.any_therapist if therapist == "any" else other.one_therapist)(days)
        for name, (therapist, days, _) in QUESTIONS.items()
    }
    most = extent.of(QUICK_SLICE, SLICE)
    slices = {name: question.in_slices(most) for name, question in questions.items()}
    with scene.client() as client, other.client() as its_client:
        asks: dict[str, Ask] = {}
        for name, (therapist, days, _) in QUESTIONS.items():
            asks[name] = partial(answered, client, scene.availability(therapist, days))
            asks[f"peer {name}"] = partial(slices[name].ask, its_client)
        times = in_turns(asks, rounds=extent.of(QUICK_ROUNDS, ROUNDS), warming=2)
    for name, part in slices.items():
        ours, its = times[name], times[f"peer {name}"]
        note = f"{_cost(part)}; ours: {ours.spread}; its {part.count}: {its.spread}"
        value, its_value = _rate(ours), _rate(its, part.factor)
        yield Measurement(f"peer.{name}", value, "1/s", its_value, note, at_least=SOONER[name])


def _cost(part: Question) -> str:
    measured = f", {part.count} at a time and multiplied" if part.factor > 1 else ""
    return f"peer: {len(part.requests)} of its requests{measured}"


def _rate(times: Times, factor: float = 1) -> float:
    return round(1 / (times.median * factor), 4)


def _bookings(scene: Scene, other: Peer, extent: Extent) -> Measurement:
    with ExitStack() as opening:
        clients = [opening.enter_context(other.client()) for _ in range(holding.CLIENTS)]
        its = bookers(other.facts, other.first, clients)
        rates = holding.measured(scene, extent, kinds=("hold",), peer=its)
    said = "its two forms by people who have signed in, without pages and e-mails"
    spread = {name: holding.spread(found) for name, found in rates.items()}
    note = f"8 clients; peer: {said}, {spread['peer']}; holds: {spread['hold']}"
    ours, theirs = (holding.middle(rates[name]) for name in ("hold", "peer"))
    return Measurement("peer.bookings", ours, "1/s", theirs, note, at_least=holding.LEAST_OF_PEER)
