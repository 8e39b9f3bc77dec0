"""How far behind a replica is taken to be, from what two servers say."""

import pytest

from booking.replica.gauge import Found, Gauge, Primary, Replica, State, behind

NOON = 1_800_000_000.0


class Servers:
    """What they will say, how often they were asked, and a clock that stands still."""

    def __init__(self) -> None:
        self.primary, self.replica = Primary(1000, NOON), Replica(1000, NOON - 3)
        self.away = False
        self.asked = 0
        self.clock = 0.0

    def gauge(self) -> Gauge:
        return Gauge(
            lambda: self.primary, self._replica, failures=OSError, clock=lambda: self.clock
        )

    def _replica(self) -> Replica:
        self.asked += 1
        if self.away:
            raise ConnectionError
        return self.replica


@pytest.fixture
def servers() -> Servers:
    return Servers()


@pytest.mark.parametrize(
    ("replica", "seconds"),
    [
        (Replica(1000, None), 0.0),  # nothing was committed since it was started
        (Replica(1001, NOON - 3600), 0.0),
        (Replica(999, NOON - 7), 7.0),
        (Replica(999, NOON + 0.1), 0.0),
        (Replica(999, None), float("inf")),
        (Replica(None, NOON), float("inf")),
    ],
)
def test_it_is_behind_since_the_last_commit_it_has(replica: Replica, seconds: float) -> None:
    assert behind(Primary(1000, NOON), replica) == seconds


@pytest.mark.parametrize(("committed", "state"), [(NOON - 10, State.OK), (NOON - 11, State.LATE)])
def test_it_tolerates_so_many_seconds(servers: Servers, committed: float, state: State) -> None:
    servers.replica = Replica(999, committed)
    assert servers.gauge().look(tolerated=10) == Found(state, 999, 0.0)


def test_it_looks_once_a_second(servers: Servers) -> None:
    gauge = servers.gauge()
    for servers.clock in (0.0, 0.4, 0.9, 1.0, 1.9):
        assert gauge.look(tolerated=10).state is State.OK
    assert servers.asked == 2


def test_it_leaves_alone_who_is_away(servers: Servers) -> None:
    gauge = servers.gauge()
    servers.away = True
    for servers.clock in (0.0, 1.0, 4.9):
        assert gauge.look(tolerated=10).state is State.UNREACHABLE
    assert servers.asked == 1
    servers.away, servers.clock = False, 5.0
    assert gauge.look(tolerated=10).state is State.OK


def test_a_failed_read_is_enough(servers: Servers) -> None:
    gauge = servers.gauge()
    gauge.look(tolerated=10)
    gauge.lost()
    servers.clock = 1.0
    assert gauge.look(tolerated=10).state is State.UNREACHABLE


def test_it_trusts_nothing_old_while_somebody_else_looks(servers: Servers) -> None:
    gauge = servers.gauge()
    gauge.look(tolerated=10)
    servers.clock = 60.0
    with gauge._looking:
        assert gauge.look(tolerated=10).state is State.LATE
    assert gauge.look(tolerated=10).state is State.OK
