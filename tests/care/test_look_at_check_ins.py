"""What the therapist should look at: the list, "Seen", and the message without a name."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from care.models import CheckIn, Part, RecordAccess, Verb
from care.progress.check_ins import edition, look_again
from care.progress.letters import render_unread, render_waiting
from care.progress.messages import fetch_unread, fetch_waiting, still_waits, told_at
from care.waiting import who_looks
from reminders.channels import EmailContent
from reminders.models import OutgoingMessage
from reminders.words import Wording
from tests.booking.pages import text
from tests.care.notes import attend, signed
from tests.care.people import EVERYBODY, Cast
from tests.care.scoring import asked, pain, session
from therapists.models import Therapist

pytestmark = pytest.mark.django_db
GOOD = {"soreness": "little", "bruising": "no", "pain": "2"}
BAD = {**GOOD, "pain": "8", "words": "it stings on the left"}


@pytest.fixture
def check_in(cast: Cast) -> CheckIn:
    return asked(session(cast, 1.1))


def waiting(user: User, now: datetime) -> int:
    """As the header of their pages says it."""
    return who_looks(user, now=now)[1].check_ins


def path(check_in: CheckIn) -> str:
    return f"/check-in/{check_in.token}/"


def told() -> list[str]:
    """Who is told, by the first word of the message's subject."""
    rows = OutgoingMessage.objects.filter(kind__startswith="check_in_").order_by("pk")
    return [row.subject.partition(":")[0] for row in rows]


def tick_off(browser: Client, check_in: CheckIn) -> Any:
    """As with the button of a page that has just been loaded."""
    check_in.refresh_from_db()
    seen = {"seen": edition(check_in)}
    return browser.post(f"/care/check-ins/{check_in.pk}/seen/", seen)


def signed_after(check_in: CheckIn, score: int) -> None:
    pain(check_in.appointment, after=score)
    with transaction.atomic():
        look_again(check_in.appointment, now=timezone.now())


def leaves(cast: Cast, how: str) -> None:
    """Maya does not read answers any more."""
    therapist = cast.appointment.therapist
    if how == "no account":
        therapist.user = None
    else:
        therapist.is_active = False
    therapist.save()


def test_a_bad_answer_goes_to_the_therapist(
    cast: Cast, check_in: CheckIn, client: Client, maya: Client
) -> None:
    client.post(path(check_in), BAD)

    page = text(maya.get("/care/check-ins/"))
    assert "Pain 8 of 10" in page
    assert "it stings on the left" in page
    row = RecordAccess.objects.get(verb=Verb.LIST)
    assert (row.part, row.patient_key) == (Part.CHECK_IN, cast.alice.pk)


def test_a_note_that_is_signed_later_counts(
    check_in: CheckIn, client: Client, maya: Client
) -> None:
    client.post(path(check_in), {**GOOD, "pain": "5"})
    assert "Nothing to look at" in text(maya.get("/care/check-ins/"))
    assert not told()
    signed_after(check_in, 3)

    assert told() == ["therapist"]
    assert "Pain up from 3 to 5 since the session" in text(maya.get("/care/check-ins/"))


def test_a_good_answer_troubles_nobody(check_in: CheckIn, client: Client, maya: Client) -> None:
    client.post(path(check_in), GOOD)

    assert "Nothing to look at" in text(maya.get("/care/check-ins/"))
    assert not OutgoingMessage.objects.filter(kind="check_in_answered").exists()


def test_the_therapist_is_told_without_a_word_of_health(
    cast: Cast, check_in: CheckIn, client: Client
) -> None:
    client.post(path(check_in), BAD)

    message = OutgoingMessage.objects.get(kind="check_in_answered")
    waiting = fetch_waiting([message])[message.pk]
    assert still_waits(message, waiting, timezone.now()) == ""
    letter = render_waiting(message, waiting, timezone.now(), Wording())
    assert isinstance(letter, EmailContent)
    assert (letter.to, letter.subject) == (
        "maya@example.test",
        "An answer to a check-in waits for you",
    )
    said = letter.subject + letter.text + letter.html.partition("<body>")[2]
    for word in ("Alice", "Archer", "pain", "stings", check_in.token):
        assert word not in said
    assert str(check_in.appointment_id) not in message.subject.split(":")


