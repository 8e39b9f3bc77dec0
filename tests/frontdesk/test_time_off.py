"""A manager decides about time off: once, with what it touches in sight."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking import attention
from booking.availability import find_starts
from booking.models import Attention
from booking.plan import Choice
from reminders import delivery
from reminders.models import OutgoingMessage, State
from roster.models import TimeOffRequest
from roster.time_off.asking import ask, take_back
from tests.care.people import EVERYBODY, Cast
from tests.edges import Mailbox
from tests.factories import Clinic
from tests.frontdesk.panels import booked, soon
from therapists.models import TimeOff
from timeline.intervals import Interval

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/admin/time-off/"
GRANT = {"decision": "grant"}
REFUSE = {"decision": "refuse", "answer": "Everybody else is away."}


@pytest.fixture
def cast(clinic: Clinic) -> Cast:
    return Cast(clinic)


@pytest.fixture
def mona(cast: Cast) -> Client:
    return cast.browser("mona")


@pytest.fixture
def asked(cast: Cast, clinic: Clinic) -> TimeOffRequest:
    """By Maya, for all of the third day from now."""
    return ask_for(clinic, soon(clinic, 0), soon(clinic, 0, days=4))


def ask_for(clinic: Clinic, start: datetime, end: datetime) -> TimeOffRequest:
    interval, now = Interval(start, end), timezone.now()
    return ask(therapist=clinic.therapist, interval=interval, reason="A wedding", now=now)


def decide(client: Client, asked: TimeOffRequest, form: dict[str, str], **how: Any) -> Any:
    return client.post(f"{PAGE}{asked.pk}/decide/", form, **how)


def text(response: Any) -> str:
    return " ".join(re.sub("<[^>]*>", " ", response.text).split())


def starts_with_maya(clinic: Clinic) -> list[datetime]:
    choice = Choice(clinic.location.slug, clinic.treatment.slug, 60, clinic.therapist.slug)
    found = find_starts(choice, now=timezone.now(), days=4)
    return [start.at for start in found.starts]


def state_of(asked: TimeOffRequest) -> str:
    return TimeOffRequest.objects.get(pk=asked.pk).state


def test_it_lists_what_each_request_touches(
    mona: Client, clinic: Clinic, asked: TimeOffRequest
) -> None:
    booked(clinic, soon(clinic, 10))
    booked(clinic, soon(clinic, 10), therapist=clinic.therapists[1])
    booked(clinic, soon(clinic, 10, days=4))
    page = text(mona.get(PAGE))
    assert "A wedding" in page
    assert "1 booked appointment in this time" in page
    assert page.count("Alice Archer") == 1


def test_granting_takes_the_time_out_and_leads_to_what_it_strands(
    mona: Client, clinic: Clinic, asked: TimeOffRequest
) -> None:
    touched, beside = (booked(clinic, soon(clinic, 10, days=days)) for days in (3, 4))
    response = decide(mona, asked, GRANT, follow=True)
    assert response.redirect_chain[-1][0] == "/admin/attention/"
    assert "1 appointment needs a decision" in text(response)
    [row] = Attention.objects.open()
    assert (row.appointment, row.why) == (touched, "Maya is away then.")
    assert not attention.open_rows(now=timezone.now()).filter(appointment=beside).exists()


def test_nobody_can_book_the_time_any_more(
    mona: Client, clinic: Clinic, asked: TimeOffRequest
) -> None:
    assert soon(clinic, 10) in starts_with_maya(clinic)
    decide(mona, asked, GRANT)
    [time_off] = TimeOff.objects.all()
    assert (time_off.starts_at, time_off.ends_at) == (asked.starts_at, asked.ends_at)
    assert soon(clinic, 10) not in starts_with_maya(clinic)


def test_the_reason_stays_with_the_managers(mona: Client, asked: TimeOffRequest) -> None:
    decide(mona, asked, GRANT)
    assert TimeOff.objects.get().reason == ""


def test_without_a_session_it_leads_back_to_the_list(mona: Client, asked: TimeOffRequest) -> None:
    response = decide(mona, asked, GRANT, follow=True)
    assert response.redirect_chain[-1][0] == PAGE
    assert "The time off of Maya Miller was granted." in text(response)
    assert "Nobody waits for an answer." in text(response)


def test_it_is_written_down_who_decided(cast: Cast, mona: Client, asked: TimeOffRequest) -> None:
    decide(mona, asked, GRANT | {"answer": "Enjoy it."})
    row = TimeOffRequest.objects.get()
    assert (row.state, row.answer, row.decided_by) == ("granted", "Enjoy it.", cast.users["mona"])
    assert row.decided_at is not None
    assert row.time_off == TimeOff.objects.get()


def test_refusing_says_why(cast: Cast, mona: Client, asked: TimeOffRequest) -> None:
    decide(mona, asked, REFUSE)
    assert (state_of(asked), TimeOff.objects.count()) == ("refused", 0)
    seen = text(cast.browser("maya").get("/roster/time-off/"))
    assert "Not granted" in seen
    assert "Everybody else is away." in seen


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"decision": "refuse", "answer": "  "}, "Say why not"),
        ({"answer": "Yes!"}, "Grant it or refuse it."),
        ({"decision": "x" * 5000, "answer": "Yes!"}, "Grant it or refuse it."),
        ({"decision": "grant", "answer": "y" * 201}, "at most 200"),
        ({"decision": "grant", "answer": "a\0b"}, "Null characters"),
    ],
)
def test_it_says_what_is_wrong_and_loses_nothing(
    mona: Client, asked: TimeOffRequest, form: dict[str, str], sentence: str
) -> None:
    response = decide(mona, asked, form)
    assert response.status_code == 422
    assert sentence in text(response)
    assert f'value="{form["answer"]}"' in response.text or not form["answer"].strip()
    assert state_of(asked) == "asked"


def test_what_the_desk_gives_back_is_said_to_the_therapist(
    cast: Cast, mona: Client, asked: TimeOffRequest
) -> None:
    decide(mona, asked, GRANT)
    mona.post(f"/admin/schedule/unblock/{TimeOff.objects.get().pk}/", {"sure": "yes"})
    assert not TimeOff.objects.exists()
    seen = text(cast.browser("maya").get("/roster/time-off/"))
    assert "Granted, and taken out of the schedule since" in seen


def test_the_second_manager_is_told(mona: Client, asked: TimeOffRequest) -> None:
    decide(mona, asked, GRANT)
    response = decide(mona, asked, REFUSE)
    assert response.status_code == 409
    assert "This has been decided meanwhile." in text(response)
    assert "granted by" in text(response)
    assert "Everybody else is away." in text(response)
    assert (state_of(asked), TimeOff.objects.count()) == ("granted", 1)


def test_what_was_taken_back_is_not_granted(mona: Client, asked: TimeOffRequest) -> None:
    take_back(asked)
    assert decide(mona, asked, GRANT).status_code == 409
    assert (state_of(asked), TimeOff.objects.count()) == ("withdrawn", 0)


def test_what_is_over_can_only_be_refused(mona: Client, asked: TimeOffRequest) -> None:
    over = timezone.now() - timedelta(hours=1)
    TimeOffRequest.objects.update(starts_at=over - timedelta(days=1), ends_at=over)
    assert "it can only be refused now" in text(mona.get(PAGE))
    response = decide(mona, asked, GRANT)
    assert (response.status_code, state_of(asked)) == (409, "asked")
    assert "can no longer be granted" in text(response)
    assert decide(mona, asked, REFUSE).status_code == 302


def test_what_has_begun_is_granted_for_the_rest(mona: Client, asked: TimeOffRequest) -> None:
    TimeOffRequest.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    assert "It has begun already." in text(mona.get(PAGE))
    decide(mona, asked, GRANT)
    assert state_of(asked) == "granted"


def test_it_says_what_is_time_off_already(
    mona: Client, clinic: Clinic, asked: TimeOffRequest
) -> None:
    start, end = soon(clinic, 0, days=2), soon(clinic, 0, days=4)
    TimeOff.objects.create(therapist=clinic.therapist, starts_at=start, ends_at=end)
    assert "Off then already:" in text(mona.get(PAGE))
    decide(mona, asked, GRANT)
    assert (state_of(asked), TimeOff.objects.count()) == ("granted", 2)


@pytest.mark.parametrize(
    ("form", "subject"),
    [(GRANT, "Your time off was granted"), (REFUSE, "Your time off was not granted")],
)
def test_the_therapist_is_told_by_mail_without_what_people_wrote(
    mona: Client, asked: TimeOffRequest, mailbox: Mailbox, form: dict[str, str], subject: str
) -> None:
    decide(mona, asked, form)
    delivery.run(clock=timezone.now)
    [letter] = mailbox
    assert (letter["To"], letter["Subject"]) == ("maya@example.test", subject)
    bodies = "".join(part.get_content() for part in letter.walk() if not part.is_multipart())
    assert "/roster/time-off/" in bodies
    for private in ("A wedding", "Everybody else"):
        assert private not in bodies


def test_nobody_writes_to_a_therapist_who_has_left(
    cast: Cast, mona: Client, asked: TimeOffRequest, mailbox: Mailbox
) -> None:
    decide(mona, asked, GRANT)
    cast.users["maya"].therapist.__class__.objects.update(is_active=False)
    delivery.run(clock=timezone.now)
    assert list(mailbox) == []
    assert OutgoingMessage.objects.get(kind="time_off_decided").state == State.WITHDRAWN


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_managers_see_and_decide(cast: Cast, asked: TimeOffRequest, name: str) -> None:
    client = cast.browser(name)
    page, answer = client.get(PAGE), decide(client, asked, GRANT)
    to_sign_in = (302, 302)
    expected = {"mona": (200, 302), "bob": (403, 403), "maya": (403, 403), "jonas": (403, 403)}
    assert (page.status_code, answer.status_code) == expected.get(name, to_sign_in)
    assert ("A wedding" in page.text) == (name == "mona")
    assert (state_of(asked) == "granted") == (name == "mona")


def test_the_menu_says_how_many_wait(cast: Cast, mona: Client, asked: TimeOffRequest) -> None:
    menu = re.search(r"Time off asked for\s*(?:</?[^>]*>\s*)*1\b", mona.get("/admin/").text)
    assert menu
    assert "Time off asked for" not in cast.browser("bob").get("/admin/").text


def test_neither_requests_nor_links_are_in_the_plain_admin(mona: Client) -> None:
    for model in ("timeoffrequest", "calendarfeed", "runninglate"):
        assert mona.get(f"/admin/roster/{model}/").status_code == 404


def test_it_costs_the_same_however_many_ask(
    mona: Client, clinic: Clinic, asked: TimeOffRequest, django_assert_max_num_queries: Any
) -> None:
    for days in range(4, 10):
        ask_for(clinic, soon(clinic, 0, days=days), soon(clinic, 0, days=days + 1))
        booked(clinic, soon(clinic, 10, days=days))
    with django_assert_max_num_queries(16):
        page = text(mona.get(PAGE))
    assert page.count("Alice Archer") == 6
