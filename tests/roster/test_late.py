"""Running late: who is affected, who is told once, and when the message lapses."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Status
from booking.refusals import StateChanged
from patients.models import Patient
from reminders.channels import EmailContent, SmsContent
from reminders.models import OutgoingMessage
from reminders.words import Wording
from roster.late.estimates import late_starts
from roster.late.letters import render
from roster.late.messages import KIND, QUIET, fetch, still_holds
from roster.late.saying import say_late
from roster.models import RunningLate
from tests.booking.rows import tell_what_is_due
from tests.care.people import EVERYBODY
from tests.concurrency.together import together
from tests.factories import make_patient
from tests.roster.rosters import Roster, page_text

pytestmark = pytest.mark.django_db(transaction=True)
NINE = datetime(2027, 5, 3, 16, 0, tzinfo=UTC)
LATE = "/roster/late/"

B, A, S, C = Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED


def planned(sessions: Sequence[tuple[int, Status]]) -> list[Appointment]:
    """From nine on: half an hour each and ten minutes to clean up."""
    made = []
    for key, (minutes, status) in enumerate(sessions):
        starts_at = NINE + timedelta(minutes=minutes)
        ends_at = starts_at + timedelta(minutes=30)
        made.append(
            Appointment(
                pk=key,
                status=status,
                starts_at=starts_at,
                ends_at=ends_at,
                blocked_until=ends_at + timedelta(minutes=10),
            )
        )
    return made


@pytest.mark.parametrize(
    ("sessions", "minutes", "at", "expected"),
    [
        # Nothing under way: the next start itself is late.
        ([(0, B)], 10, 0, {0: 10}),
        # A session under way ends late; without a gap all of it is passed on.
        ([(0, S), (40, B)], 10, 20, {1: 50}),
        # A gap takes up some of it, or all of it.
        ([(0, S), (45, B)], 10, 20, {1: 50}),
        ([(0, S), (50, B)], 10, 20, {}),
        # On to the one after, as far as it reaches.
        ([(0, S), (45, B), (85, B), (130, B)], 10, 20, {1: 50, 2: 90}),
        # Who is here already waits too, and pushes the next.
        ([(0, S), (40, A), (80, B)], 5, 20, {1: 45, 2: 85}),
        # Over, or long forgotten: nobody's business.
        ([(0, C), (40, B)], 10, 35, {1: 50}),
        ([(0, B), (40, B)], 10, 31, {1: 50}),
        ([(0, B)], 0, 0, {}),
        ([], 10, 0, {}),
    ],
)
def test_gaps_absorb_the_delay(
    sessions: Sequence[tuple[int, Status]], minutes: int, at: int, expected: dict[int, int]
) -> None:
    found = late_starts(planned(sessions), minutes, now=NINE + timedelta(minutes=at))
    assert found == {key: NINE + timedelta(minutes=start) for key, start in expected.items()}


def messages() -> list[tuple[str, str, str]]:
    rows = OutgoingMessage.objects.filter(kind=KIND).order_by("pk")
    return list(rows.values_list("subject", "channel", "state"))


def deliver() -> list[str]:
    return tell_what_is_due(timezone.now() + QUIET)


@pytest.fixture
def zoe() -> Patient:
    return make_patient(given_name="Zoe", email="zoe@example.test")


@pytest.fixture
def coming(roster: Roster, zoe: Patient) -> Appointment:
    """Zoe's in twenty minutes; Alice's session is under way until then."""
    roster.session(-20, Status.IN_SESSION, roster.alice)
    return roster.session(20, patient=zoe)


def say(client: Client, minutes: object) -> int:
    latest = RunningLate.objects.order_by("pk").last()
    after = latest.pk if latest else 0
    return client.post(LATE, {"minutes": minutes, "after": after}).status_code


def test_one_tap_tells_who_comes_next(maya: Client, coming: Appointment) -> None:
    assert say(maya, 10) == HTTPStatus.SEE_OTHER
    assert messages() == [(f"running_late:{coming.pk}:0", "email", "due")]
    row = OutgoingMessage.objects.get(kind=KIND)
    assert row.not_after == coming.starts_at + timedelta(minutes=10)


def test_it_uses_the_channels_that_were_chosen(
    maya: Client, coming: Appointment, zoe: Patient
) -> None:
    zoe.phone, zoe.reminders_by_sms = "+16045550188", True
    zoe.save()
    say(maya, 10)
    assert [channel for _, channel, _ in messages()] == ["email", "sms"]


def test_who_is_here_is_not_written_to(maya: Client, coming: Appointment) -> None:
    Appointment.objects.filter(pk=coming.pk).update(status=Status.ARRIVED)
    say(maya, 10)
    assert messages() == []
    assert "Is here already: please say it." in page_text(maya.get("/roster/"))


def test_who_has_no_address_is_to_be_called(
    maya: Client, coming: Appointment, zoe: Patient
) -> None:
    zoe.email, zoe.phone = "", "+16045550188"
    zoe.save()
    say(maya, 10)
    page = maya.get("/roster/")
    assert "Has no address: please call." in page_text(page)
    assert 'href="tel:+16045550188"' in page.text


def test_a_second_tap_tells_nobody_twice(maya: Client, coming: Appointment) -> None:
    answers = [maya.post(LATE, {"minutes": 10, "after": 0}).status_code for _ in range(2)]
    assert answers == [HTTPStatus.SEE_OTHER] * 2
    assert RunningLate.objects.count() == len(messages()) == 1


@pytest.mark.parametrize("second", [10, 20])
def test_two_taps_at_the_same_moment_are_one_statement(
    maya: Client, roster: Roster, coming: Appointment, second: int
) -> None:
    def tap(minutes: int) -> Callable[[], RunningLate]:
        return partial(
            say_late,
            therapist=coming.therapist,
            minutes=minutes,
            sessions=[coming],
            after=0,
            now=roster.now,
        )

    answers = together([tap(10), tap(second)])
    assert RunningLate.objects.count() == len(messages()) == 1
    assert sum(isinstance(one, StateChanged) for one in answers) == (second != 10)


def test_another_screen_is_told(maya: Client, coming: Appointment) -> None:
    maya.post(LATE, {"minutes": 10, "after": 0})
    response = maya.post(LATE, {"minutes": 20, "after": 0})
    assert response.status_code == HTTPStatus.CONFLICT
    assert "You have said “10 minutes late” meanwhile" in page_text(response)
    assert RunningLate.objects.count() == 1


def test_the_page_says_who_was_told(maya: Client, coming: Appointment) -> None:
    say(maya, 10)
    assert "The message is on its way." in page_text(maya.get("/roster/"))
    deliver()
    text = page_text(maya.get("/roster/"))
    assert "You are 10 minutes late" in text
    assert "Told by e-mail." in text


def test_on_time_again_takes_back_what_has_not_gone(maya: Client, coming: Appointment) -> None:
    say(maya, 10)
    say(maya, 0)
    assert [state for *_, state in messages()] == ["withdrawn"]
    assert "Running late?" in page_text(maya.get("/roster/"))


def test_who_was_told_hears_when_it_is_on_time_again(maya: Client, coming: Appointment) -> None:
    say(maya, 10)
    deliver()
    say(maya, 0)
    assert [state for *_, state in messages()] == ["sent", "due"]
    assert OutgoingMessage.objects.get(kind=KIND, state="due").not_after == coming.starts_at


def test_the_same_new_start_is_not_told_again(maya: Client, coming: Appointment) -> None:
    say(maya, 10)
    deliver()
    say(maya, 10)
    assert [state for *_, state in messages()] == ["sent"]


def test_a_newer_statement_is_told_instead(maya: Client, coming: Appointment) -> None:
    say(maya, 10)
    say(maya, 20)
    assert [state for *_, state in messages()] == ["withdrawn", "due"]
    assert "You are 20 minutes late" in page_text(maya.get("/roster/"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"status": Status.CANCELLED}, "The appointment is cancelled."),
        ({"status": Status.ARRIVED}, "The appointment is arrived."),
        ({"status": Status.IN_SESSION}, "The appointment is in session."),
        ({"sequence": 1}, "The appointment has changed since."),
    ],
)
def test_it_lapses(
    maya: Client, coming: Appointment, change: dict[str, object], reason: str
) -> None:
    say(maya, 10)
    Appointment.objects.filter(pk=coming.pk).update(**change)
    row = OutgoingMessage.objects.get(kind=KIND)
    assert still_holds(row, fetch([row])[row.pk], timezone.now()) == reason


def test_it_lapses_when_something_else_was_said(maya: Client, coming: Appointment) -> None:
    say(maya, 10)
    row = OutgoingMessage.objects.get(kind=KIND)
    RunningLate.objects.create(therapist=coming.therapist, minutes=5, said_at=timezone.now())
    assert "said otherwise" in still_holds(row, fetch([row])[row.pk], timezone.now())


def test_it_lapses_at_the_new_start(maya: Client, coming: Appointment) -> None:
    say(maya, 10)
    row = OutgoingMessage.objects.get(kind=KIND)
    assert "begun by now" in still_holds(row, fetch([row])[row.pk], row.not_after)


def test_it_says_when_and_nothing_of_health(
    maya: Client, coming: Appointment, zoe: Patient
) -> None:
    zoe.phone, zoe.reminders_by_sms = "+16045550188", True
    zoe.save()
    say(maya, 10)
    rows = list(OutgoingMessage.objects.filter(kind=KIND).order_by("channel"))
    letter, sms = [render(row, fetch([row])[row.pk], timezone.now(), Wording()) for row in rows]
    assert isinstance(letter, EmailContent)
    assert isinstance(sms, SmsContent)
    assert letter.subject.startswith("Later today, about ")
    for text in (letter.text, letter.html, sms.text):
        assert "Maya is running late" in text
        assert coming.treatment.name not in text
        assert zoe.family_name not in text


def test_on_time_again_reads_so(maya: Client, coming: Appointment) -> None:
    say(maya, 10)
    deliver()
    say(maya, 0)
    row = OutgoingMessage.objects.get(kind=KIND, state="due")
    letter = render(row, fetch([row])[row.pk], timezone.now(), Wording())
    assert isinstance(letter, EmailContent)
    assert letter.subject.startswith("On time after all, ")
    assert "Maya is on time again." in letter.text


@pytest.mark.parametrize("minutes", ["", "7", "-5", "1e1", "5\0", "9" * 30, "ten", "²"])
def test_odd_minutes_are_refused_in_words(maya: Client, coming: Appointment, minutes: str) -> None:
    response = maya.post(LATE, {"minutes": minutes, "after": 0})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "5, 10, 15 or 20 minutes" in page_text(response)
    assert not RunningLate.objects.exists()


@pytest.mark.parametrize("after", ["", "x", "9" * 30, "-1"])
def test_odd_versions_change_nothing_twice(maya: Client, coming: Appointment, after: str) -> None:
    say(maya, 10)
    response = maya.post(LATE, {"minutes": 20, "after": after})
    assert response.status_code == HTTPStatus.CONFLICT


@pytest.mark.parametrize("name", EVERYBODY)
def test_it_is_for_therapists_and_about_their_own_patients(
    roster: Roster, coming: Appointment, name: str
) -> None:
    status = say(roster.browser(name), 10)
    expected = {"maya": 303, "jonas": 303, "anonymous": 302}.get(name, 403)
    assert status == expected
    assert len(messages()) == (name == "maya")


def test_looking_says_nothing(maya: Client, coming: Appointment) -> None:
    assert maya.get(LATE).status_code == HTTPStatus.METHOD_NOT_ALLOWED
