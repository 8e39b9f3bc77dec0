"""Several workers that have the reminders of one family in their hands at once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from booking import letters
from booking.digest import family as family_rules
from booking.messages import subject_of
from booking.models import Appointment
from reminders import delivery
from reminders.channels import Content
from reminders.models import WAITING, OutgoingMessage
from tests.booking.family import FIRST, Family
from tests.concurrency.together import together
from tests.edges import Mailbox
from tests.factories import make_patient

pytestmark = pytest.mark.django_db(transaction=True)

DUE = datetime(2027, 5, 4, 17, 0, tzinfo=UTC)
FAMILIES, WORKERS, ROUNDS = 6, 3, 15


class Clock:
    def __init__(self) -> None:
        self.now = DUE

    def __call__(self) -> datetime:
        return self.now


def due_all_at_once() -> list[Appointment]:
    """Three of each family on one day; every family has its day, and all are due now."""
    clinic = Family()
    booked = []
    for number in range(FAMILIES):
        address = f"family{number}@example.test"
        for hour in (9, 11, 13):
            one = make_patient(email=address)
            booked.append(clinic.book(one, hour, days=5 + number))
    OutgoingMessage.objects.exclude(kind=FIRST).delete()
    OutgoingMessage.objects.update(due_at=DUE, next_try_at=DUE)
    return booked


def deliver_by_many() -> None:
    """Small batches, so that families are torn apart; until nothing waits."""
    clock = Clock()
    for _ in range(ROUNDS):
        answers = together([partial(delivery.run, clock=clock, limit=1)] * WORKERS)
        assert {type(answer) for answer in answers} == {int}
        clock.now += timedelta(seconds=65)
        if not OutgoingMessage.objects.filter(state__in=WAITING).exists():
            return


def times_told(booked: list[Appointment], mailbox: Mailbox) -> Counter[int]:
    """How many appointments were told of so many times."""
    sources = [mail.as_string().replace("=\n", "") for mail in mailbox]
    return Counter(sum(one.token in source for source in sources) for one in booked)


def test_everybody_is_told_once(mailbox: Mailbox) -> None:
    booked = due_all_at_once()
    deliver_by_many()
    assert times_told(booked, mailbox) == {1: len(booked)}
    assert len(mailbox) == FAMILIES


def test_without_waiting_families_are_told_in_pieces(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is real: this is what the waiting is for."""
    monkeypatch.setattr(family_rules, "_wait", lambda *_: "")
    due_all_at_once()
    deliver_by_many()
    assert len(mailbox) > FAMILIES


@pytest.mark.parametrize("waits", [True, False])
def test_a_worker_that_comes_while_the_first_is_being_written_leaves_the_others_to_it(
    waits: bool, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without waiting, it tells them a second time."""
    if not waits:
        monkeypatch.setattr(family_rules, "_wait", lambda *_: "")
    booked, clock, write = due_all_at_once()[:3], Clock(), letters.render
    OutgoingMessage.objects.exclude(subject__in=map(subject_of, booked)).delete()
    came: list[int] = []

    def while_another_comes(*about: Any, **more: Any) -> Content:
        if not came:
            came.append(1)
            together([partial(delivery.run, clock=clock)])
        return write(*about, **more)

    monkeypatch.setattr(letters, "render", while_another_comes)
    delivery.run(clock=clock, limit=1)
    clock.now += timedelta(seconds=65)
    delivery.run(clock=clock)
    told_once = times_told(booked, mailbox) == {1: 3}
    assert told_once == waits
