"""The desk moves an appointment: dragged there, or chosen."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking import lifecycle
from booking.models import Appointment, Status
from reminders.models import OutgoingMessage
from tests.factories import Clinic, desk, make_patient
from tests.frontdesk.panels import ask, at, booked, send, soon, text, toast, wall
from tests.staff import at_work
from treatments.models import TreatmentOption

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    """Alice's, at ten with Maya in the first room."""
    return booked(clinic, soon(clinic, 10), therapist=clinic.therapists[0])


@pytest.fixture
def jonas(clinic: Clinic) -> str:
    return clinic.therapists[1].slug


def dropped(clinic: Clinic, appointment: Appointment, hour: int, **more: Any) -> dict[str, Any]:
    """What the board asks after a drag."""
    return {
        "at": wall(clinic, soon(clinic, hour)),
        "minutes": appointment.minutes,
        "sequence": appointment.sequence,
        "status": appointment.status,
        **more,
    }


def saved(clinic: Clinic, appointment: Appointment, hour: int, **more: Any) -> dict[str, Any]:
    return {**dropped(clinic, appointment, hour), "tell": "yes", "save": "1", **more}


def add_option(clinic: Clinic, minutes: int) -> TreatmentOption:
    return TreatmentOption.objects.create(
        treatment=clinic.treatment, minutes=minutes, turnover_minutes=15, price=minutes * 2
    )


def test_it_says_from_where_to_where(
    bob: Client, clinic: Clinic, appointment: Appointment, jonas: str
) -> None:
    page = text(
        ask(bob, at(appointment, "move/"), **dropped(clinic, appointment, 11, therapist=jonas))
    )
    maya, other = clinic.therapists
    assert f"10:00 am with {maya.first_name}, Room 1" in page
    assert f"11:00 am with {other.first_name}, Room 1" in page
    assert "Tell the patient?" in page


def test_it_moves_where_it_was_dropped(
    bob: Client, clinic: Clinic, appointment: Appointment, jonas: str
) -> None:
    shown = toast(
        send(bob, at(appointment, "move/"), **saved(clinic, appointment, 11, therapist=jonas))
    )
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.therapist.slug) == (soon(clinic, 11), jonas)
    assert "11:00 am with" in shown["text"]
    event = appointment.events.latest("pk")
    assert shown["undo"] == at(appointment, f"undo/{event.pk}/")


