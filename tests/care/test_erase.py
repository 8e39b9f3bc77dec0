"""Asking for erasure: what goes at once, what waits for the law, and what stays for ever."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking import lifecycle
from booking.actors import Actor
from booking.models import Appointment, AppointmentEvent, WaitlistEntry
from care.models import (
    ErasureRequest,
    ErasureState,
    Intake,
    Part,
    RecordAccess,
    RecordKeeping,
    Verb,
)
from care.privacy import erasure
from care.privacy.erasing import erase_what_is_due
from patients.models import ContactTrouble, Patient, PatientMerge
from reminders.models import IncomingText, OutgoingMessage, State, Understood
from tests.booking.waiting_list import waits
from tests.care.full_record import fill, rows_and_copies
from tests.care.people import Cast
from tests.factories import NOW as BEFORE
from tests.factories import Clinic
from tests.reminders.put_away import put_away

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.fromisoformat("2027-06-01T18:00:00+00:00")
MUCH_LATER = datetime.fromisoformat("2060-01-01T18:00:00+00:00")


def asks(cast: Cast, now: datetime = NOW) -> ErasureRequest:
    return erasure.ask(cast.alice, by=cast.users["alice"], now=now)


def test_with_an_appointment_to_come_it_waits(cast: Cast, alices: Client) -> None:
    Appointment.objects.update(starts_at=timezone.now() + timedelta(days=3))
    Appointment.objects.update(
        ends_at=timezone.now() + timedelta(days=4), blocked_until=timezone.now() + timedelta(days=4)
    )
    answer = alices.post(f"/my-record/{cast.alice.pk}/erase/", {"sure": "1"})

    assert answer.status_code == 409
    assert not ErasureRequest.objects.exists()


def test_it_asks_once_more_and_is_taken_back(cast: Cast, alices: Client) -> None:
    lifecycle.cancel(appointment=cast.appointment, now=BEFORE, actor=Actor("staff"), reason="ill")
    mine = f"/my-record/{cast.alice.pk}/erase/"
    assert alices.post(mine).status_code == 422
    assert alices.get(mine, {"sure": "1"}).status_code == 200
    assert not ErasureRequest.objects.exists()

    alices.post(mine, {"sure": "1"})
    assert "You asked on" in alices.get("/my-record/").text
    alices.post(mine + "take-back/")
    assert ErasureRequest.objects.get().state == ErasureState.WITHDRAWN
    assert RecordAccess.objects.filter(verb=Verb.WRITE, part=Part.RECORD).count() == 2


def test_what_need_not_be_kept_goes_at_once(cast: Cast, clinic: Clinic) -> None:
    fill(cast)
    waits(clinic, cast.alice)
    later = clinic.book(clinic.at(13), cast.alice)
    lifecycle.cancel(appointment=later, now=BEFORE, actor=Actor("staff"), reason="ill")
    begun = {"answers": {"reason": "begun"}, "started_at": NOW, "saved_at": NOW}
    Intake.objects.create(patient=cast.alice, appointment=later, **begun)
    before = rows_and_copies()
    asks(cast)

    cast.alice.refresh_from_db()
    assert not WaitlistEntry.objects.exists()
    assert not Appointment.objects.exclude(desk_note="").exists()
    assert not OutgoingMessage.objects.filter(state=State.DUE).exists()
    assert not cast.alice.reminders_by_email
    gone = {"Intake": 1, "IntakeEvent": 1}
    assert rows_and_copies() == {kind: n - gone.get(kind, 0) for kind, n in before.items()}


def test_what_the_law_keeps_waits_for_its_day(cast: Cast) -> None:
    fill(cast)
    asked = asks(cast)

    # The session of 4 May 2027, then the note of 12 May: 16 years.
    assert asked.due_on == date(2043, 5, 12)
    before = rows_and_copies()
    assert erase_what_is_due(now=datetime.fromisoformat("2043-05-12T06:59:00+00:00")) == 0
    assert rows_and_copies() == before


def test_a_child_waits_for_majority(cast: Cast) -> None:
    fill(cast)
    cast.alice.date_of_birth = date(2020, 2, 29)
    cast.alice.save()

    assert asks(cast).due_on == date(2055, 3, 1)


def test_when_due_all_of_it_goes(cast: Cast) -> None:
    fill(cast)
    asks(cast)
    looked = RecordAccess.objects.create(
        at=NOW, user_role="therapist", verb="read", part="note", patient_key=cast.alice.pk
    )
    PatientMerge.objects.create(
        kept=cast.alice, absorbed_key=7, absorbed={"given_name": "Alicia"}, moved={}, at=NOW
    )
    LogEntry.objects.log_actions(
        cast.users["mona"].pk, [cast.alice], CHANGE, single_object=True, change_message=""
    )

    assert erase_what_is_due(now=MUCH_LATER) == 1
    assert set(rows_and_copies().values()) == {0}
    assert RecordAccess.objects.get() == looked
    assert not User.objects.filter(email="alice@example.test").exists()
    erased = Patient.objects.get(pk=cast.alice.pk)
    assert (erased.full_name, erased.contact_email) == ("Erased patient", "")
    assert ErasureRequest.objects.get().state == ErasureState.DONE
    assert erase_what_is_due(now=MUCH_LATER) == 0


def test_no_word_of_the_patient_is_left_anywhere(cast: Cast) -> None:
    fill(cast)
    cast.alice.phone = "+16045550123"
    cast.alice.save(update_fields=["phone"])
    AppointmentEvent.objects.update(reason="Archer phoned")
    OutgoingMessage.objects.update(recipient="alice@example.test")
    put_away(OutgoingMessage.objects.earliest("pk"))
    ContactTrouble.objects.create(address="alice@example.test", reason="No.", since=NOW)
    IncomingText.objects.create(
        provider_key="SM1", sender="+16045550123", understood=Understood.STOP, received_at=NOW
    )
    asks(cast)
    erase_what_is_due(now=MUCH_LATER)

    left, words = [], ("rcher", "alice@", "5550123")
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT row::text FROM "{table}" row')  # noqa: S608
            left += [table for (row,) in cursor if any(word in row for word in words)]
    assert left == []


def test_an_account_with_another_patient_stays(cast: Cast) -> None:
    fill(cast)
    Patient.objects.filter(pk=cast.dan.pk).update(account=cast.users["alice"], relationship="other")
    asks(cast)
    erase_what_is_due(now=MUCH_LATER)

    assert User.objects.filter(email="alice@example.test").exists()
    assert Patient.objects.get(pk=cast.dan.pk).full_name == "Dan Dorsey"


def test_a_longer_law_or_a_new_entry_puts_it_off(cast: Cast) -> None:
    fill(cast)
    asks(cast)
    RecordKeeping.objects.update(years=50)

    assert erase_what_is_due(now=MUCH_LATER) == 0
    assert ErasureRequest.objects.get().due_on == date(2077, 5, 12)
    assert Intake.objects.exists()


def test_nothing_taken_back_is_erased(cast: Cast) -> None:
    fill(cast)
    asks(cast)
    erasure.take_back(cast.alice, by=cast.users["alice"], now=NOW)

    assert erase_what_is_due(now=MUCH_LATER) == 0


def test_without_a_record_it_is_due_at_once(cast: Cast) -> None:
    lifecycle.cancel(appointment=cast.appointment, now=BEFORE, actor=Actor("staff"), reason="ill")
    asks(cast)

    assert erase_what_is_due(now=NOW) == 1
    assert cast.appointment.price == Appointment.objects.get().price


def test_history_is_forgotten_only_for_who_asked(cast: Cast) -> None:
    fill(cast)

    with pytest.raises(DatabaseError, match="Nobody has asked"), transaction.atomic():
        erasure.forget_history(cast.alice)


def test_the_history_of_what_stays_stays(cast: Cast) -> None:
    fill(cast)
    asks(cast)
    before = rows_and_copies()
    erasure.forget_history(cast.alice)

    assert rows_and_copies() == before
