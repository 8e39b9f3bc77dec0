"""The desk books a course, looks at it, moves and cancels the rest of it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle
from booking.models import Appointment, Series, Status
from booking.templatetags.clinic_time import clinic_date
from frontdesk.series import value_of
from tests.booking.courses import book_course, messages_about, sessions_at, sessions_of, starts_of
from tests.factories import Clinic, desk, make_patient, make_therapist
from tests.frontdesk.filled_form import FilledForm
from tests.frontdesk.panels import booked, soon, text
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/admin/schedule/series/"


def weeks(clinic: Clinic, hour: int = 10, count: int = 3, days: int = 3) -> list[datetime]:
    return [soon(clinic, hour, days=days + 7 * number) for number in range(count)]


def wish(clinic: Clinic, **changes: Any) -> dict[str, Any]:
    """Three Tuesdays, or whatever day it is, at ten with the first therapist."""
    local = soon(clinic, 10).astimezone(clinic.location.zone)
    return {
        "patient": changes.get("patient") or make_patient().pk,
        "location": clinic.location.slug,
        "option": clinic.option.pk,
        "therapist": clinic.therapist.slug,
        "day": f"{local:%Y-%m-%d}",
        "time": "10:00",
        "count": "3",
        "every": "1",
        "look": "1",
        **changes,
    }


def dates(bob: Client, clinic: Clinic, **changes: Any) -> dict[str, Any]:
    """What the form below the dates would send."""
    page = bob.get(NEW, wish(clinic, **changes))
    assert page.status_code == 200, text(page)
    return filled(page, "dates") | {"save": "1"}


def filled(page: Any, form: str) -> dict[str, Any]:
    fields = FilledForm(page.content.decode(), form).fields
    return {
        name: values if name == "session" else values[-1]
        for name, values in fields.items()
        if name != "csrfmiddlewaretoken"
    }


def course(clinic: Clinic, count: int = 3, **changes: Any) -> Series:
    sessions = changes.pop("sessions", None) or sessions_at(clinic, *weeks(clinic, count=count))
    return book_course(clinic, sessions, now=timezone.now(), **changes)


# Booking


def test_the_form_begins_with_sensible_choices(bob: Client, clinic: Clinic) -> None:
    page = text(bob.get(NEW))
    assert "Find by name" in page
    assert 'value="10:00"' in page
    assert "Choose a patient" not in page


def test_it_knows_the_patient_of_the_link(bob: Client, clinic: Clinic) -> None:
    alice = make_patient(family_name="Archer-Zeller")
    page = text(bob.get(NEW, {"patient": alice.pk}))
    assert "Alice Archer-Zeller" in page
    assert "Choose a treatment" not in page


def test_it_finds_patients_without_scripts(bob: Client, clinic: Clinic) -> None:
    make_patient(family_name="Zeller")
    page = text(bob.get(NEW, {"q": "zeller"}))
    assert "Alice Zeller" in page
    assert 'name="patient" value="' in page
    assert "Nobody is found" in text(bob.get(NEW, {"q": "qqqq"}))


def test_free_dates_are_chosen_as_wished(bob: Client, clinic: Clinic) -> None:
    sent = dates(bob, clinic)
    slug = clinic.therapist.slug
    assert [sent[f"date-{n}"] for n in range(3)] == [value_of(at, slug) for at in weeks(clinic)]


def test_a_taken_date_asks_to_choose(bob: Client, clinic: Clinic) -> None:
    booked(clinic, weeks(clinic)[1])
    page = bob.get(NEW, wish(clinic))
    assert "10:00 am is not free." in text(page)
    assert f"{clinic.therapist.first_name} is taken until 11:15 am." in text(page)
    assert "date-1" not in filled(page, "dates")
    slug = clinic.therapists[1].slug
    assert f'value="{value_of(weeks(clinic)[1], slug)}"' in page.content.decode()


def test_every_proposal_for_a_taken_date_names_its_day(bob: Client, clinic: Clinic) -> None:
    taken = weeks(clinic)[1]
    booked(clinic, taken)
    page = text(bob.get(NEW, wish(clinic)))
    row = page[page.index("10:00 am is not free.") : page.rindex('class="course-number"')]
    said = re.findall(r"<span>(\w+ \d+ \w+), \d+:\d\d [ap]m <small>", row)
    assert len(said) == row.count('name="date-1"') - 1
    assert said[0] == clinic_date(taken, clinic.location)


def test_it_books_the_course(bob: Client, clinic: Clinic) -> None:
    alice = make_patient()
    answer = bob.post(NEW, dates(bob, clinic, patient=alice.pk))
    series = Series.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{NEW}{series.pk}/")
    assert (series.patient, starts_of(series)) == (alice, weeks(clinic))
    assert ("series_confirmation", 0, "due") in messages_about(series)
    assert "3 sessions booked." in text(bob.get(answer["Location"]))


def test_a_second_press_shows_the_first_course(bob: Client, clinic: Clinic) -> None:
    sent = dates(bob, clinic)
    answers = [bob.post(NEW, sent) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Appointment.objects.count() == 3


def test_a_date_may_be_left_out(bob: Client, clinic: Clinic) -> None:
    bob.post(NEW, dates(bob, clinic) | {"date-1": "none"})
    first, _, third = weeks(clinic)
    assert starts_of(Series.objects.get()) == [first, third]


def test_leaving_all_out_books_nothing(bob: Client, clinic: Clinic) -> None:
    answer = bob.post(NEW, dates(bob, clinic) | {f"date-{n}": "none" for n in range(3)})
    assert answer.status_code == 422
    assert "Every date is left out." in text(answer)


def test_an_alternative_may_be_taken(bob: Client, clinic: Clinic) -> None:
    booked(clinic, weeks(clinic)[1])
    other = clinic.therapists[1]
    chosen = value_of(weeks(clinic)[1], other.slug)
    bob.post(NEW, dates(bob, clinic) | {"date-1": chosen})
    therapists = [one.therapist for one in sessions_of(Series.objects.get())]
    assert therapists == [clinic.therapist, other, clinic.therapist]


def test_nothing_chosen_for_a_date_is_asked_for(bob: Client, clinic: Clinic) -> None:
    booked(clinic, weeks(clinic)[1])
    answer = bob.post(NEW, dates(bob, clinic))
    assert answer.status_code == 422
    assert "Choose a time, or leave this one out." in text(answer)
    assert not Series.objects.exists()


def test_a_date_that_went_meanwhile_is_named_and_the_rest_stays_chosen(
    bob: Client, clinic: Clinic
) -> None:
    booked(clinic, weeks(clinic)[2])
    other = value_of(weeks(clinic)[2], clinic.therapists[1].slug)
    sent = dates(bob, clinic) | {"date-2": other, "reason": "", "tell": "no"}
    booked(clinic, weeks(clinic)[1])
    answer = bob.post(NEW, sent)
    assert answer.status_code == 409
    assert "The time you chose has just been taken." in text(answer)
    again = filled(answer, "dates")
    assert (again["date-0"], again["date-2"], again["tell"]) == (sent["date-0"], other, "no")
    assert "date-1" not in again
    assert not Series.objects.exists()


def test_a_choice_that_is_no_longer_proposed_but_free_stays(bob: Client, clinic: Clinic) -> None:
    in_the_way = booked(clinic, weeks(clinic)[1])
    other = value_of(weeks(clinic)[1], clinic.therapists[1].slug)
    sent = dates(bob, clinic) | {"date-1": other}
    lifecycle.cancel(appointment=in_the_way, now=timezone.now(), actor=desk())
    bob.post(NEW, sent)
    assert sessions_of(Series.objects.get())[1].therapist == clinic.therapists[1]


def test_the_patients_own_appointments_are_in_the_way(bob: Client, clinic: Clinic) -> None:
    alice = make_patient()
    sent = dates(bob, clinic, patient=alice.pk)
    booked(clinic, weeks(clinic)[1], patient=alice, therapist=clinic.therapists[1])
    assert bob.post(NEW, sent).status_code == 409


def test_beyond_the_horizon_it_asks_for_a_reason(bob: Client, clinic: Clinic) -> None:
    clinic.set_policy(horizon_days=7)
    page = bob.get(NEW, wish(clinic))
    assert "beyond what patients may book" in text(page)
    sent = filled(page, "dates") | {"save": "1"}
    refused = bob.post(NEW, sent)
    assert refused.status_code == 409
    assert "Give a reason" in text(refused)
    bob.post(NEW, sent | {"reason": "She asked for it."})
    assert Series.objects.count() == 1


def test_any_therapist_is_the_same_every_time(bob: Client, clinic: Clinic) -> None:
    booked(clinic, weeks(clinic)[1])
    bob.post(NEW, dates(bob, clinic, therapist=""))
    therapists = {one.therapist for one in sessions_of(Series.objects.get())}
    assert therapists == {clinic.therapists[1]}


WRONG = {
    "patient": ("", "Choose a patient."),
    "patient of nobody": ("999999", "There is no such patient."),
    "patient odd": ("\0", "There is no such patient."),
    "location": ("nowhere", "We have no such location."),
    "option": ("", "Choose a treatment."),
    "option huge": ("9" * 30, "We do not offer this treatment."),
    "therapist": ("no\0body", "We have no such therapist."),
    "day": ("2027-02-31", "This is not a date."),
    "day far": ("9999-12-31", "This date is too far away."),
    "day past": ("2020-01-06", "This is in the past."),
    "time": ("25:00", "This is not a time."),
    "count": ("13", "13 is not one of the available choices."),
    "every": ("x", "x is not one of the available choices."),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_input_is_told_beside_its_field(bob: Client, clinic: Clinic, what: str) -> None:
    value, sentence = WRONG[what]
    name = what.partition(" ")[0]
    answer = bob.get(NEW, wish(clinic) | {name: value})
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_a_therapist_who_does_not_give_it_is_told_beside_the_field(
    bob: Client, clinic: Clinic
) -> None:
    idle = make_therapist("idle-ines")
    answer = bob.get(NEW, wish(clinic, therapist=idle.slug))
    assert answer.status_code == 422
    assert "Idle does not give this treatment here." in text(answer)
    assert '<option value="idle-ines" selected' in answer.content.decode()


def test_a_treatment_that_nobody_gives_is_told(bob: Client, clinic: Clinic) -> None:
    clinic.treatment.therapists.clear()
    answer = bob.get(NEW, wish(clinic, therapist=""))
    assert answer.status_code == 422
    assert "Nobody gives this treatment here." in text(answer)


@pytest.mark.parametrize("value", ["x", "/", "2027-05-04", "9999-12-31T10:00:00+00:00/x", "\0/\0"])
def test_odd_dates_are_no_dates(bob: Client, clinic: Clinic, value: str) -> None:
    answer = bob.post(NEW, dates(bob, clinic) | {"date-0": value})
    assert answer.status_code == 409
    assert not Series.objects.exists()


@pytest.mark.parametrize("count", ["3", "12"])
def test_the_dates_take_a_fixed_number_of_queries(
    bob: Client, clinic: Clinic, count: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asked = wish(clinic, count=count, every="4")
    with django_assert_max_num_queries(18):
        bob.get(NEW, asked)


# The course


def test_it_shows_the_sessions(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    lifecycle.cancel(appointment=sessions_of(series)[1], now=timezone.now(), actor=desk())
    page = text(bob.get(f"{NEW}{series.pk}/"))
    assert "3 sessions, 2 to come" in page
    assert page.count("Move…") == 2
    assert "Cancelled" in page
    assert "Confirmation of a course by E-mail" in page


@pytest.mark.parametrize("verb", ["", "move/", "cancel/"])
def test_what_is_no_course_is_not_found(bob: Client, clinic: Clinic, verb: str) -> None:
    assert bob.get(f"{NEW}999/{verb}").status_code == 404


@pytest.mark.parametrize("count", [2, 6])
def test_its_queries_do_not_grow(
    bob: Client, clinic: Clinic, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    series = course(clinic, count)
    with django_assert_max_num_queries(14):
        bob.get(f"{NEW}{series.pk}/")


def test_the_card_of_a_session_says_which_of_the_course_it_is(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    page = text(bob.get(f"/admin/schedule/{sessions_of(series)[1].pk}/"))
    assert f'<a href="{NEW}{series.pk}/">Session 2 of 3</a>' in page


# Cancelling the rest


def rest(bob: Client, series: Series, verb: str, first: Appointment) -> tuple[str, dict[str, Any]]:
    """The address, and what the form there would send."""
    address = f"{NEW}{series.pk}/{verb}/?from={first.pk}"
    return address, filled(bob.get(address), "rest") | {"save": "1"}


def test_it_cancels_from_the_chosen_one_on(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = rest(bob, series, "cancel", sessions_of(series)[1])
    answer = bob.post(address, sent)
    assert answer["Location"] == f"{NEW}{series.pk}/"
    assert [one.status for one in sessions_of(series)] == ["booked", "cancelled", "cancelled"]
    assert ("series_cancellation", 2, "due") in messages_about(series)


def test_it_tells_nobody_if_the_desk_does(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = rest(bob, series, "cancel", sessions_of(series)[0])
    bob.post(address, sent | {"tell": "no"})
    assert {kind for kind, *_ in messages_about(series)} == {"series_confirmation"}


def test_a_late_one_asks_for_a_reason(bob: Client, clinic: Clinic) -> None:
    clinic.set_policy(cancel_cutoff_hours=24 * 5)
    series = course(clinic)
    address, sent = rest(bob, series, "cancel", sessions_of(series)[0])
    assert "late: needs a reason" in text(bob.get(address))
    refused = bob.post(address, sent)
    assert refused.status_code == 409
    assert "Give a reason" in text(refused)
    assert all(one.status == Status.BOOKED for one in sessions_of(series))
    bob.post(address, sent | {"reason": "Moves away.", "late": "no"})
    assert {(one.status, one.cancelled_late) for one in sessions_of(series)} == {
        ("cancelled", False)
    }


def test_a_second_press_of_cancel_is_no_error(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = rest(bob, series, "cancel", sessions_of(series)[0])
    assert [bob.post(address, sent).status_code for _ in range(2)] == [302, 302]


def test_cancelling_sees_what_another_desk_has_moved(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = rest(bob, series, "cancel", sessions_of(series)[0])
    move_one(clinic, series, 1)
    answer = bob.post(address, sent)
    assert answer.status_code == 409
    assert "has changed meanwhile" in text(answer)
    assert all(one.status == Status.BOOKED for one in sessions_of(series))
    bob.post(address, filled(answer, "rest") | {"save": "1"})  # having looked at it again
    assert all(one.status == Status.CANCELLED for one in sessions_of(series))


def test_cancelling_sees_who_has_arrived_meanwhile(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = rest(bob, series, "cancel", sessions_of(series)[0])
    Appointment.objects.filter(pk=sessions_of(series)[0].pk).update(status=Status.ARRIVED)
    answer = bob.post(address, sent)
    assert answer.status_code == 409
    assert "has changed meanwhile" in text(answer)
    assert [one.status for one in sessions_of(series)] == ["arrived", "booked", "booked"]


@pytest.mark.parametrize("session", [[], ["x:y"], ["999:0"], [":"], ["\0"]])
def test_odd_sessions_cancel_nothing(bob: Client, clinic: Clinic, session: list[str]) -> None:
    series = course(clinic)
    answer = bob.post(f"{NEW}{series.pk}/cancel/", {"session": session, "save": "1"})
    assert answer.status_code == 409
    assert all(one.status == Status.BOOKED for one in sessions_of(series))


def test_nothing_left_says_so(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    Appointment.objects.update(status=Status.CANCELLED)
    for verb in ("cancel", "move"):
        page = text(bob.get(f"{NEW}{series.pk}/{verb}/"))
        assert "Nothing of this course is still to come." in page


# Moving the rest


def move_one(clinic: Clinic, series: Series, number: int) -> None:
    one = sessions_of(series)[number]
    lifecycle.reschedule(
        appointment=one,
        therapist=None,
        starts_at=one.starts_at + timedelta(hours=5),
        now=timezone.now(),
        actor=desk(),
    )


def moving(
    bob: Client, clinic: Clinic, series: Series, first: int, **where: str
) -> tuple[str, dict[str, Any]]:
    """The address, and what the form would send after a look at the new dates."""
    address, sent = rest(bob, series, "move", sessions_of(series)[first])
    sent.pop("save")
    page = bob.post(address, sent | where | {"look": "1"})
    assert page.status_code == 200, text(page)
    return address, filled(page, "rest") | {"save": "1"}


def test_it_begins_where_the_first_one_is(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    _, sent = rest(bob, series, "move", sessions_of(series)[1])
    local = sessions_of(series)[1].starts_local
    assert (sent["day"], sent["time"]) == (f"{local:%Y-%m-%d}", "10:00")


def test_it_moves_from_the_chosen_one_on(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    second = sessions_of(series)[1].starts_local + timedelta(days=1)
    address, sent = moving(bob, clinic, series, 1, day=f"{second:%Y-%m-%d}", time="14:00")
    bob.post(address, sent)
    after = weeks(clinic, hour=14, days=4)
    assert starts_of(series) == [weeks(clinic)[0], *after[1:]]
    assert ("series_change", 2, "due") in messages_about(series)


def test_it_moves_to_another_therapist(bob: Client, clinic: Clinic) -> None:
    series, other = course(clinic), clinic.therapists[1]
    address, sent = moving(bob, clinic, series, 0, therapist=other.slug)
    bob.post(address, sent)
    assert {one.therapist for one in sessions_of(series)} == {other}
    assert starts_of(series) == weeks(clinic)


def test_a_new_time_that_is_taken_has_alternatives(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    booked(clinic, weeks(clinic, hour=14)[1])
    address, sent = moving(bob, clinic, series, 0, time="14:00")
    second = sessions_of(series)[1]
    assert f"date-{second.pk}" not in sent
    bob.post(address, sent | {f"date-{second.pk}": "none"})
    before, after = weeks(clinic), weeks(clinic, hour=14)
    assert starts_of(series) == sorted([after[0], before[1], after[2]])
    second.refresh_from_db()
    assert second.sequence == 0


def test_sessions_may_shift_by_half_an_hour(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = moving(bob, clinic, series, 0, time="10:30")
    bob.post(address, sent)
    assert starts_of(series) == [at + timedelta(minutes=30) for at in weeks(clinic)]


def test_a_second_press_of_move_is_no_error(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = moving(bob, clinic, series, 0, time="14:00")
    assert [bob.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert {one.sequence for one in sessions_of(series)} == {1}


def test_leaving_all_as_they_are_moves_nothing(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = moving(bob, clinic, series, 0, time="14:00")
    answer = bob.post(address, sent | {name: "none" for name in sent if name.startswith("date-")})
    assert answer.status_code == 422
    assert starts_of(series) == weeks(clinic)


def test_a_new_time_that_went_meanwhile_is_named(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = moving(bob, clinic, series, 0, time="14:00")
    booked(clinic, weeks(clinic, hour=14)[1])
    answer = bob.post(address, sent)
    assert answer.status_code == 409
    assert "has just been taken" in text(answer)
    again = filled(answer, "rest")
    first, _, third = sessions_of(series)
    assert again[f"date-{first.pk}"] == sent[f"date-{first.pk}"]
    assert again[f"date-{third.pk}"] == sent[f"date-{third.pk}"]
    assert starts_of(series) == weeks(clinic)


def test_moving_sees_what_another_desk_has_moved(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = moving(bob, clinic, series, 0, time="14:00")
    move_one(clinic, series, 1)
    answer = bob.post(address, sent)
    assert answer.status_code == 409
    assert "has changed meanwhile" in text(answer)
    assert starts_of(series)[0] == weeks(clinic)[0]


def test_moving_sees_who_has_arrived_meanwhile(bob: Client, clinic: Clinic) -> None:
    series = course(clinic)
    address, sent = moving(bob, clinic, series, 0, time="14:00")
    Appointment.objects.filter(pk=sessions_of(series)[0].pk).update(status=Status.ARRIVED)
    answer = bob.post(address, sent)
    assert answer.status_code == 409
    assert "has changed meanwhile" in text(answer)
    assert starts_of(series) == weeks(clinic)


def test_a_late_move_asks_for_a_reason(bob: Client, clinic: Clinic) -> None:
    clinic.set_policy(reschedule_cutoff_hours=24 * 5)
    series = course(clinic)
    address, sent = moving(bob, clinic, series, 0, time="14:00")
    assert "reason" in sent
    assert bob.post(address, sent).status_code == 409
    bob.post(address, sent | {"reason": "The car broke down."})
    assert starts_of(series) == weeks(clinic, hour=14)


@pytest.mark.parametrize("field", ["day", "time", "therapist"])
def test_wrong_places_are_told(bob: Client, clinic: Clinic, field: str) -> None:
    series = course(clinic)
    address, sent = rest(bob, series, "move", sessions_of(series)[0])
    sent.pop("save")
    answer = bob.post(address, sent | {field: "9999-99-99", "look": "1"})
    assert answer.status_code == 422


# Who may

ADDRESSES = ("", "{}/", "{}/move/", "{}/cancel/")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("role", "status"),
    [("receptionist", 200), ("manager", 200), ("therapist", 403), ("patient", 403)],
)
def test_the_desk_may_and_nobody_else(clinic: Clinic, address: str, role: str, status: int) -> None:
    series = course(clinic)
    assert at_work(role).get(NEW + address.format(series.pk)).status_code == status


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_is_not_signed_in_is_asked_to(clinic: Clinic, address: str) -> None:
    series = course(clinic)
    answer = Client().get(NEW + address.format(series.pk))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