def test_it_keeps_the_therapist_when_only_a_room_is_named(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    room = clinic.location.rooms.exclude(pk=appointment.room_id).get()
    shown = toast(
        send(bob, at(appointment, "move/"), **saved(clinic, appointment, 10, room=room.pk))
    )
    appointment.refresh_from_db()
    assert (appointment.room, appointment.therapist) == (room, clinic.therapists[0])
    assert shown["text"] == "Now in Room 2."
    assert not OutgoingMessage.objects.filter(kind="change").exists()


def test_it_asks_nothing_about_telling_when_only_the_room_changes(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    room = clinic.location.rooms.exclude(pk=appointment.room_id).get()
    page = ask(bob, at(appointment, "move/"), **dropped(clinic, appointment, 10, room=room.pk))
    assert "Tell the patient?" not in text(page)


def test_it_stretches_to_another_duration_and_names_the_price(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    add_option(clinic, 90)
    query = dropped(clinic, appointment, 10, minutes=90)
    page = text(ask(bob, at(appointment, "move/"), **query))
    assert "90 min instead of 60 min" in page
    assert "$180.00 instead of $90.00" in page
    shown = toast(send(bob, at(appointment, "move/"), **query, save="1"))
    appointment.refresh_from_db()
    assert (appointment.minutes, int(appointment.price)) == (90, 180)
    assert shown["text"] == "Now 90 minutes."


def test_it_names_the_durations_there_are(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    add_option(clinic, 90)
    response = ask(bob, at(appointment, "move/"), **dropped(clinic, appointment, 10, minutes=75))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "is given in 60, 90 minutes, not in 75." in text(response)


def test_it_says_what_is_in_the_way(bob: Client, clinic: Clinic, appointment: Appointment) -> None:
    booked(clinic, soon(clinic, 12), therapist=clinic.therapists[0])
    response = ask(bob, at(appointment, "move/"), **dropped(clinic, appointment, 12))
    assert response.status_code == HTTPStatus.CONFLICT
    assert f"{clinic.therapists[0].first_name} is taken until 1:15 pm." in text(response)
    assert 'name="save"' not in text(response)


def test_it_refuses_what_went_meanwhile_and_leaves_it_where_it_was(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    booked(clinic, soon(clinic, 12), therapist=clinic.therapists[0])
    response = send(bob, at(appointment, "move/"), **saved(clinic, appointment, 12))
    assert response.status_code == HTTPStatus.CONFLICT
    appointment.refresh_from_db()
    assert appointment.starts_at == soon(clinic, 10)


@pytest.mark.parametrize("ask_or_send", [ask, send])
def test_it_tells_the_second_desk_and_overwrites_nothing(
    bob: Client, clinic: Clinic, appointment: Appointment, ask_or_send: Any
) -> None:
    stale = saved(clinic, appointment, 15)
    toast(send(bob, at(appointment, "move/"), **saved(clinic, appointment, 12)))
    response = ask_or_send(at_work("receptionist"), at(appointment, "move/"), **stale)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "has changed meanwhile" in text(response)
    assert "12:00 pm" in text(response)
    appointment.refresh_from_db()
    assert appointment.starts_at == soon(clinic, 12)


@pytest.mark.parametrize("ask_or_send", [ask, send])
def test_it_moves_nobody_whom_the_desk_has_not_seen_arrive(
    bob: Client, clinic: Clinic, appointment: Appointment, ask_or_send: Any
) -> None:
    stale = saved(clinic, appointment, 15)
    Appointment.objects.update(status=Status.ARRIVED)
    response = ask_or_send(bob, at(appointment, "move/"), **stale)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "It is now: arrived." in text(response)
    assert Appointment.objects.get().starts_at == soon(clinic, 10)


def test_it_does_not_say_moved_for_what_another_desk_moved(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    there = saved(clinic, appointment, 12)
    toast(send(at_work("receptionist"), at(appointment, "move/"), **{**there, "tell": "no"}))
    response = send(bob, at(appointment, "move/"), **there)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "has changed meanwhile" in text(response)


def test_it_answers_a_second_click_like_the_first(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    form = saved(clinic, appointment, 12, therapist=clinic.therapists[0].slug)
    first, second = (toast(send(bob, at(appointment, "move/"), **form)) for _ in range(2))
    assert first == second
    assert appointment.events.filter(kind="rescheduled").count() == 1


def test_it_says_when_nothing_would_change(bob: Client, appointment: Appointment) -> None:
    form = {"starts_at": appointment.starts_at.isoformat(), "sequence": appointment.sequence}
    response = send(bob, at(appointment, "move/"), **form, save="1")
    assert response.status_code == HTTPStatus.CONFLICT
    assert "It is there already." in text(response)
    assert 'name="reason"' not in text(response)
    assert not appointment.events.filter(kind="rescheduled").exists()


def test_it_lists_free_times_to_choose_from(
    bob: Client, clinic: Clinic, appointment: Appointment, jonas: str
) -> None:
    later = soon(clinic, 14, days=4)
    day = later.astimezone(clinic.location.zone).date()
    page = text(ask(bob, at(appointment, "move/"), therapist=jonas, day=day))
    assert f'value="{later.isoformat()}"' in page
    form = {"therapist": jonas, "starts_at": later.isoformat(), "save": "1"}
    toast(send(bob, at(appointment, "move/"), **form))
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.therapist.slug) == (later, jonas)


def test_it_stays_on_the_day_of_the_drop_when_another_time_is_wanted(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    dropped_at = wall(clinic, soon(clinic, 10, days=5))
    page = text(send(bob, at(appointment, "move/"), at=dropped_at, look="other-time"))
    assert f'value="{soon(clinic, 14, days=5).isoformat()}"' in page


def test_it_offers_its_own_time_too(bob: Client, appointment: Appointment) -> None:
    page = text(ask(bob, at(appointment, "move/")))
    assert f'value="{appointment.starts_at.isoformat()}" checked' in page


def test_it_takes_anyone_who_is_free(bob: Client, clinic: Clinic, appointment: Appointment) -> None:
    booked(clinic, soon(clinic, 15), therapist=clinic.therapists[0])
    form = saved(clinic, appointment, 15, therapist="")
    toast(send(bob, at(appointment, "move/"), **form))
    appointment.refresh_from_db()
    assert appointment.therapist == clinic.therapists[1]


def test_it_asks_for_a_reason_after_the_cut_off(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    assert 'name="reason"' not in text(
        ask(bob, at(appointment, "move/"), **dropped(clinic, appointment, 12))
    )
    assert 'name="reason"' not in text(ask(bob, at(appointment, "move/")))
    clinic.set_policy(reschedule_cutoff_hours=30 * 24)
    assert 'name="reason"' in text(ask(bob, at(appointment, "move/")))
    assert 'name="reason"' in text(
        ask(bob, at(appointment, "move/"), **dropped(clinic, appointment, 12))
    )
    response = send(bob, at(appointment, "move/"), **saved(clinic, appointment, 12))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Give a reason" in text(response)
    toast(send(bob, at(appointment, "move/"), **saved(clinic, appointment, 12, reason="Ill")))
    assert appointment.events.latest("pk").reason == "Ill"


@pytest.mark.parametrize(("tell", "told"), [("yes", 1), ("no", 0)])
def test_it_tells_the_patient_only_when_asked_and_not_yet(
    bob: Client, clinic: Clinic, appointment: Appointment, tell: str, told: int
) -> None:
    OutgoingMessage.objects.update(state="sent")
    toast(send(bob, at(appointment, "move/"), **saved(clinic, appointment, 12, tell=tell)))
    news = OutgoingMessage.objects.filter(kind="change", state="due")
    assert news.count() == told
    assert all(one.due_at > timezone.now() + timedelta(seconds=5) for one in news)


def test_it_keeps_the_start_of_a_session_that_has_begun(bob: Client, clinic: Clinic) -> None:
    starts_at = soon(clinic, 10, days=-1)
    begun = clinic.book(starts_at, make_patient(), now=starts_at - timedelta(days=3))
    lifecycle.start(appointment=begun, now=timezone.now(), actor=desk())
    query = {"at": wall(clinic, soon(clinic, 12, days=-1))}
    response = ask(bob, at(begun, "move/"), **query)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "The session has begun: its start stays." in text(response)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.CANCELLED, Status.NO_SHOW])
def test_it_moves_nothing_that_is_over(
    bob: Client, appointment: Appointment, status: Status
) -> None:
    Appointment.objects.update(status=status)
    response = ask(bob, at(appointment, "move/"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert f"It is now: {status.label.lower()}." in text(response)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("at", "soon", "This is not a time."),
        ("at", "9999-12-31T23:59", "This is not a time."),
        ("minutes", "x", "This is not a duration."),
        ("minutes", "9" * 30, "This is not a duration."),
        ("therapist", "nobody", "We have no such therapist."),
        ("room", "\0", "We have no such room."),
    ],
)
def test_it_says_what_is_wrong(
    bob: Client, clinic: Clinic, appointment: Appointment, field: str, value: str, said: str
) -> None:
    form = {**saved(clinic, appointment, 12), field: value}
    response = send(bob, at(appointment, "move/"), **form)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in text(response)


@pytest.mark.parametrize("sequence", ["x", "-1", "9" * 30])
def test_it_survives_a_sequence_that_is_none(
    bob: Client, clinic: Clinic, appointment: Appointment, sequence: str
) -> None:
    form = saved(clinic, appointment, 12, sequence=sequence)
    assert send(bob, at(appointment, "move/"), **form).status_code == 422


@pytest.mark.parametrize(
    ("role", "status"),
    [("receptionist", 200), ("manager", 200), ("therapist", 403), ("patient", 403)],
)
def test_it_opens_for_the_desk_only(appointment: Appointment, role: str, status: int) -> None:
    assert ask(at_work(role), at(appointment, "move/")).status_code == status


def test_it_lets_nobody_else_move(
    charlie: Client, clinic: Clinic, appointment: Appointment
) -> None:
    response = send(charlie, at(appointment, "move/"), **saved(clinic, appointment, 12))
    assert response.status_code == HTTPStatus.FORBIDDEN


def test_it_asks_few_queries(
    bob: Client, clinic: Clinic, appointment: Appointment, django_assert_max_num_queries: Any
) -> None:
    query = dropped(clinic, appointment, 12, therapist=clinic.therapists[1].slug)
    # Five of every page; the appointment, the therapist, plan, what is busy, the room's name.
    with django_assert_max_num_queries(11):
        ask(bob, at(appointment, "move/"), **query)