def test_what_was_seen_is_not_told_any_more(
    cast: Cast, check_in: CheckIn, client: Client, maya: Client
) -> None:
    client.post(path(check_in), BAD)
    assert waiting(cast.users["maya"], timezone.now()) == 1
    assert tick_off(maya, check_in).status_code == 303

    assert waiting(cast.users["maya"], timezone.now()) == 0
    message = OutgoingMessage.objects.get(kind="check_in_answered")
    assert still_waits(message, fetch_waiting([message])[message.pk], timezone.now())


def test_a_changed_answer_is_to_be_seen_again(
    check_in: CheckIn, client: Client, maya: Client
) -> None:
    client.post(path(check_in), BAD)
    tick_off(maya, check_in)
    client.post(path(check_in), {**BAD, "call": "on"})

    assert "Asks to be called" in text(maya.get("/care/check-ins/"))


def test_an_old_page_ticks_off_nothing_that_is_new(
    cast: Cast, check_in: CheckIn, client: Client, maya: Client
) -> None:
    client.post(path(check_in), BAD)
    check_in.refresh_from_db()
    on_the_screen = edition(check_in)
    client.post(path(check_in), {**BAD, "pain": "10"})

    answer = maya.post(f"/care/check-ins/{check_in.pk}/seen/", {"seen": on_the_screen})
    assert answer.status_code == 409
    assert "changed meanwhile" in text(answer)
    assert "Pain 10 of 10" in text(answer)
    assert waiting(cast.users["maya"], timezone.now()) == 1


def test_a_good_answer_that_turns_bad_is_told(check_in: CheckIn, client: Client) -> None:
    client.post(path(check_in), GOOD)
    CheckIn.objects.update(answered_at=timezone.now() - timedelta(minutes=59))
    client.post(path(check_in), BAD)

    message = OutgoingMessage.objects.get(kind="check_in_answered")
    assert still_waits(message, fetch_waiting([message])[message.pk], timezone.now()) == ""


@pytest.mark.parametrize(
    ("at", "due"),
    [("10:00:00", "10:30"), ("10:14:59", "10:30"), ("10:28:59", "10:30"), ("10:29:00", "11:00")],
)
def test_answers_of_half_an_hour_are_told_together(at: str, due: str) -> None:
    """So neither is the second one dropped, nor does the time say whose answer it was."""
    moment = datetime.fromisoformat(f"2026-11-05T{at}.123456+00:00")

    assert told_at(moment) == datetime.fromisoformat(f"2026-11-05T{due}:00+00:00")


def test_no_time_of_the_message_is_that_of_the_answer(check_in: CheckIn, client: Client) -> None:
    client.post(path(check_in), BAD)

    row = OutgoingMessage.objects.get(kind="check_in_answered")
    times = {row.due_at, row.created_at, row.next_try_at}
    assert times == {told_at(RecordAccess.objects.get().at)}


@pytest.mark.parametrize("how", ["no account", "left"])
def test_a_colleague_reads_for_a_therapist_who_left(
    cast: Cast, check_in: CheckIn, client: Client, jonas: Client, how: str
) -> None:
    other = Therapist.objects.get(user=cast.users["jonas"])
    session(cast, 30, therapist=other)
    leaves(cast, how)
    client.post(path(check_in), BAD)

    message = OutgoingMessage.objects.get(kind="check_in_answered")
    assert message.subject == f"therapist:{other.pk}"
    assert still_waits(message, fetch_waiting([message])[message.pk], timezone.now()) == ""
    assert "who has left or has no account" in text(jonas.get("/care/check-ins/"))
    assert tick_off(jonas, check_in).status_code == 303
    assert "Nothing to look at" in text(jonas.get("/care/check-ins/"))


