"""What is listed can be booked, and what is not listed can't: against the obvious model."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking import lifecycle
from booking.availability import Availability, find_starts
from booking.plan import Choice
from booking.refusals import UnknownChoice
from tests.booking.obvious_model import DAY, ListedStart, ObviousModel
from tests.booking.random_clinics import RandomClinic, build, facts, undone
from tests.factories import PATIENT, desk, make_patient

pytestmark = pytest.mark.django_db

thoroughly = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def choice_of(clinic: RandomClinic) -> Choice:
    return Choice(
        location=clinic.location.slug,
        treatment=clinic.option.treatment.slug,
        duration=clinic.option.minutes,
        therapist=clinic.therapist.slug if clinic.therapist else None,
        by_staff=clinic.by_staff,
    )


def model_of(clinic: RandomClinic, **changes: Any) -> ObviousModel:
    return ObviousModel(
        **{
            "location": clinic.location,
            "option": clinic.option,
            "therapist": clinic.therapist,
            "first": clinic.first,
            "days": clinic.days,
            "now": clinic.now,
            "by_staff": clinic.by_staff,
            **changes,
        }
    )


def ask(clinic: RandomClinic, **changes: Any) -> Availability | None:
    """The code's answer; None when it says that the therapist never gives the treatment here."""
    try:
        return find_starts(
            choice_of(clinic), first=clinic.first, days=clinic.days, now=clinic.now, **changes
        )
    except UnknownChoice as refusal:
        if refusal.field != "therapist":
            raise
        return None


def listed_by(found: Availability | None) -> list[ListedStart]:
    return [
        ListedStart(start.at, [one.slug for one in start.therapists], start.preferred)
        for start in (found.starts if found else [])
    ]


@thoroughly
@given(facts)
def test_it_lists_what_the_obvious_model_lists(given_facts: dict[str, Any]) -> None:
    with undone():
        clinic = build(given_facts)
        assert listed_by(ask(clinic)) == model_of(clinic).starts()


@thoroughly
@given(facts)
def test_it_leaves_out_the_patients_other_sessions(given_facts: dict[str, Any]) -> None:
    with undone():
        clinic = build(given_facts)
        mine = clinic.patient.appointments.exclude(status="cancelled").first()
        changes = {"patient": clinic.patient.pk, "ignoring": mine.pk if mine else None}
        assert listed_by(ask(clinic, **changes)) == model_of(clinic, **changes).starts()


@settings(thoroughly, max_examples=40)
@given(facts)
def test_the_next_free_start_is_the_models_first_one_after(given_facts: dict[str, Any]) -> None:
    with undone():
        clinic = build(given_facts | {"by_staff": False})
        found = ask(clinic)
        if found is None or found.starts:
            return
        after = clinic.first + clinic.days * DAY
        last_day = clinic.now.astimezone(clinic.location.zone).date() + 9 * DAY
        rest = model_of(clinic, first=after, days=max((last_day - after).days, 1)).starts()
        assert found.next == (rest[0].at if rest else None)


def take(clinic: RandomClinic, at: datetime) -> Any:
    place: dict[str, Any] = {
        "location": clinic.location,
        "option": clinic.option,
        "therapist": clinic.therapist,
    }
    if clinic.by_staff:
        return lifecycle.book(
            **place,
            starts_at=at,
            patient=make_patient(),
            now=clinic.now,
            actor=desk(),
            reason="On the phone.",
        )
    return lifecycle.hold(
        choice=choice_of(clinic),
        starts_at=at,
        visitor=lifecycle.Visitor("alice"),
        now=clinic.now,
        actor=PATIENT,
    )


zones_of_viewers = st.integers(-12 * 4, 14 * 4).map(
    lambda quarters: timezone(timedelta(minutes=15 * quarters))
)


@thoroughly
@given(facts, st.randoms(use_true_random=False), zones_of_viewers)
def test_listed_is_bookable_and_unlisted_is_not(
    given_facts: dict[str, Any], random: Any, viewer: timezone
) -> None:
    with undone():
        clinic = build(given_facts)
        model, listed = model_of(clinic), {start.at: start for start in listed_by(ask(clinic))}
        for at in random.sample(sorted(listed), min(3, len(listed))):
            with undone():
                taken = take(clinic, at.astimezone(viewer))
                assert taken.starts_at == at
                assert taken.therapist.slug == listed[at].therapists[0]
                assert at not in {one.at for one in listed_by(ask(clinic))} or not clinic.therapist
        others = [at for at in model.minutes() if at not in listed]
        for at in random.sample(others, min(4, len(others))):
            with pytest.raises((lifecycle.Refused, UnknownChoice)):
                take(clinic, at.astimezone(viewer))


@settings(thoroughly, max_examples=40)
@given(facts, st.randoms(use_true_random=False))
def test_whatever_is_taken_first_the_rest_stays_right(
    given_facts: dict[str, Any], random: Any
) -> None:
    """Fills the clinic start by start: after each the list is the model's, and nothing clashes."""
    with undone():
        clinic = build(given_facts | {"by_staff": False})
        for _ in range(3):
            listed = listed_by(ask(clinic))
            assert listed == model_of(clinic).starts()
            if not listed:
                return
            take(clinic, random.choice(listed).at)
