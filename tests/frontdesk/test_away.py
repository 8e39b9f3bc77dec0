"""A therapist is sick today: every appointment with a proposal, decided and done in one go."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle
from booking.models import Appointment, Attention, Status
from booking.stranded import find_stranded
from booking.templatetags.clinic_time import clinic_moment
from frontdesk.away.absence import absence_on, save_absence
from frontdesk.away.decisions import LATER, Decision, Verb, read_decision
from frontdesk.away.new_times import find_same_day
from frontdesk.away.proposal import propose
from frontdesk.away.rows import Row
from frontdesk.forms.away import AwayForm
from patients.models import Patient
from reminders.models import OutgoingMessage
from tests.booking.rows import all_rows, messages_about, tell_what_is_due
from tests.booking.stranding import appoint
from tests.concurrency.schedule import soon
from tests.factories import (
    Clinic,
    desk,
    make_location,
    make_patient,
    make_room,
    make_shift,
    make_therapist,
)
from tests.frontdesk.filled_form import FilledForm
from tests.staff import at_work, browser_of, make_staff
from therapists.models import Therapist, TimeOff

pytestmark = pytest.mark.django_db(transaction=True)

AWAY = "/admin/away/"


@pytest.fixture
def clinic(db: None) -> Clinic:
    """Maya, and Jonas and Priya who could stand in."""
    return Clinic(therapists=3, rooms=3)


@pytest.fixture
def bob(db: None) -> Client:
    return at_work("receptionist")


def day_of(appointment: Appointment) -> str:
    return f"{appointment.starts_local:%Y-%m-%d}"


def days(clinic: Clinic, first: Appointment, last: Appointment | None = None) -> dict[str, Any]:
    return {
        "therapist": clinic.therapist.pk,
        "first": day_of(first),
        "last": day_of(last or first),
    }


def shown(client: Client, query: dict[str, Any]) -> dict[str, Any]:
    """The filled form of the proposals."""
    return dict(FilledForm(client.get(AWAY, query).text).fields)


def rows(client: Client, query: dict[str, Any]) -> list[Any]:
    return list(client.get(AWAY, query).context["rows"])


def words_of(page: str) -> str:
    """What is read, without the markup."""
    return " ".join(strip_tags(page).split())


def told(appointment: Appointment) -> list[str]:
    return sorted(kind for kind, _, _ in messages_about(appointment) if "reminder" not in kind)


# Who may


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_asks_who_is_not_signed_in(client: Client, method: str) -> None:
    assert getattr(client, method)(AWAY).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["patient", "therapist"])
def test_it_refuses_charlie(method: str, role: str, db: None) -> None:
    charlie = make_staff(role)
    make_therapist(user=charlie)
    assert getattr(browser_of(charlie), method)(AWAY).status_code == 403


@pytest.mark.parametrize("role", ["receptionist", "manager"])
def test_the_desk_may(role: str, clinic: Clinic) -> None:
    page = at_work(role).get(AWAY)
    assert page.status_code == 200
    assert clinic.therapist.name in page.text


# The form


def test_today_is_preset(bob: Client, clinic: Clinic) -> None:
    form = FilledForm(bob.get(AWAY).text, "absence").fields
    today = timezone.now().astimezone(clinic.location.zone).date().isoformat()
    assert (form["first"], form["last"], form["from_now"]) == ([today], [today], ["on"])


EVENING = datetime(2027, 7, 2, 5, 30, tzinfo=UTC)  # 10:30 pm in Vancouver, 1:30 am in Toronto


def form_of(therapist: Therapist, day: str, now: datetime) -> AwayForm:
    typed = {"therapist": therapist.pk, "first": day, "last": day, "from_now": "on"}
    return AwayForm(typed, now=now)


def test_it_is_not_over_where_the_therapist_works(clinic: Clinic) -> None:
    with timezone.override("America/Toronto"):
        form = form_of(clinic.therapist, "2027-07-01", EVENING)
        assert form.is_valid()
        assert form.absence.interval.start == EVENING


def test_today_is_today_where_the_therapist_works(clinic: Clinic) -> None:
    toronto = make_location(zone_name="America/Toronto")
    priya = make_therapist()
    make_shift(priya, toronto)
    with timezone.override("America/Vancouver"):
        form = form_of(priya, "2027-07-02", EVENING)
        assert form.is_valid()
        assert form.absence.interval.start == EVENING
        assert not form_of(priya, "2027-07-01", EVENING).is_valid()


WRONG = {
    "nobody": ({"therapist": ""}, "Choose a therapist."),
    "an unknown one": ({"therapist": "9" * 18}, "Choose a therapist."),
    "a huge one": ({"therapist": "9" * 40}, "Choose a therapist."),
    "odd": ({"therapist": "\0"}, "Choose a therapist."),
    "no day": ({"first": ""}, "This field is required."),
    "no date": ({"first": "tomorrow"}, "This is not a date."),
    "far away": ({"last": "9999-12-31"}, "This date is too far away."),
    "backwards": ({"last": "2100-01-01", "first": "2100-01-02"}, "cannot be before the first"),
    "over": ({"first": "2020-01-01", "last": "2020-01-02"}, "This is over already."),
    "too long": ({"last": "2100-01-01"}, "That is more than a year."),
}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("wrong", "sentence"), WRONG.values(), ids=WRONG)
def test_it_says_what_is_wrong_beside_the_field(
    bob: Client, clinic: Clinic, method: str, wrong: dict[str, str], sentence: str
) -> None:
    query = {**days(clinic, appoint(clinic, soon(clinic, 10))), **wrong}
    page = getattr(bob, method)(AWAY, query)
    assert page.status_code == 422
    assert sentence in page.text
    assert not TimeOff.objects.exists()


def test_it_shows_whom_it_concerns(bob: Client, clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 10))
    appoint(clinic, soon(clinic, 10, days=4))
    jonas = clinic.therapists[1]
    appoint(clinic, soon(clinic, 14), therapist=jonas)
    assert [row.appointment for row in rows(bob, days(clinic, mine))] == [mine]


def test_nothing_changes_by_looking(bob: Client, clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 10))
    before = all_rows()
    rows(bob, days(clinic, mine))
    assert all_rows() == before
    assert not TimeOff.objects.exists()


def test_it_says_when_nobody_is_booked(bob: Client, clinic: Clinic) -> None:
    day = "2100-01-01"
    query: dict[str, Any] = {"therapist": clinic.therapist.pk, "first": day, "last": day}
    page = bob.get(AWAY, query)
    assert "Nobody is booked with" in page.text


def test_whole_days_are_the_clinics(clinic: Clinic) -> None:
    day = soon(clinic, 10).astimezone(clinic.location.zone).date()
    absence = absence_on(clinic.therapist, day, day)
    assert absence.interval == (soon(clinic, 0), soon(clinic, 0, days=4))


def test_days_of_two_zones_are_away_in_both(clinic: Clinic) -> None:
    east = make_location(zone_name="America/Toronto")
    make_shift(clinic.therapist, east)
    day = datetime(2027, 7, 1, tzinfo=UTC).date()
    start, end = absence_on(clinic.therapist, day, day).interval
    assert (start.hour, end.hour) == (4, 7)


# What is proposed


def decisions_of(clinic: Clinic, *appointments: Appointment) -> list[Decision | None]:
    day = appointments[0].starts_local.date()
    absence = absence_on(clinic.therapist, day, day)
    proposed = propose(absence, appointments, now=timezone.now())
    return [read_decision(row.chosen) for row in proposed]


def test_the_colleague_with_the_fewest_sessions_is_proposed(clinic: Clinic) -> None:
    _, jonas, priya = clinic.therapists
    appoint(clinic, soon(clinic, 14), therapist=jonas, room=clinic.location.rooms.last())
    (decision,) = decisions_of(clinic, appoint(clinic, soon(clinic, 10)))
    assert decision == Decision(Verb.GIVE, priya.pk)


def test_what_earlier_rows_give_counts(clinic: Clinic) -> None:
    mine = [appoint(clinic, soon(clinic, hour)) for hour in (9, 11, 13, 15)]
    given = [decision.therapist for decision in decisions_of(clinic, *mine) if decision]
    assert sorted(given.count(one.pk) for one in clinic.therapists[1:]) == [2, 2]


def alone(clinic: Clinic) -> None:
    """No colleague could take any of it."""
    for colleague in clinic.therapists[1:]:
        colleague.treatments.clear()


def free_in_the_afternoon(clinic: Clinic) -> Therapist:
    """Jonas, from two o'clock on; nobody else."""
    _, jonas, priya = clinic.therapists
    priya.treatments.clear()
    TimeOff.objects.create(therapist=jonas, starts_at=soon(clinic, 7), ends_at=soon(clinic, 14))
    return jonas


