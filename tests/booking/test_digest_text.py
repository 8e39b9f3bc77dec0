"""One message about several appointments, word for word: read the golden files."""

from datetime import timedelta

import pytest

from booking.digest.letters import MOST_IN_A_TEXT, render
from booking.digest.messages import fetch, still_holds
from booking.digest.rows import KIND, TOGETHER
from booking.messages import Kind, subject_of
from booking.models import Appointment, AppointmentEvent, Attention, EventKind, Status
from patients.models import Patient
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage, State
from reminders.words import Wording
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
from tests.factories import make_therapist

pytestmark = pytest.mark.django_db

CHILD = {"relationship": "child", "given_name": "Sam"}
WEEK, AUGUST = timedelta(weeks=1), timedelta(weeks=13)
EVERYTHING = (Kind.CHANGE, Kind.CHANGE, Kind.CANCELLATION, Kind.ASKED_TO_MOVE)
SITUATIONS = {
    "several-changes": (EVERYTHING, {}),
    "several-changes-child": (EVERYTHING, CHILD),
    "several-changes-cancelled": ((Kind.CANCELLATION, Kind.CANCELLATION), {}),
    "several-changes-asked": ((Kind.ASKED_TO_MOVE, Kind.ASKED_TO_MOVE), {}),
}


def golden_weeks(patient: Patient, kinds: tuple[Kind, ...], later: timedelta) -> list[Appointment]:
    """The golden appointment every week, of each of which its own kind of news is to be told."""
    first = make_golden_appointment(patient, token=f"{TOKEN[:-2]}00", **times(later))
    weeks = [first, *(a_later_one(first, week) for week in range(1, len(kinds)))]
    for one, kind in zip(weeks, kinds, strict=True):
        one.status = Status.CANCELLED if kind == Kind.CANCELLATION else Status.BOOKED
        one.save()
        if kind == Kind.ASKED_TO_MOVE:
            Attention.objects.create(appointment=one, sequence=0, why="…", noticed_at=NOW)
        gather(one, kind)
    return weeks


def a_later_one(first: Appointment, week: int) -> Appointment:
    kept = ("location", "room", "therapist", "treatment", "patient", "price", "source")
    later = ("starts_at", "ends_at", "blocked_until")
    return Appointment(
        token=f"{TOKEN[:-2]}{week:02}",
        **{name: getattr(first, name) for name in kept},
        **{name: getattr(first, name) + week * WEEK for name in later},
    )


def gather(appointment: Appointment, kind: Kind) -> None:
    for channel in Channel:
        OutgoingMessage.objects.create(
            subject=subject_of(appointment),
            version=0,
            kind=kind,
            channel=channel,
            due_at=NOW,
            next_try_at=NOW,
            not_after=appointment.starts_at,
            state=State.WITHDRAWN,
            error=TOGETHER,
        )


def was(appointment: Appointment, therapist: str, hours_later: int) -> None:
    """With whom, and when, it was before it was changed."""
    starts_at = appointment.starts_at + timedelta(hours=hours_later)
    before = {
        "starts_at": starts_at.isoformat(),
        "therapist": make_therapist(therapist.lower().replace(" ", "-"), name=therapist).pk,
    }
    AppointmentEvent.objects.create(
        appointment=appointment,
        kind=EventKind.RESCHEDULED,
        at=NOW,
        actor_kind="staff",
        details={"before": before},
    )


def written(
    channel: Channel, kinds: tuple[Kind, ...], later: timedelta = timedelta(), /, **patient: str
) -> Content:
    weeks = golden_weeks(make_alice(**patient), kinds, later)
    if kinds[0] == Kind.CHANGE:
        was(weeks[0], "Jonas Weber", 25)
    if kinds[1] == Kind.CHANGE:
        was(weeks[1], "Priya Nair", 0)
    message = OutgoingMessage(
        pk=1, subject=f"together:{weeks[0].pk}", version=1, kind=KIND, channel=channel, due_at=NOW
    )
    news = fetch([message])[1]
    assert still_holds(message, news, NOW) == ""
    return render(message, news, NOW, Wording())


GOLDEN = in_both_languages(SITUATIONS)


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_email_of_the_golden_file(name: str) -> None:
    situation, language = GOLDEN[name]
    kinds, patient = SITUATIONS[situation]
    assert_golden_email(name, written(Channel.EMAIL, kinds, **patient, language=language))


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_sms_of_the_golden_file(name: str) -> None:
    situation, language = GOLDEN[name]
    kinds, patient = SITUATIONS[situation]
    sms = written(Channel.SMS, kinds, **patient, language=language)
    assert_golden_sms(name, sms, parts=False)


def test_a_french_text_of_august_stays_plain() -> None:
    with_news = written(Channel.SMS, EVERYTHING, AUGUST, language="fr-ca")
    assert_golden_sms("several-changes-august.fr", with_news, parts=False)


def test_the_calendar_hears_of_what_is_settled() -> None:
    email = written(Channel.EMAIL, EVERYTHING)
    assert isinstance(email, EmailContent)
    assert email.calendar.count(b"BEGIN:VEVENT") == 3
    assert email.calendar.count(b"STATUS:CANCELLED") == 1
    assert email.calendar_method == "PUBLISH"


def test_no_file_is_attached_where_nothing_is_settled() -> None:
    email = written(Channel.EMAIL, (Kind.ASKED_TO_MOVE, Kind.ASKED_TO_MOVE))
    assert isinstance(email, EmailContent)
    assert (email.calendar, email.calendar_method) == (b"", "")


@pytest.mark.parametrize("channel", Channel)
def test_it_shows_neither_treatment_nor_family_name_on_a_lock_screen(channel: Channel) -> None:
    content = written(channel, EVERYTHING)
    if isinstance(content, EmailContent):
        assert "deep tissue" not in content.calendar.decode().lower()
    glimpse = content.subject if isinstance(content, EmailContent) else content.text
    assert "deep tissue" not in glimpse.lower()
    assert "Archer" not in glimpse


def test_a_text_message_ends_before_it_is_refused() -> None:
    sms = written(Channel.SMS, (Kind.CHANGE,) * 20)
    assert isinstance(sms, SmsContent)
    assert f"{20 - MOST_IN_A_TEXT} more: please phone us" in sms.text
    assert len(sms.text) < 1600
