"""What the one reminder of a family's day says, word for word: read the golden files."""

from datetime import timedelta

import pytest

from booking.digest.family import Reminded
from booking.digest.family_letters import render
from booking.messages import Kind
from booking.models import Appointment
from patients.models import Patient
from reminders.channels import EmailContent, SmsContent
from reminders.models import Channel
from reminders.words import Wording
from tests.booking.golden_appointment import (
    NOW,
    a_message,
    assert_golden_email,
    assert_golden_sms,
    in_both_languages,
    make_alice,
    make_golden_appointment,
)
from tests.factories import make_location, make_room, make_therapist

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def later(first: Appointment, patient: Patient, hours: int, **changes: object) -> Appointment:
    """The same for somebody else, some hours later."""
    one = Appointment.objects.to_show().get(pk=first.pk)
    one.pk, one.token, one.patient = first.pk + hours, f"another-token-{hours}", patient
    one.starts_at, one.ends_at = one.starts_at + hours * HOUR, one.ends_at + hours * HOUR
    for name, value in changes.items():
        setattr(one, name, value)
    return one


def a_day(**alice: str) -> Reminded:
    """First Sam, then Alice, then Sam again, who has said to be there."""
    mother = make_alice(**alice)
    sam = make_alice(given_name="Sam", relationship="child", **alice)
    first = make_golden_appointment(sam)
    jonas = make_therapist("jonas-weber", name="Jonas Weber")
    again = later(first, sam, 5, attending_since=NOW, therapist=jonas)
    return Reminded(first, (again, later(first, mother, 2)))


GOLDEN = in_both_languages({"family-reminder": a_day})


def sms_of(reminded: Reminded) -> SmsContent:
    message = a_message(reminded.appointment, Kind.REMINDER_FIRST, Channel.SMS)
    sms = render(message, reminded, NOW, Wording())
    assert isinstance(sms, SmsContent)
    return sms


def email_of(reminded: Reminded) -> EmailContent:
    message = a_message(reminded.appointment, Kind.REMINDER_FIRST, Channel.EMAIL)
    email = render(message, reminded, NOW, Wording())
    assert isinstance(email, EmailContent)
    return email


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_email_of_the_golden_file(name: str) -> None:
    _situation, language = GOLDEN[name]
    assert_golden_email(name, email_of(a_day(language=language)))


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_sms_of_the_golden_file(name: str) -> None:
    _situation, language = GOLDEN[name]
    assert_golden_sms(name, sms_of(a_day(language=language)))


def test_two_of_one_address_are_both_called_by_name() -> None:
    first = make_golden_appointment()
    reminded = Reminded(first, (later(first, make_alice(given_name="Bob"), 2),))
    assert "1:30 pm Alice, 3:30 pm Bob." in sms_of(reminded).text


def test_two_places_are_both_named() -> None:
    first = make_golden_appointment()
    place = make_location("coquitlam", rooms=0, name="Coquitlam")
    other = later(first, make_alice(given_name="Bob"), 2, location=place, room=make_room(place))
    text = sms_of(Reminded(first, (other,))).text
    assert "1:30 pm Alice (Port Moody), 3:30 pm Bob (Coquitlam)." in text


def test_a_long_day_is_cut_short_in_a_text_message() -> None:
    first = make_golden_appointment()
    others = tuple(later(first, make_alice(given_name="Bob"), hours) for hours in range(1, 8))
    assert ", and 2 more." in sms_of(Reminded(first, others)).text


def test_it_does_not_tell_of_what_has_begun() -> None:
    first = make_golden_appointment()
    earlier = later(first, make_alice(given_name="Bob"), -1, starts_at=NOW)
    assert "Bob" not in email_of(Reminded(first, (earlier,))).text


def test_no_name_is_markup() -> None:
    first = make_golden_appointment()
    other = later(first, make_alice(given_name="<b>Bob</b>"), 2)
    assert "&lt;b&gt;Bob&lt;/b&gt; with" in email_of(Reminded(first, (other,))).html
