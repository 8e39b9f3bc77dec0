"""A course of care: planned, counted, looked back at, ended."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Status
from care.models import BreakGlass, CourseOfCare, DisabilityScore, Occasion, RecordAccess, Verb
from care.progress.courses import due_for_review, edition, standings
from tests.booking.pages import text
from tests.care.people import EVERYBODY, Cast
from tests.care.scoring import session, ticked

pytestmark = pytest.mark.django_db
PLAN = {
    "planned_sessions": "6",
    "every_days": "14",
    "aim": "carry the shopping home",
    "starts_on": "2026-01-05",
    "review_on": "2026-03-05",
    "seen": "",
}


def path(cast: Cast, more: str = "") -> str:
    return f"/care/patients/{cast.alice.pk}/course/{more}"


def make(cast: Cast, **fields: Any) -> CourseOfCare:
    usual = {
        "patient": cast.alice,
        "therapist": cast.appointment.therapist,
        "planned_sessions": 6,
        "every_days": 7,
        "aim": "sleep through",
        "starts_on": timezone.now().date() - timedelta(days=30),
        "review_on": timezone.now().date() + timedelta(days=30),
    }
    return CourseOfCare.objects.create(**{**usual, **fields})


def test_it_is_planned(cast: Cast, maya: Client) -> None:
    assert maya.post(path(cast), PLAN).status_code == 303

    course = CourseOfCare.objects.get()
    assert (course.planned_sessions, course.aim) == (6, "carry the shopping home")
    assert Verb.WRITE in RecordAccess.objects.values_list("verb", flat=True)


@pytest.mark.parametrize("name", ["starts_on", "review_on"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2000-01-01", "2099-01-01"])
def test_a_day_that_is_far_away_is_asked_again(
    cast: Cast, maya: Client, name: str, day: str
) -> None:
    answer = maya.post(path(cast), {**PLAN, name: day})

    assert answer.status_code == 422
    assert "within five years" in text(answer)
    assert not CourseOfCare.objects.exists()


def test_a_course_that_began_long_ago_can_be_changed(cast: Cast, maya: Client) -> None:
    course = make(cast, starts_on=date(2015, 3, 2))
    typed = {**PLAN, "starts_on": "2015-03-02", "seen": edition(course)}
    typed["review_on"] = timezone.now().date().isoformat()

    assert maya.post(path(cast), typed).status_code == 303


def test_it_counts_what_was_done_and_what_is_booked(cast: Cast) -> None:
    make(cast)
    for days in (40, 20, 10, 3):  # the first one was before the course
        session(cast, days)
    session(cast, 5, status=Status.NO_SHOW)
    session(cast, 15, therapist=cast.users["jonas"].therapist)

    (standing,) = standings(cast.alice, now=timezone.now())
    # Booked is Alice's appointment of the cast.
    assert (standing.done, standing.left, standing.booked) == (3, 3, 1)


def test_none_is_left_when_there_were_more(cast: Cast) -> None:
    make(cast, planned_sessions=1)
    for days in (20, 10):
        session(cast, days)

    (standing,) = standings(cast.alice, now=timezone.now())
    assert (standing.done, standing.left) == (2, 0)


@pytest.mark.parametrize(("days", "due"), [(-1, True), (1, False)])
def test_the_review_is_marked_when_it_is_due(
    cast: Cast, maya: Client, days: int, due: bool
) -> None:
    today = timezone.now().astimezone(cast.appointment.zone).date()
    course = make(cast, review_on=today + timedelta(days=days))

    found = due_for_review([cast.alice.pk], therapist=course.therapist_id, today=today)
    assert (found == {cast.alice.pk}) is due
    page = text(maya.get(f"/care/patients/{cast.alice.pk}/progress/"))
    assert ("Time to look back together" in page) is due


@pytest.mark.parametrize(("day", "due"), [(date(2027, 5, 4), True), (date(2027, 5, 5), False)])
def test_the_roster_of_the_day_marks_the_review(
    cast: Cast, maya: Client, day: date, due: bool
) -> None:
    make(cast, review_on=day)

    assert ("time to look back" in text(maya.get("/roster/2027-05-04/"))) is due


def test_the_record_says_how_far_it_is(cast: Cast, maya: Client) -> None:
    make(cast, review_on=date(2026, 1, 1))
    session(cast, 3)

    page = text(maya.get(f"/care/patients/{cast.alice.pk}/"))
    assert "1 of 6 done, 5 left, 1 booked" in page
    assert "Time to look back together" in page


def test_it_is_changed(cast: Cast, maya: Client) -> None:
    make(cast)
    page = maya.get(path(cast))
    answer = maya.post(path(cast), {**PLAN, "seen": page.context["seen"]})

    assert answer.status_code == 303
    assert CourseOfCare.objects.get().planned_sessions == 6


def test_who_saves_second_is_told(cast: Cast, maya: Client) -> None:
    make(cast)
    seen = maya.get(path(cast)).context["seen"]
    maya.post(path(cast), {**PLAN, "seen": seen, "planned_sessions": "4"})

    answer = maya.post(path(cast), {**PLAN, "seen": seen, "aim": "what I typed"})
    assert answer.status_code == 409
    assert "what I typed" in text(answer)
    assert CourseOfCare.objects.get().planned_sessions == 4


def test_a_second_plan_finds_the_first(cast: Cast, maya: Client) -> None:
    maya.post(path(cast), PLAN)

    answer = maya.post(path(cast), {**PLAN, "aim": "what I typed"})
    assert answer.status_code == 409
    assert "what I typed" in text(answer)
    assert CourseOfCare.objects.get().aim == PLAN["aim"]


@pytest.mark.parametrize(
    "changes",
    [
        {"planned_sessions": "0"},
        {"planned_sessions": "101"},
        {"planned_sessions": "9" * 50},
        {"every_days": ""},
        {"starts_on": "soon"},
        {"starts_on": "99999-01-01"},
        {"review_on": "2025-12-31"},
        {"aim": "x" * 2001},
        {"aim": "a\0b"},
    ],
)
def test_what_makes_no_sense_is_said(cast: Cast, maya: Client, changes: dict[str, str]) -> None:
    assert maya.post(path(cast), {**PLAN, **changes}).status_code == 422
    assert not CourseOfCare.objects.exists()


def test_its_end_asks_for_the_last_questionnaire(cast: Cast, maya: Client) -> None:
    course, last = make(cast), session(cast, 3)
    (standing,) = standings(cast.alice, now=timezone.now())
    assert maya.post(path(cast, "end/"), {"seen": standing.edition}).status_code == 303

    course.refresh_from_db()
    assert course.ended_at
    assert (DisabilityScore.objects.get().appointment, DisabilityScore.objects.get().occasion) == (
        last,
        Occasion.END,
    )
    page = text(maya.get(f"/care/patients/{cast.alice.pk}/progress/"))
    assert "Let Alice fill it in here" in page


def test_its_end_asks_nothing_twice(cast: Cast, maya: Client) -> None:
    make(cast)
    ticked(session(cast, 3), 5, Occasion.UNDERWAY)
    (standing,) = standings(cast.alice, now=timezone.now())
    maya.post(path(cast, "end/"), {"seen": standing.edition})

    assert DisabilityScore.objects.count() == 1


def test_treatment_without_a_course_ends_with_the_questionnaire_too(
    cast: Cast, maya: Client
) -> None:
    first, last = session(cast, 30), session(cast, 3)
    ticked(first, 9)
    progress = f"/care/patients/{cast.alice.pk}/progress/"
    assert "Ask the questionnaire once more" in text(maya.get(progress))
    for _click in range(2):
        assert maya.post(path(cast, "end/")).status_code == 303

    asked = DisabilityScore.objects.get(occasion=Occasion.END)
    assert (asked.appointment, asked.answered_at) == (last, None)
    page = text(maya.get(progress))
    assert ("Let Alice fill it in here" in page, "once more" in page) == (True, False)


def test_what_nobody_answered_in_its_time_is_asked_again(cast: Cast, maya: Client) -> None:
    row = ticked(session(cast, 50), 0, Occasion.END)
    row.answered_at = None
    row.save()
    assert maya.post(path(cast, "end/")).status_code == 303

    row.refresh_from_db()
    assert timezone.now() - row.asked_at < timedelta(minutes=1)


def test_it_does_not_end_unseen(cast: Cast, maya: Client) -> None:
    course = make(cast)

    assert maya.post(path(cast, "end/"), {"seen": "old"}).status_code == 409
    course.refresh_from_db()
    assert course.ended_at is None


@pytest.mark.parametrize("more", ["", "end/"])
@pytest.mark.parametrize(
    ("name", "status"), [*zip(EVERYBODY, (401, 403, 403, 0, 404, 403, 404), strict=True)]
)
def test_only_who_treats_plans(cast: Cast, name: str, status: int, more: str) -> None:
    answer = cast.browser(name).post(path(cast, more), PLAN)

    if name != "maya":
        assert answer.status_code == status
        assert not CourseOfCare.objects.exists()
        assert set(RecordAccess.objects.values_list("verb", flat=True)) == {Verb.REFUSED}


def test_who_reads_by_exception_does_not_plan(cast: Cast, mona: Client) -> None:
    now = timezone.now()
    BreakGlass.objects.create(
        user=cast.users["mona"],
        patient=cast.alice,
        reason="the therapist is ill",
        opened_at=now,
        until=now + timedelta(hours=1),
    )
    make(cast, starts_on=date(2026, 1, 1))

    page = text(mona.get(f"/care/patients/{cast.alice.pk}/progress/"))
    assert "Change the plan" not in page
    assert "Plan a course" not in page
    assert mona.get(path(cast)).status_code == 404
    assert mona.post(path(cast), PLAN).status_code == 404