def proposed(clinic: Clinic, *appointments: Appointment) -> list[Row]:
    first, last = (one.starts_local.date() for one in (appointments[0], appointments[-1]))
    return propose(absence_on(clinic.therapist, first, last), appointments, now=timezone.now())


def new_starts(row: Row) -> list[datetime | None]:
    return [option.decision.starts_at for option in row.new_times]


def test_nobody_is_moved_to_another_day_unasked(clinic: Clinic) -> None:
    alone(clinic)
    (row,) = proposed(clinic, appoint(clinic, soon(clinic, 10)))
    assert row.chosen == LATER.value
    assert new_starts(row)[0] == soon(clinic, 10, days=4)


def test_without_the_time_a_colleague_that_day_is_proposed(clinic: Clinic) -> None:
    jonas = free_in_the_afternoon(clinic)
    (decision,) = decisions_of(clinic, appoint(clinic, soon(clinic, 12)))
    assert decision == Decision(Verb.MOVE, jonas.pk, starts_at=soon(clinic, 14))


def test_times_of_the_same_day_do_not_collide(clinic: Clinic) -> None:
    free_in_the_afternoon(clinic)
    mine = [appoint(clinic, soon(clinic, hour)) for hour in (10, 12)]
    first, second = decisions_of(clinic, *mine)
    assert first
    assert second
    assert first.starts_at == soon(clinic, 14)
    assert second.starts_at == soon(clinic, 14) + timedelta(minutes=75)