@pytest.mark.parametrize("how", ["no account", "left"])
def test_a_manager_hears_of_an_answer_that_nobody_reads(
    cast: Cast, check_in: CheckIn, client: Client, jonas: Client, how: str
) -> None:
    leaves(cast, how)
    client.post(path(check_in), BAD)

    message = OutgoingMessage.objects.get(kind="check_in_unread")
    waiting = fetch_unread([message])[message.pk]
    assert still_waits(message, waiting, timezone.now()) == ""
    letter = render_unread(message, waiting, timezone.now(), Wording())
    assert isinstance(letter, EmailContent)
    assert letter.to == "mona@example.test"
    nameless = render_unread(message, replace(waiting, called=""), timezone.now(), Wording())
    assert isinstance(nameless, EmailContent)
    assert "Hello," in nameless.html
    said = letter.subject + letter.text + letter.html.partition("<body>")[2]
    for word in ("Alice", "Archer", "Maya", "pain", "stings", check_in.token):
        assert word not in said
    assert "Nothing to look at" in text(jonas.get("/care/check-ins/"))


def test_the_manager_is_not_told_once_a_colleague_reads_it(
    cast: Cast, check_in: CheckIn, client: Client
) -> None:
    leaves(cast, "left")
    client.post(path(check_in), BAD)
    session(cast, -3, therapist=Therapist.objects.get(user=cast.users["jonas"]), status="booked")

    message = OutgoingMessage.objects.get(kind="check_in_unread")
    assert still_waits(message, fetch_unread([message])[message.pk], timezone.now())


def test_the_header_reads_one_word_of_each_answer(
    cast: Cast, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for days in range(2, 12):
        row = asked(session(cast, days, now=now))
        row.answered_at, row.answers = now, {}
        row.save()

    with django_assert_max_num_queries(1):
        assert waiting(cast.users["maya"], now) == 0


@pytest.mark.parametrize(
    ("name", "status"), [*zip(EVERYBODY, (302, 403, 403, 200, 200, 403, 404), strict=True)]
)
def test_each_therapist_sees_their_own(
    cast: Cast, check_in: CheckIn, client: Client, name: str, status: int
) -> None:
    client.post(path(check_in), BAD)

    answer = cast.browser(name).get("/care/check-ins/")
    assert answer.status_code == status
    assert ("stings" in text(answer)) is (name == "maya")


@pytest.mark.parametrize(
    ("name", "status"), [*zip(EVERYBODY, (302, 403, 403, 303, 404, 403, 404), strict=True)]
)
def test_only_the_therapist_of_the_session_ticks_off(
    cast: Cast, check_in: CheckIn, client: Client, name: str, status: int
) -> None:
    client.post(path(check_in), BAD)

    answer = tick_off(cast.browser(name), check_in)
    assert answer.status_code == status
    check_in.refresh_from_db()
    assert (check_in.seen_at is not None) is (name == "maya")
    verb = Verb.WRITE if name == "maya" else Verb.REFUSED
    assert RecordAccess.objects.first().verb == verb  # type: ignore[union-attr]


def test_the_header_says_how_many_wait(check_in: CheckIn, client: Client, maya: Client) -> None:
    client.post(path(check_in), BAD)

    assert "1 check-in to look at" in text(maya.get("/care/check-ins/"))


@pytest.mark.django_db(transaction=True)
def test_signing_a_note_looks_again(cast: Cast, client: Client) -> None:
    of = attend(cast.appointment)
    row = asked(of)
    client.post(path(row), {**GOOD, "pain": "5"})
    assert not told()
    signed(cast, of, pain_after=3)

    assert told() == ["therapist"]
