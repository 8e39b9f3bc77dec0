"""One reminder for a family's day: who is in it, what it tells, and who goes when."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import lifecycle, messages
from booking.digest.family import GATHERS, TOLD, fetch
from booking.digest.settling import settle_told_together
from booking.models import Appointment, Attention, ToldTogether
from patients.models import Patient
from reminders import delivery, outbox
from reminders.models import OutgoingMessage, State
from tests.booking.family import DAYS, FIRST, SECOND, Family, due_at, row_of, states
from tests.edges import Mailbox, SmsProvider
from tests.factories import NOW, PATIENT, Clinic, desk, make_patient

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
SECONDS = timedelta(seconds=1)


def run(appointment: Appointment, kind: str = FIRST, after: timedelta = 0 * MINUTE) -> None:
    """What a worker does when the reminder of this appointment is due, or some time after."""
    now = due_at(appointment, kind) + after
    delivery.run(clock=lambda: now)


def texts(mailbox: Mailbox) -> list[str]:
    bodies = [mail.get_body(("plain",)) for mail in mailbox.messages]
    return [body.get_content() for body in bodies if body]


# One message


def test_a_family_gets_one_reminder_for_its_day(mailbox: Mailbox) -> None:
    family = Family()
    leo, pat = family.book(family.leo, 10), family.book(family.pat, 11)
    run(pat)
    (text,) = texts(mailbox)
    assert "10:00 am" in text
    assert "11:00 am to 12:00 pm: Pat with" in text
    assert pat.token in text
    assert leo.token in text


def test_nobody_is_reminded_of_what_cannot_take_place(mailbox: Mailbox) -> None:
    """Until the desk finds that it takes place all the same; the others do not wait for it."""
    family = Family()
    leo, pat = family.book(family.leo, 10), family.book(family.pat, 11)
    row = Attention.objects.create(
        appointment=leo, sequence=0, why="Maya is away then.", noticed_at=NOW
    )
    run(pat)
    (text,) = texts(mailbox)
    assert leo.token not in text
    assert states(leo, pat) == [State.DUE, State.SENT]
    assert row_of(leo).error == messages.UNKEPT
    Attention.objects.filter(pk=row.pk).update(settled_at=NOW)
    run(pat, after=11 * MINUTE)
    assert leo.token in texts(mailbox)[1]


def test_the_others_are_told_together_when_their_time_comes(mailbox: Mailbox) -> None:
    family = Family()
    leo, pat = family.book(family.leo, 10), family.book(family.pat, 11)
    run(leo)
    assert states(leo, pat) == [State.SENT, State.DUE]
    run(pat)
    assert states(leo, pat) == [State.SENT, State.WITHDRAWN]
    assert row_of(pat).error == TOLD
    assert len(mailbox) == 1


def test_at_the_same_time_of_day_there_is_one_message_too(mailbox: Mailbox) -> None:
    family = Family()
    leo, mia = family.book(family.leo, 10), family.book(family.mia, 10)
    run(leo)
    run(leo, after=2 * MINUTE)
    assert len(mailbox) == 1
    assert set(states(leo, mia)) == {State.SENT, State.WITHDRAWN}


def test_each_kind_and_each_channel_has_its_own(
    mailbox: Mailbox, sms_provider: SmsProvider
) -> None:
    family = Family(sms=True)
    family.book(family.leo, 10)
    pat = family.book(family.pat, 11)
    run(pat)
    run(pat, SECOND)
    assert (len(mailbox), len(sms_provider.requests)) == (2, 2)


def test_a_text_message_names_them_all(sms_provider: SmsProvider, mailbox: Mailbox) -> None:
    family = Family(sms=True)
    family.book(family.leo, 10)
    pat = family.book(family.pat, 11)
    run(pat)
    (request,) = sms_provider.requests
    assert "2 appointments on Saturday 8 May: 10:00 am Leo, 11:00 am you." in request["Body"]


def test_three_are_one_message(mailbox: Mailbox) -> None:
    family = Family()
    family.book(family.leo, 10)
    family.book(family.mia, 12)
    run(family.book(family.pat, 14))
    assert len(mailbox) == 1


def test_one_person_with_two_appointments_is_a_family_too(mailbox: Mailbox) -> None:
    family = Family()
    family.book(family.pat, 10)
    run(family.book(family.pat, 14))
    assert len(mailbox) == 1


def test_who_shares_an_address_without_an_account_is_family(mailbox: Mailbox) -> None:
    clinic = Clinic()
    one, other = (make_patient(email="both@example.test") for _ in range(2))
    clinic.book(clinic.at(10, days=DAYS), one)
    last = clinic.book(clinic.at(12, days=DAYS), other)
    OutgoingMessage.objects.filter(kind="confirmation").delete()
    run(last)
    assert len(mailbox) == 1


# Not together


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "leo@example.test"},
        {"language": "fr-ca"},
        {"reminders_by_email": False, "reminders_by_sms": True},
    ],
)
def test_another_address_language_or_wish_is_told_apart(
    changes: dict[str, Any], mailbox: Mailbox, sms_provider: SmsProvider
) -> None:
    family = Family()
    Patient.objects.filter(pk=family.leo.pk).update(**changes)
    family.leo.refresh_from_db()
    family.book(family.leo, 10)
    pat = family.book(family.pat, 11)
    run(pat)
    assert states(pat) == [State.SENT]
    assert len(mailbox) + len(sms_provider.requests) == 2


def test_another_day_is_told_apart(mailbox: Mailbox) -> None:
    family = Family()
    family.book(family.leo, 10)
    run(family.book(family.pat, 11, days=DAYS + 1))
    assert len(mailbox) == 2


def test_a_stranger_is_told_apart(mailbox: Mailbox) -> None:
    family, stranger = Family(), make_patient()
    family.book(family.leo, 10)
    run(family.book(stranger, 11))
    assert len(mailbox) == 2


def test_the_desk_sees_within_a_minute_that_the_others_are_told(mailbox: Mailbox) -> None:
    family = Family()
    leo, pat = family.book(family.leo, 10), family.book(family.pat, 11)
    run(leo)
    assert settle_told_together(now=due_at(leo) + MINUTE) == 1
    assert (states(pat), row_of(pat).error) == ([State.WITHDRAWN], TOLD)
    assert settle_told_together(now=due_at(leo) + MINUTE) == 0


def test_nobody_is_taken_for_told_before_it_has_gone(mailbox: Mailbox) -> None:
    family = Family()
    leo, pat = family.book(family.leo, 10), family.book(family.pat, 11)
    fetch(outbox.claim(now=due_at(leo)))
    assert settle_told_together(now=due_at(leo) + MINUTE) == 0
    assert states(pat) == [State.DUE]


# Changes in between


def test_who_is_booked_after_it_went_gets_their_own(mailbox: Mailbox) -> None:
    family = Family()
    leo = family.book(family.leo, 10)
    run(leo)
    pat = family.book(family.pat, 11)
    run(pat)
    assert states(leo, pat) == [State.SENT, State.SENT]


def test_who_is_moved_after_it_went_gets_their_own(mailbox: Mailbox) -> None:
    family = Family()
    leo, pat = family.book(family.leo, 10), family.book(family.pat, 11)
    run(leo)
    lifecycle.reschedule(
        appointment=pat,
        therapist=None,
        starts_at=family.clinic.at(15, days=DAYS),
        now=NOW,
        actor=desk(),
        tell=False,
    )
    run(pat)
    assert "3:00 pm" in texts(mailbox)[-1]


def test_who_is_cancelled_is_not_told_of(mailbox: Mailbox) -> None:
    family = Family()
    family.book(family.leo, 10)
    pat = family.book(family.pat, 11)
    when = due_at(pat)
    lifecycle.cancel(appointment=pat, now=NOW, actor=PATIENT)
    OutgoingMessage.objects.filter(kind="cancellation").delete()
    delivery.run(clock=lambda: when)
    (text,) = texts(mailbox)
    assert "Pat with" not in text


def test_when_the_first_is_cancelled_the_next_tells(mailbox: Mailbox) -> None:
    family = Family()
    leo = family.book(family.leo, 10)
    family.book(family.mia, 11)
    pat = family.book(family.pat, 12)
    lifecycle.cancel(appointment=leo, now=NOW, actor=PATIENT)
    OutgoingMessage.objects.filter(kind="cancellation").delete()
    run(pat)
    (text,) = texts(mailbox)
    assert "Pat with" in text


def test_what_was_written_down_and_did_not_go_has_told_nobody(mailbox: Mailbox) -> None:
    """The first is cancelled just after it was looked at."""
    family = Family()
    leo, pat = family.book(family.leo, 10), family.book(family.pat, 11)
    batch = outbox.claim(now=due_at(leo))
    fetch(batch)
    assert ToldTogether.objects.count() == 1
    lifecycle.cancel(appointment=leo, now=NOW, actor=PATIENT)
    OutgoingMessage.objects.filter(kind="cancellation").delete()
    run(pat)
    assert states(leo, pat) == [State.WITHDRAWN, State.SENT]


def test_a_try_that_no_longer_tells_of_somebody_takes_it_back(mailbox: Mailbox) -> None:
    family = Family()
    leo, pat = family.book(family.leo, 10), family.book(family.pat, 11)
    fetch(outbox.claim(now=due_at(leo)))  # …and the worker is gone
    Patient.objects.filter(pk=family.pat.pk).update(email="pat@elsewhere.test")
    run(leo, after=outbox.LEASE)
    run(pat)
    assert states(leo, pat) == [State.SENT, State.SENT]
    assert [mail["To"] for mail in mailbox] == ["pat@example.test", "pat@elsewhere.test"]


def test_a_worker_that_died_before_it_sent_has_told_nobody(mailbox: Mailbox) -> None:
    family = Family()
    leo, pat = family.book(family.leo, 10), family.book(family.pat, 11)
    fetch(outbox.claim(now=due_at(leo)))
    run(leo, after=outbox.LEASE)
    run(pat)
    assert len(mailbox) == 1
    assert states(leo, pat) == [State.SENT, State.WITHDRAWN]


# Who waits for whom


def held_up(row: OutgoingMessage, until: timedelta) -> None:
    """Its mail server has refused it once."""
    OutgoingMessage.objects.filter(pk=row.pk).update(attempts=1, next_try_at=row.due_at + until)


def test_it_waits_for_the_first_which_has_trouble_but_not_for_long(mailbox: Mailbox) -> None:
    family = Family()
    leo, mia = family.book(family.leo, 10), family.book(family.mia, 10)
    first, second = row_of(leo), row_of(mia)
    held_up(first, timedelta(hours=1))
    run(mia)
    second.refresh_from_db()
    assert (second.state, second.error, second.attempts) == (State.DUE, GATHERS, 0)
    assert second.next_try_at == second.due_at + MINUTE
    run(mia, after=11 * MINUTE)
    assert states(mia) == [State.SENT]


def test_the_first_does_not_tell_again_of_who_did_not_wait(mailbox: Mailbox) -> None:
    family = Family()
    leo, mia = family.book(family.leo, 10), family.book(family.mia, 10)
    held_up(row_of(leo), timedelta(hours=1))
    run(mia, after=11 * MINUTE)
    run(leo, after=timedelta(hours=1))
    assert ["Mia with" in text for text in texts(mailbox)] == [False, False]
    assert len(mailbox) == 2


def test_it_waits_while_the_first_is_on_its_way(mailbox: Mailbox) -> None:
    family = Family()
    leo, mia = family.book(family.leo, 10), family.book(family.mia, 10)
    first = row_of(leo)
    late = first.due_at + timedelta(hours=1)
    OutgoingMessage.objects.filter(pk=first.pk).update(
        state=State.SENDING, lease=uuid4(), next_try_at=late + MINUTE
    )
    delivery.run(clock=lambda: late)
    assert (states(mia), len(mailbox)) == ([State.DUE], 0)


def test_the_first_gives_way_while_another_worker_has_one_of_them(mailbox: Mailbox) -> None:
    family = Family()
    leo, mia = family.book(family.leo, 10), family.book(family.mia, 10)
    second = row_of(mia)
    OutgoingMessage.objects.filter(pk=second.pk).update(
        state=State.SENDING, lease=uuid4(), next_try_at=second.due_at + MINUTE
    )
    run(leo)
    first = row_of(leo)
    assert (first.state, first.next_try_at) == (State.DUE, first.due_at + 5 * SECONDS)
    assert len(mailbox) == 0


def test_nobody_waits_until_it_is_of_no_use(mailbox: Mailbox) -> None:
    family = Family()
    leo, mia = family.book(family.leo, 10), family.book(family.mia, 10)
    held_up(row_of(leo), timedelta(hours=1))
    second = row_of(mia)
    OutgoingMessage.objects.filter(pk=second.pk).update(not_after=second.due_at + 30 * SECONDS)
    run(mia)
    assert states(mia) == [State.SENT]


def test_two_locations_with_other_hours_are_told_by_whichever_is_due_first(
    mailbox: Mailbox,
) -> None:
    family, other = Family(), Clinic()
    other.set_policy(first_reminder_hours=72)
    leo = family.book(family.leo, 10)
    pat = other.book(other.at(12, days=DAYS), family.pat)
    OutgoingMessage.objects.filter(kind="confirmation").delete()
    run(pat)
    assert states(leo, pat) == [State.DUE, State.SENT]
    run(leo)
    assert states(leo) == [State.WITHDRAWN]
    assert len(mailbox) == 1


# The reading of it


def queries_to_read(reminders: list[OutgoingMessage]) -> int:
    with CaptureQueriesContext(connection) as captured:
        fetch(reminders)
    ToldTogether.objects.all().delete()
    return len(captured)


def test_it_reads_as_much_for_many_families_as_for_one() -> None:
    family = Family()
    for patient, hour in ((family.leo, 9), (family.mia, 10), (family.pat, 11), (family.pat, 13)):
        family.book(patient, hour)
    one = list(OutgoingMessage.objects.filter(kind=FIRST))
    mother = make_patient(email="mother@example.test")
    for hour in (9, 10, 11, 12):
        family.book(mother, hour)
    two = list(OutgoingMessage.objects.filter(kind=FIRST))
    assert queries_to_read(two) == queries_to_read(one)
    assert sorted(len(one.others) for one in fetch(two).values()) == [0] * 6 + [3, 3]


def test_who_has_no_family_that_day_costs_two_queries_more_than_the_message() -> None:
    clinic = Clinic(therapists=4, rooms=4)
    for therapist in clinic.therapists:
        clinic.book(clinic.at(10, days=DAYS), therapist=therapist)
    rows = list(OutgoingMessage.objects.filter(kind=FIRST))
    with CaptureQueriesContext(connection) as alone:
        messages.fetch(rows)
    assert queries_to_read(rows) == len(alone) + 2


def test_another_day_costs_nothing() -> None:
    family = Family()
    family.book(family.leo, 10)
    rows = list(OutgoingMessage.objects.filter(kind=FIRST))
    alone = queries_to_read(rows)
    family.book(family.leo, 10, days=DAYS + 1)
    assert queries_to_read(rows) == alone