def test_who_can_keep_the_time_comes_before_who_would_move(clinic: Clinic) -> None:
    jonas = free_in_the_afternoon(clinic)
    mine = [appoint(clinic, soon(clinic, hour)) for hour in (12, 14)]
    moved, kept = decisions_of(clinic, *mine)
    assert kept == Decision(Verb.GIVE, jonas.pk)
    assert moved
    assert moved.starts_at == soon(clinic, 14) + timedelta(minutes=75)


def test_the_same_day_is_free_of_the_patients_other_sessions(clinic: Clinic) -> None:
    free_in_the_afternoon(clinic)
    alice, room = make_patient(), clinic.location.rooms.last()
    mine = appoint(clinic, soon(clinic, 12), patient=alice)
    other = appoint(
        clinic, soon(clinic, 14), patient=alice, therapist=clinic.therapists[2], room=room
    )
    (decision,) = decisions_of(clinic, mine)
    assert decision
    assert decision.starts_at == other.ends_at


def test_who_is_due_today_is_not_asked_to_come_sooner(clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 15))
    morning = soon(clinic, 8)
    days_before = find_same_day([mine], clinic.therapist, now=morning - timedelta(days=1))[mine.pk]
    that_day = find_same_day([mine], clinic.therapist, now=morning)[mine.pk]
    assert min(one.at for one in days_before) < mine.starts_at
    assert all(one.at > mine.starts_at for one in that_day)


def test_a_time_that_day_with_a_colleague_is_done(bob: Client, clinic: Clinic) -> None:
    jonas = free_in_the_afternoon(clinic)
    mine = appoint(clinic, soon(clinic, 12))
    bob.post(AWAY, shown(bob, days(clinic, mine)))
    mine.refresh_from_db()
    assert (mine.therapist, mine.starts_at) == (jonas, soon(clinic, 14))
    assert told(mine) == ["change"]


