"""The day after: who is asked, the message, and the page behind the link."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Source, Status
from care.models import CheckIn, PainScore, PainSource, RecordAccess, Verb
from care.progress.check_ins import ask_after_sessions
from care.progress.letters import render
from care.progress.messages import fetch, still_holds
from reminders.channels import EmailContent, SmsContent
from reminders.models import OutgoingMessage
from reminders.words import Wording
from tests.booking.pages import text
from tests.care.people import Cast
from tests.care.scoring import asked, pain, session

pytestmark = pytest.mark.django_db
GOOD = {"soreness": "little", "bruising": "no", "pain": "2"}
BAD = {**GOOD, "pain": "8", "words": "it stings on the left"}
DAY = timedelta(days=1)


@pytest.fixture
def check_in(cast: Cast) -> CheckIn:
    return asked(session(cast, 1.1))


def path(check_in: CheckIn) -> str:
    return f"/check-in/{check_in.token}/"


# Who is asked


@pytest.mark.parametrize(
    ("days", "asks"), [(0.99, 0), (1, 1), (1.01, 1), (5.99, 1), (6, 0), (300, 0)]
)
def test_it_asks_from_a_day_to_six_days_after(
    cast: Cast, now: datetime, days: float, asks: int
) -> None:
    session(cast, days, now=now)

    assert ask_after_sessions(now=now) == asks
    assert CheckIn.objects.count() == asks


@pytest.mark.parametrize("status", [Status.BOOKED, Status.NO_SHOW, Status.CANCELLED])
def test_it_asks_after_sessions_only(cast: Cast, now: datetime, status: Status) -> None:
    session(cast, 2, now=now, status=status)

    assert ask_after_sessions(now=now) == 0


def test_it_asks_nobody_after_a_made_up_session(cast: Cast, now: datetime) -> None:
    of = session(cast, 2, now=now)
    Appointment.objects.filter(pk=of.pk).update(source=Source.SEED)

    assert ask_after_sessions(now=now) == 0


def test_it_asks_once(cast: Cast, now: datetime) -> None:
    session(cast, 2, now=now)
    ask_after_sessions(now=now)

    assert ask_after_sessions(now=now + timedelta(minutes=5)) == 0
    assert OutgoingMessage.objects.filter(kind="check_in").count() == 1


def test_a_late_question_waits_for_the_day_too(cast: Cast, now: datetime) -> None:
    """Completed at the desk two days late, at 9 in the evening of Vancouver."""
    evening = now + timedelta(hours=12)
    of = session(cast, 3, now=evening)
    ask_after_sessions(now=evening)

    message = OutgoingMessage.objects.get(kind="check_in")
    assert message.due_at == now + DAY
    assert message.not_after == of.ends_at + 6 * DAY


def test_it_asks_nobody_who_stopped_messages(cast: Cast, now: datetime) -> None:
    cast.alice.reminders_by_email = False
    cast.alice.save()
    session(cast, 2, now=now)

    assert ask_after_sessions(now=now) == 1
    assert not OutgoingMessage.objects.filter(kind="check_in").exists()


# The message


def written(of: Appointment, now: datetime) -> tuple[OutgoingMessage, CheckIn]:
    ask_after_sessions(now=now)
    message = OutgoingMessage.objects.get(subject=f"check-in:{of.pk}")
    return message, fetch([message])[message.pk]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"answered_at": datetime(2026, 11, 4, tzinfo=UTC)}, "answered already"),
        ({"status": Status.IN_SESSION}, "in session"),
        ({"reminders_by_email": False}, "chose no E-mail"),
    ],
)
def test_it_lapses(cast: Cast, now: datetime, changes: dict[str, Any], reason: str) -> None:
    message, check_in = written(session(cast, 2, now=now), now)
    for name, value in changes.items():
        for row in (check_in, check_in.appointment, check_in.appointment.patient):
            if hasattr(row, name):
                setattr(row, name, value)

    said = str(still_holds(message, check_in, now))
    assert reason in said
    assert bool(reason) is bool(said)


def test_it_says_nothing_of_health(cast: Cast, now: datetime) -> None:
    cast.alice.phone, cast.alice.reminders_by_sms = "+16045550123", True
    cast.alice.save()
    of = pain(session(cast, 2, now=now), before=7, after=6)
    ask_after_sessions(now=now)
    messages = OutgoingMessage.objects.filter(kind="check_in")
    found = fetch(list(messages))
    letters = [render(message, found[message.pk], now, Wording()) for message in messages]

    token = CheckIn.objects.get().token
    said = " ".join(str(vars(letter).values()) for letter in letters)
    assert {type(letter) for letter in letters} == {EmailContent, SmsContent}
    assert said.count(f"/check-in/{token}/") == 3
    # The clinic's own name stands in each of its messages.
    said = said.replace(token, "").replace(settings.CLINIC_NAME, "").lower()
    for word in ("pain", "sore", "bruis", "massage", of.treatment.name.lower(), "archer"):
        assert word not in said


# The page


def test_an_answer_is_kept_with_its_score(check_in: CheckIn, client: Client) -> None:
    answer = client.post(path(check_in), GOOD)

    assert answer.status_code == 303
    check_in.refresh_from_db()
    assert (check_in.answers["pain"], check_in.needs_a_look) == (2, False)
    assert PainScore.objects.get(source=PainSource.CHECK_IN).value == 2
    assert RecordAccess.objects.get().verb == Verb.WRITE
    assert "Mild soreness for a day or two is normal" in text(client.get(path(check_in)))


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(check_in: CheckIn, client: Client, method: str) -> None:
    assert getattr(client, method)(path(check_in)).status_code == 200

    check_in.refresh_from_db()
    assert check_in.answered_at is None
    assert not RecordAccess.objects.exists()


def test_it_can_be_changed_in_the_same_browser(check_in: CheckIn, client: Client) -> None:
    client.post(path(check_in), GOOD)
    page = text(client.get(path(check_in), {"change": "yes"}))
    client.post(path(check_in), BAD)

    assert "checked" in page
    assert PainScore.objects.get(source=PainSource.CHECK_IN).value == 8


def test_another_browser_neither_reads_nor_changes(check_in: CheckIn, client: Client) -> None:
    client.post(path(check_in), BAD)
    other = Client()

    assert "stings" not in text(other.get(path(check_in), {"change": "yes"}))
    late = other.post(path(check_in), {**GOOD, "words": "and my shoulder"})
    assert late.status_code == 409
    assert "and my shoulder" in text(late)
    assert RecordAccess.objects.get(verb=Verb.REFUSED).patient_key == check_in.patient_id
    assert PainScore.objects.get(source=PainSource.CHECK_IN).value == 8


def test_after_an_hour_it_stays(check_in: CheckIn, client: Client) -> None:
    client.post(path(check_in), BAD)
    CheckIn.objects.update(answered_at=timezone.now() - timedelta(minutes=61))

    assert client.post(path(check_in), GOOD).status_code == 409
    assert "checked" not in text(client.get(path(check_in), {"change": "yes"}))


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00" * 43, "é" * 43, "a" * 400])
def test_an_odd_link_gets_a_kind_page(db: None, client: Client, token: str) -> None:
    answer = client.get(f"/check-in/{token}/")

    assert answer.status_code == 404
    assert "nothing behind this link" in text(answer)


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_link_gets_a_kind_page(cast: Cast, client: Client, method: str) -> None:
    old = asked(session(cast, 14.1))

    answer = getattr(client, method)(path(old), GOOD)
    assert answer.status_code == 410
    assert "closed" in text(answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"soreness": ""},
        {"soreness": "a lot"},
        {"bruising": "maybe"},
        {"pain": "11"},
        {"pain": "-1"},
        {"pain": "9" * 400},
        {"words": "x" * 2001},
        {"words": "a\0b"},
    ],
)
def test_what_makes_no_sense_is_asked_again(
    check_in: CheckIn, client: Client, changes: dict[str, str]
) -> None:
    answer = client.post(path(check_in), {**GOOD, "words": "kept as typed", **changes})

    assert answer.status_code == 422
    assert "question-error" in text(answer)
    if "words" not in changes:
        assert "kept as typed" in text(answer)
