"""PostgreSQL goes and comes back, in mid-batch and in mid-booking. None of ours is restarted."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connections

from booking.models import Appointment, Status
from reminders.models import OutgoingMessage, State
from reminders.outbox import LEASE
from tests.clinic.waiting import eventually
from tests.concurrency.together import Stopwatch
from tests.factories import Clinic
from tests.faults.booking import a_guest, held_at
from tests.faults.crew import START_SECONDS, Crew
from tests.faults.due import address, all_sent, due, let_pass, states
from tests.faults.post_office import PostOffice
from tests.faults.servers import Servers

BACK_WITHIN = 30
# Seconds of notes that a PostgreSQL may forget that is killed, and more than enough of them.
FORGOTTEN = 1.0
SLOWLY = 0.02

Interrupt = Callable[[Servers], None]


def restart(servers: Servers) -> None:
    servers.restart_database()


def kill(servers: Servers) -> None:
    servers.kill_database()
    servers.start_database_again()


both_ways = pytest.mark.parametrize("interrupt", [restart, kill])


@both_ways
def test_it_sends_the_rest_of_a_batch(
    open_clinic: Clinic,
    running: Crew,
    servers: Servers,
    post_office: PostOffice,
    interrupt: Interrupt,
) -> None:
    post_office.slowness = SLOWLY
    messages = due(open_clinic, 100)
    post_office.pause_at = 60
    assert post_office.paused.wait(START_SECONDS)
    on_its_way = post_office.taken[-1]
    safe = set(post_office.taken_before(time.monotonic() - FORGOTTEN))
    assert len(safe) >= 10
    interrupt(servers)
    post_office.slowness = 0
    connections.close_all()
    post_office.go_on.set()
    watch = Stopwatch()
    eventually(lambda: states(messages) == {State.SENT, State.SENDING}, seconds=BACK_WITHIN)
    let_pass(LEASE)
    eventually(lambda: all_sent(messages), seconds=START_SECONDS)
    watch.say(f"PostgreSQL {interrupt.__name__} at 60 of 100", copies=post_office.copies)
    assert set(post_office.taken) == {address(number) for number in range(100)}
    assert post_office.most_copies_of_one <= 2
    if interrupt is restart:
        assert set(post_office.repeated) <= {on_its_way}
    # A killed PostgreSQL may forget what was noted in the second before, and nothing older.
    assert not safe & set(post_office.repeated)


@both_ways
def test_it_books_all_of_an_appointment_or_nothing(
    open_clinic: Clinic, running: Crew, servers: Servers, interrupt: Interrupt
) -> None:
    guest = a_guest(running.web_address)
    path = guest.hold(open_clinic)
    with ThreadPoolExecutor(1) as another, messages_locked(servers, running.database) as lock:
        answer = another.submit(guest.confirm, path)
        eventually(lambda: somebody_waits(servers, running.database), seconds=BACK_WITHIN)
        interrupt(servers)
        lock.close()
        assert answer.result().status >= 500
    connections.close_all()
    assert standing(held_at(path)) == (Status.HELD, ["held"], 0)

    watch = Stopwatch()
    eventually(lambda: guest.confirm(path).status == 303, seconds=BACK_WITHIN)
    watch.say(f"PostgreSQL {interrupt.__name__} in mid-booking, until it books again")
    assert standing(held_at(path)) == (Status.BOOKED, ["held", "booked"], 3)


def standing(appointment: Appointment) -> tuple[str, list[str], int]:
    """Its state, its history, and how many messages there are about it."""
    kinds = list(appointment.events.order_by("pk").values_list("kind", flat=True))
    messages = OutgoingMessage.objects.filter(subject=f"appointment:{appointment.pk}")
    return appointment.status, kinds, messages.count()


def messages_locked(servers: Servers, database: str) -> psycopg.Connection:
    """No message can be written meanwhile: a booking gets stuck right before its end."""
    connection = psycopg.connect(servers.address_of(database))
    connection.execute("LOCK TABLE reminders_outgoingmessage IN SHARE MODE")
    return connection


def somebody_waits(servers: Servers, database: str) -> bool:
    with psycopg.connect(servers.address_of(database)) as connection:
        waiting = connection.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation ="
            " 'reminders_outgoingmessage'::regclass)"
        ).fetchone()
    return bool(waiting and waiting[0])