def test_a_patient_is_not_offered_a_time_at_which_they_are_elsewhere(clinic: Clinic) -> None:
    alone(clinic)
    alice = make_patient()
    room = clinic.location.rooms.last()
    mine = appoint(clinic, soon(clinic, 10), patient=alice)
    jonas = clinic.therapists[1]
    appoint(clinic, soon(clinic, 10, days=4), patient=alice, therapist=jonas, room=room)
    (row,) = proposed(clinic, mine)
    first = new_starts(row)[0]
    assert first
    assert abs(first - soon(clinic, 10, days=4)) >= timedelta(hours=1)


def test_it_is_decided_later_when_nothing_is_free(clinic: Clinic) -> None:
    clinic.therapist.weekly_shifts.update(valid_until=soon(clinic, 10).date())
    for colleague in clinic.therapists[1:]:
        colleague.treatments.clear()
    assert decisions_of(clinic, appoint(clinic, soon(clinic, 10))) == [LATER]


def test_a_session_that_has_begun_is_left_alone(clinic: Clinic) -> None:
    clinic.open_all_day()
    now = timezone.now().replace(second=0, microsecond=0)
    begun = now - timedelta(minutes=now.minute % 15 + 15)
    (row,) = propose(
        absence_on(clinic.therapist, now.date(), now.date()),
        [appoint(clinic, begun, status=Status.IN_SESSION)],
        now=now,
    )
    assert (row.replacements, row.new_times, row.others, row.chosen) == ([], [], [], "later")


def test_a_colleague_without_a_room_is_still_free_in_the_own_one(clinic: Clinic) -> None:
    clinic.location.rooms.exclude(pk=clinic.location.rooms.order_by("pk")[0].pk).delete()
    (decision,) = decisions_of(clinic, appoint(clinic, soon(clinic, 10)))
    assert decision
    assert decision.verb == Verb.GIVE


def test_it_asks_as_much_for_thirty_as_for_one(
    bob: Client, clinic: Clinic, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mine = [
        appoint(clinic, soon(clinic, hour, days=day))
        for day in range(3, 13)
        for hour in (9, 11, 13)
    ]
    query = days(clinic, mine[0], mine[-1])
    with django_assert_max_num_queries(21):
        assert len(rows(bob, query)) == 30


# Doing it


def test_it_does_it_all_in_one_go(bob: Client, clinic: Clinic) -> None:
    given, moved, asked, cancelled, later = (
        appoint(clinic, soon(clinic, hour)) for hour in (9, 11, 13, 15, 17)
    )
    form = shown(bob, days(clinic, given))
    new = soon(clinic, 10, days=4)
    form |= {
        f"decision-{given.pk}": f"give:{clinic.therapists[1].pk}",
        f"decision-{moved.pk}": f"move:{new.isoformat()}",
        f"decision-{asked.pk}": "ask",
        f"decision-{cancelled.pk}": "cancel",
        f"decision-{later.pk}": "later",
    }
    page = bob.post(AWAY, form).text
    for words in ("1 was given", "1 has a new time", "1 patient was asked", "1 was cancelled"):
        assert words in page
    for one in (given, moved, cancelled):
        one.refresh_from_db()
    assert given.therapist == clinic.therapists[1]
    assert moved.starts_at == new
    assert (cancelled.status, cancelled.cancelled_late) == (Status.CANCELLED, False)
    open_rows = Attention.objects.open().values_list("appointment", flat=True)
    assert set(open_rows) == {asked.pk, later.pk}
    told_now = [told(one) for one in (given, moved, asked, cancelled, later)]
    assert told_now == [["change"], ["change"], ["asked_to_move"], ["cancellation"], []]


def test_it_says_what_became_of_each(bob: Client, clinic: Clinic) -> None:
    names = ("Ada", "Ben", "Cleo", "Dora")
    hours = zip((9, 11, 13, 15), names, strict=True)
    mine = [
        appoint(clinic, soon(clinic, hour), patient=make_patient(given_name=name))
        for hour, name in hours
    ]
    jonas, new = clinic.therapists[1], soon(clinic, 10, days=4)
    given, moved, asked, later = (f"decision-{one.pk}" for one in mine)
    form = shown(bob, days(clinic, mine[0])) | {given: f"give:{jonas.pk}", asked: "ask"}
    page = bob.post(AWAY, form | {moved: f"move:{new.isoformat()}", later: "later"})
    text = words_of(page.text)
    assert f"Ada Archer: with {jonas}, {mine[0].room}" in text
    assert f"Ben Archer: now {clinic_moment(new, clinic.location)} with Maya" in text
    done, waiting = text.split("Still to be decided")
    assert "1 patient was asked to choose another time. Until they have chosen" in done
    assert ("Cleo" in done, "Cleo" in waiting, "Dora" in waiting) == (True, False, True)


def test_the_therapist_can_no_longer_be_booked(bob: Client, clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 10))
    bob.post(AWAY, shown(bob, days(clinic, mine)))
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(soon(clinic, 14), now=timezone.now())


