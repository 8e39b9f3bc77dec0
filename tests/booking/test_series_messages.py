"""One message about a whole course, word for word: read the golden files."""

from datetime import timedelta

import pytest

from booking.models import Appointment, AppointmentEvent, EventKind, Series, Status
from booking.series.letters import render
from booking.series.messages import Kind, fetch, still_holds
from patients.models import Patient
from reminders import delivery
from reminders.channels import EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording
from tests.booking.courses import book_course
from tests.booking.golden_appointment import (
    NOW,
    TOKEN,
    assert_golden_email,
    assert_golden_sms,
    in_both_languages,
    make_alice,
    make_golden_appointment,
    times,
)
from tests.factories import Clinic

pytestmark = pytest.mark.django_db

CHILD = {"relationship": "child", "given_name": "Sam"}
VERSION = 2
SITUATIONS = {
    "series-confirmation": (Kind.BOOKED, {}),
    "series-confirmation-child": (Kind.BOOKED, CHILD),
    "series-change": (Kind.MOVED, {}),
    "series-change-child": (Kind.MOVED, CHILD),
    "series-cancellation": (Kind.CANCELLED, {}),
    "series-cancellation-child": (Kind.CANCELLED, CHILD),
}


def make_golden_series(patient: Patient, kind: Kind, further: timedelta = timedelta()) -> Series:
    """Three Tuesdays with Maya; the message is about the last two of them."""
    series = Series.objects.create(patient=patient)
    first = make_golden_appointment(
        patient, series=series, token=f"{TOKEN[:-1]}0", **times(further)
    )
    for week in (1, 2):
        is_cancelled = kind == Kind.CANCELLED
        later = Appointment(
            series=series,
            token=f"{TOKEN[:-1]}{week}",
            status=Status.CANCELLED if is_cancelled else Status.BOOKED,
            **{
                name: getattr(first, name)
                for name in ("location", "room", "therapist", "treatment", "patient")
            },
            **{
                name: getattr(first, name) + timedelta(weeks=week)
                for name in ("starts_at", "ends_at", "blocked_until")
            },
            price=first.price,
            source=first.source,
        )
        later.save()
        AppointmentEvent.objects.create(
            appointment=later,
            kind=EventKind.NOTED,
            at=NOW,
            actor_kind="staff",
            details={"series_version": VERSION},
        )
    return series


def message_about(series: Series, kind: Kind, channel: Channel) -> OutgoingMessage:
    return OutgoingMessage(
        pk=1, subject=f"series:{series.pk}", version=VERSION, kind=kind, channel=channel
    )


def written(
    kind: Kind, channel: Channel, further: timedelta = timedelta(), /, **patient: str
) -> EmailContent | SmsContent:
    series = make_golden_series(make_alice(**patient), kind, further)
    message = message_about(series, kind, channel)
    news = fetch([message])[1]
    assert still_holds(message, news, NOW) == ""
    return render(message, news, NOW, Wording())


GOLDEN = in_both_languages(SITUATIONS)


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_email_of_the_golden_file(name: str) -> None:
    situation, language = GOLDEN[name]
    kind, patient = SITUATIONS[situation]
    email = written(kind, Channel.EMAIL, **patient, language=language)
    assert_golden_email(name, email)
    assert isinstance(email, EmailContent)
    assert email.calendar.count(b"BEGIN:VEVENT") == (3 if kind == Kind.BOOKED else 2)
    assert b"METHOD:PUBLISH" in email.calendar


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_sms_of_the_golden_file(name: str) -> None:
    situation, language = GOLDEN[name]
    kind, patient = SITUATIONS[situation]
    assert_golden_sms(name, written(kind, Channel.SMS, **patient, language=language))


def test_a_french_text_of_august_stays_plain() -> None:
    sms = written(Kind.MOVED, Channel.SMS, timedelta(weeks=13), language="fr-ca")
    assert_golden_sms("series-change-august.fr", sms)


@pytest.mark.parametrize("kind", Kind)
def test_it_shows_neither_treatment_nor_family_name_on_a_lock_screen(kind: Kind) -> None:
    email = written(kind, Channel.EMAIL)
    assert isinstance(email, EmailContent)
    for glimpse in (email.subject, email.calendar.decode()):
        assert "deep tissue" not in glimpse.lower()
    assert "Archer" not in email.subject


def test_it_lists_what_holds_when_it_goes(db: None) -> None:
    series = make_golden_series(make_alice(), Kind.BOOKED)
    second = series.appointments.order_by("starts_at")[1]
    second.status = Status.CANCELLED
    second.save()
    message = message_about(series, Kind.BOOKED, Channel.EMAIL)
    email = render(message, fetch([message])[1], NOW, Wording())
    assert isinstance(email, EmailContent)
    assert "all 2 to your calendar" in email.text
    assert "11 May" not in email.text


@pytest.mark.parametrize("kind", [Kind.BOOKED, Kind.MOVED])
def test_it_does_not_go_when_everything_is_cancelled(kind: Kind) -> None:
    series = make_golden_series(make_alice(), kind)
    series.appointments.update(status=Status.CANCELLED)
    message = message_about(series, kind, Channel.EMAIL)
    assert still_holds(message, fetch([message])[1], NOW)


def test_it_does_not_go_when_nothing_is_cancelled_any_more() -> None:
    series = make_golden_series(make_alice(), Kind.CANCELLED)
    series.appointments.update(status=Status.BOOKED)
    message = message_about(series, Kind.CANCELLED, Channel.EMAIL)
    assert still_holds(message, fetch([message])[1], NOW)


def test_it_does_not_go_to_who_has_no_address() -> None:
    series = make_golden_series(make_alice(email="", phone=""), Kind.BOOKED)
    message = message_about(series, Kind.BOOKED, Channel.EMAIL)
    assert "no address" in str(still_holds(message, fetch([message])[1], NOW))


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_it(mailbox: object) -> None:
    from tests.factories import NOW as BOOKED_AT

    book_course(Clinic())
    delivery.run(clock=lambda: BOOKED_AT)
    sent = OutgoingMessage.objects.get(subject__startswith="series:")
    assert (sent.state, sent.error) == ("sent", "")
