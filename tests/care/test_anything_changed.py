"""Less than twelve months after the last time, only what has changed is asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from booking.models import Appointment
from booking.templatetags.clinic_time import clinic_date_year
from care.models import Consent, Intake
from care.privacy.everything import record
from care.privacy.everything.facts import in_words
from tests.care.intakes import WORDS, address, post, send, sign
from tests.care.people import Cast
from tests.factories import Clinic

pytestmark = pytest.mark.django_db(transaction=True)
UNCHANGED = {"new_reason": "no", "changed": "no", "pain_now": "3", "wish": "only the neck"}


@pytest.fixture
def again(cast: Cast, clinic: Clinic, alices: Client) -> Appointment:
    """Alice comes again; she sent everything before her first visit."""
    send(alices, cast.appointment)
    return clinic.book(clinic.at(14), cast.alice)


def answer(client: Client, appointment: Appointment, **changes: Any) -> str:
    """The first two pages; where they lead."""
    post(client, appointment, "safety", none_of_these="on")
    return str(post(client, appointment, "changed", **{**UNCHANGED, **changes})["Location"])


def age(days: int) -> None:
    Intake.objects.update(submitted_at=timezone.now() - timedelta(days=days))


def test_nothing_has_changed(alices: Client, again: Appointment) -> None:
    assert answer(alices, again) == address(again, "consent")
    assert sign(alices, again)["Location"] == address(again, "thanks")

    answers = Intake.objects.get(appointment=again).answers
    assert (answers["reason"], answers["allergies"]) == (WORDS, "almond oil")
    assert (answers["wish"], answers["pain_now"], answers["changed"]) == ("only the neck", 3, "no")


def test_what_was_taken_over_says_of_when(
    alices: Client, cast: Cast, clinic: Clinic, maya: Client, again: Appointment
) -> None:
    age(30)
    first = Intake.objects.get().submitted_at
    assert first
    said = f"as on {clinic_date_year(first, clinic.location)}"
    answer(alices, again)
    sign(alices, again)
    sent = Intake.objects.get(appointment=again)

    assert "pain_worst" not in sent.answers
    assert said in maya.get(f"/care/patients/{cast.alice.pk}/intakes/{sent.pk}/").text
    day = maya.get(reverse("roster:day", args=[again.starts_local.date()])).text
    assert said.replace("as", "As", 1) in day

    post(alices, again, "reason", reason="the knee now")
    day = maya.get(reverse("roster:day", args=[again.starts_local.date()])).text
    assert "the knee now" in day
    assert said.replace("as", "As", 1) not in day


def test_a_date_is_handed_on(
    alices: Client, cast: Cast, clinic: Clinic, again: Appointment
) -> None:
    age(30)
    first = Intake.objects.get().submitted_at
    answer(alices, again)
    sign(alices, again)
    third = clinic.book(clinic.at(12), cast.alice)
    answer(alices, third)
    sign(alices, third)

    assert first
    assert Intake.objects.get(appointment=third).answers["as_on"] == first.isoformat()


def test_something_has_changed(alices: Client, again: Appointment) -> None:
    assert answer(alices, again, changed="yes") == address(again, "reason")

    assert WORDS in alices.get(address(again, "reason")).content.decode()
    assert "almond oil" in alices.get(address(again, "health")).content.decode()


def test_a_new_reason_is_asked_about(alices: Client, again: Appointment) -> None:
    assert answer(alices, again, new_reason="yes") == address(again, "reason")

    assert WORDS not in alices.get(address(again, "reason")).content.decode()
    assert "almond oil" in alices.get(address(again, "health")).content.decode()


@pytest.mark.parametrize("left_open", ["new_reason", "changed"])
def test_both_are_to_be_answered(alices: Client, again: Appointment, left_open: str) -> None:
    refused = post(alices, again, "changed", **{**UNCHANGED, left_open: ""})

    assert refused.status_code == 422


@pytest.mark.parametrize(("days", "pages"), [(364, 3), (366, 6)])
def test_after_twelve_months_everything_is_asked(
    alices: Client, again: Appointment, days: int, pages: int
) -> None:
    age(days)

    assert f"of {pages}" in alices.get(address(again, "safety")).content.decode()


def test_visits_without_a_change_make_nothing_younger(
    alices: Client, cast: Cast, clinic: Clinic, again: Appointment
) -> None:
    answer(alices, again)
    sign(alices, again)
    Intake.objects.filter(appointment=cast.appointment).update(
        submitted_at=timezone.now() - timedelta(days=366)
    )

    third = clinic.book(clinic.at(12), cast.alice)
    assert "of 6" in alices.get(address(third, "safety")).content.decode()


def test_the_link_alone_takes_over_unseen(again: Appointment) -> None:
    phone = Client()
    assert answer(phone, again) == address(again, "consent")
    sign(phone, again)

    assert Intake.objects.get(appointment=again).answers["reason"] == WORDS
    for page in ("", "reason", "thanks"):
        shown = phone.get(address(again, page), follow=True).content.decode()
        assert WORDS not in shown
        assert "almond" not in shown


def test_the_link_alone_is_never_prefilled(again: Appointment) -> None:
    phone = Client()
    assert answer(phone, again, changed="yes") == address(again, "reason")

    assert WORDS not in phone.get(address(again, "reason")).content.decode()
    assert "almond oil" not in phone.get(address(again, "health")).content.decode()


def test_what_stands_is_not_signed_twice(alices: Client, again: Appointment) -> None:
    answer(alices, again)
    sign(alices, again)

    assert Consent.objects.count() == 2


def test_the_download_says_the_day_in_words() -> None:
    said = timezone.now()

    assert in_words(said) == record.answer("as_on", said.isoformat()).said