def test_a_second_submit_does_nothing_twice(bob: Client, clinic: Clinic) -> None:
    mine = [appoint(clinic, soon(clinic, hour)) for hour in (9, 11, 13)]
    form = shown(bob, days(clinic, mine[0]))
    form |= {f"decision-{mine[1].pk}": "cancel", f"decision-{mine[2].pk}": "ask"}
    bob.post(AWAY, form)
    before = all_rows(), list(Attention.objects.values()), list(TimeOff.objects.values())
    again = bob.post(AWAY, form)
    assert (all_rows(), list(Attention.objects.values()), list(TimeOff.objects.values())) == before
    assert "Not done" not in again.text
    assert TimeOff.objects.count() == 1


def test_nobody_is_told_when_the_desk_says_so(bob: Client, clinic: Clinic) -> None:
    mine = [appoint(clinic, soon(clinic, hour)) for hour in (9, 11)]
    form = shown(bob, days(clinic, mine[0])) | {f"decision-{mine[1].pk}": "cancel"}
    del form["tell"]
    bob.post(AWAY, form)
    assert [told(one) for one in mine] == [[], []]


def heard(patient: Patient) -> list[str]:
    """What goes to a patient once everything has been gathered."""
    tell_what_is_due(timezone.now())
    assert not OutgoingMessage.objects.filter(state="sent").exists()
    subjects = [
        f"{prefix}:{one.pk}"
        for one in Appointment.objects.filter(patient=patient)
        for prefix in ("appointment", "together")
    ]
    tell_what_is_due(timezone.now() + timedelta(minutes=1))
    sent = OutgoingMessage.objects.filter(state="sent", subject__in=subjects)
    return sorted(sent.values_list("kind", flat=True))


@pytest.mark.parametrize("decisions", [("cancel", "cancel", "cancel"), ("cancel", "ask", "move")])
def test_each_patient_hears_once(
    bob: Client, clinic: Clinic, decisions: tuple[str, str, str]
) -> None:
    alice = make_patient()
    mine = [appoint(clinic, soon(clinic, hour), patient=alice) for hour in (9, 11, 13)]
    other = appoint(clinic, soon(clinic, 15))
    assert other.patient
    form = shown(bob, days(clinic, mine[0])) | {f"decision-{other.pk}": "cancel"}
    new = {"move": f"move:{soon(clinic, 10, days=4).isoformat()}"}
    for one, decision in zip(mine, decisions, strict=True):
        form[f"decision-{one.pk}"] = new.get(decision, decision)
    bob.post(AWAY, form)
    assert heard(alice) == ["several_changes"]
    assert told(other) == ["cancellation"]


def test_who_was_asked_among_others_counts_as_asked(bob: Client, clinic: Clinic) -> None:
    alice = make_patient()
    mine = [appoint(clinic, soon(clinic, hour), patient=alice) for hour in (9, 11)]
    form = shown(bob, days(clinic, mine[0]))
    form |= {f"decision-{one.pk}": "ask" for one in mine}
    bob.post(AWAY, form)
    asked = rows(bob, days(clinic, mine[0]))
    assert all(row.asked_at for row in asked)
    before = list(OutgoingMessage.objects.order_by("pk").values())
    bob.post(AWAY, form)
    assert list(OutgoingMessage.objects.order_by("pk").values()) == before


def test_what_is_given_up_can_be_asked_again(bob: Client, clinic: Clinic) -> None:
    alice = make_patient()
    mine = [appoint(clinic, soon(clinic, hour), patient=alice) for hour in (9, 11)]
    form = shown(bob, days(clinic, mine[0]))
    bob.post(AWAY, form | {f"decision-{one.pk}": "ask" for one in mine})
    OutgoingMessage.objects.filter(kind="several_changes").update(state="dead")
    asked = rows(bob, days(clinic, mine[0]))
    assert not any(row.asked_at for row in asked)
    bob.post(AWAY, form | {f"decision-{mine[0].pk}": "ask", f"decision-{mine[1].pk}": "later"})
    assert heard(alice) == ["asked_to_move"]


def test_who_cannot_be_told_is_to_be_phoned(bob: Client, clinic: Clinic) -> None:
    zelda = make_patient(email="", given_name="Zelda", phone="+16045550123")
    mine = appoint(clinic, soon(clinic, 9), patient=zelda)
    form = shown(bob, days(clinic, mine)) | {f"decision-{mine.pk}": "cancel"}
    page = bob.post(AWAY, form).text
    assert "Please phone these patients" in page
    assert "Zelda Archer" in page
    assert "(604) 555-0123" in page


def test_nobody_is_to_be_phoned_whom_the_desk_tells(bob: Client, clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 9), patient=make_patient(email=""))
    form = shown(bob, days(clinic, mine)) | {f"decision-{mine.pk}": "cancel"}
    del form["tell"]
    assert "Please phone" not in bob.post(AWAY, form).text


def test_what_is_refused_meanwhile_is_listed_and_the_rest_is_done(
    bob: Client, clinic: Clinic
) -> None:
    taken, fine = appoint(clinic, soon(clinic, 9)), appoint(clinic, soon(clinic, 11))
    jonas = clinic.therapists[1]
    form = shown(bob, days(clinic, taken)) | {
        f"decision-{taken.pk}": f"give:{jonas.pk}",
        f"decision-{fine.pk}": f"give:{jonas.pk}",
    }
    appoint(clinic, taken.starts_at, therapist=jonas, room=clinic.location.rooms.last())
    page = bob.post(AWAY, form).text
    assert "Not done, because something has changed meanwhile" in page
    assert "no longer free" in page
    fine.refresh_from_db()
    assert fine.therapist == jonas
    assert Attention.objects.open().get().appointment == taken


def test_two_rows_never_get_the_same_new_time(bob: Client, clinic: Clinic) -> None:
    mine = [appoint(clinic, soon(clinic, hour)) for hour in (9, 11)]
    new = soon(clinic, 10, days=4).isoformat()
    form = shown(bob, days(clinic, mine[0]))
    bob.post(AWAY, form | {f"decision-{one.pk}": f"move:{new}" for one in mine})
    starts = set(Appointment.objects.values_list("starts_at", flat=True))
    assert starts == {soon(clinic, 10, days=4), soon(clinic, 11)}
    assert Attention.objects.open().get().appointment == mine[1]


def test_who_was_booked_meanwhile_is_on_the_list(bob: Client, clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 9))
    form = shown(bob, days(clinic, mine))
    late = appoint(clinic, soon(clinic, 14))
    page = bob.post(AWAY, form).text
    assert "Still to be decided" in page
    assert Attention.objects.open().get().appointment == late


def test_another_desk_is_not_overwritten(bob: Client, clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 9))
    form = shown(bob, days(clinic, mine)) | {f"decision-{mine.pk}": "cancel"}
    lifecycle.reschedule(
        appointment=mine,
        therapist=None,
        starts_at=soon(clinic, 14, days=5),
        now=timezone.now(),
        actor=desk(),
    )
    assert "has changed meanwhile" in bob.post(AWAY, form).text
    mine.refresh_from_db()
    assert mine.status == Status.BOOKED


def test_who_has_arrived_meanwhile_is_not_cancelled_unseen(bob: Client, clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 9))
    form = shown(bob, days(clinic, mine)) | {f"decision-{mine.pk}": "cancel"}
    Appointment.objects.update(status=Status.ARRIVED)
    assert "has changed meanwhile" in bob.post(AWAY, form).text
    mine.refresh_from_db()
    assert mine.status == Status.ARRIVED


def test_from_now_on_leaves_the_morning_as_it_was(bob: Client, clinic: Clinic) -> None:
    clinic.open_all_day()
    now = timezone.now()
    today = now.astimezone(clinic.location.zone).date().isoformat()
    query = {"therapist": clinic.therapist.pk, "first": today, "last": today, "from_now": "on"}
    form = shown(bob, query)
    bob.post(AWAY, form)
    assert abs(TimeOff.objects.get().starts_at - now) < timedelta(minutes=2)
    bob.post(AWAY, form)
    assert TimeOff.objects.count() == 1


ODD = ["", "give:x", "\0", "later ", "move:9999-12-31T23:59+00:00", "steal"]
ODD += ["move:2030-01-01T10:00+00:00@", "move:2030-01-01T10:00+00:00@" + "9" * 30]


@pytest.mark.parametrize("value", ODD)
def test_odd_decisions_come_back_with_the_rest_kept(
    bob: Client, clinic: Clinic, value: str
) -> None:
    mine = [appoint(clinic, soon(clinic, hour)) for hour in (9, 11)]
    form = shown(bob, days(clinic, mine[0]))
    form |= {f"decision-{mine[0].pk}": value, f"decision-{mine[1].pk}": "cancel"}
    page = bob.post(AWAY, form)
    assert page.status_code == 422
    assert FilledForm(page.text).fields[f"decision-{mine[1].pk}"] == ["cancel"]
    assert not TimeOff.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [*(("sequence", odd) for odd in ("", "x", "-1", "9" * 30)), ("status", ""), ("status", "x")],
)
def test_odd_versions_come_back(bob: Client, clinic: Clinic, name: str, value: str) -> None:
    mine = appoint(clinic, soon(clinic, 9))
    form = shown(bob, days(clinic, mine)) | {f"{name}-{mine.pk}": value}
    assert bob.post(AWAY, form).status_code == 422


def test_appointments_that_do_not_exist_do_not_matter(bob: Client, clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 9))
    form = shown(bob, days(clinic, mine))
    missing = {"decision": "cancel", "sequence": "0", "status": "booked"}
    form |= {f"{name}-{10**17}": value for name, value in missing.items()}
    assert bob.post(AWAY, form).status_code == 200


def test_the_list_holds_all_of_them_before_the_first_is_changed(clinic: Clinic) -> None:
    """Whatever breaks on the way, nobody is forgotten."""
    mine = [appoint(clinic, soon(clinic, hour)) for hour in (9, 11)]
    day = mine[0].starts_local.date()
    save_absence(absence_on(clinic.therapist, day, day), now=timezone.now())
    assert {row.appointment for row in Attention.objects.open()} == set(mine)
    assert len(find_stranded(now=timezone.now())) == 2


def test_a_room_that_is_gone_goes_to_the_list(bob: Client, clinic: Clinic) -> None:
    mine = appoint(clinic, soon(clinic, 9))
    form = shown(bob, days(clinic, mine)) | {
        f"decision-{mine.pk}": f"give:{clinic.therapists[1].pk}:{make_room(make_location()).pk}"
    }
    assert "Not done" in bob.post(AWAY, form).text
    assert Attention.objects.open().exists()
