"""One message about several appointments of a patient: when it stands for them, when it goes."""

import pytest
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle, messages
from booking.digest.letters import render
from booking.digest.messages import GATHERING, fetch, still_holds, tell_together
from booking.models import Appointment, Status
from patients.models import Patient
from reminders import delivery, outbox
from reminders.channels import EmailContent
from reminders.models import OutgoingMessage
from reminders.registry import Later
from reminders.words import Wording
from tests.booking.golden_appointment import make_alice
from tests.booking.rows import messages_about, tell_what_is_due
from tests.edges import Mailbox
from tests.factories import NOW, Clinic, desk, make_patient

pytestmark = pytest.mark.django_db(transaction=True)

DUE = NOW + GATHERING


def two_of(clinic: Clinic, patient: Patient | None = None) -> list[Appointment]:
    patient = patient or make_patient()
    mine = [clinic.book(clinic.at(10, days=days), patient) for days in (3, 4)]
    OutgoingMessage.objects.all().delete()
    return mine


def cancel(appointment: Appointment) -> None:
    lifecycle.cancel(appointment=appointment, now=NOW, actor=desk(), quiet_until=DUE)


def cancelled_together(*appointments: Appointment) -> None:
    for one in appointments:
        cancel(one)
    tell_together(appointments, due_at=DUE)


def several() -> OutgoingMessage:
    return OutgoingMessage.objects.get(kind="several_changes")


def why_not(message: OutgoingMessage) -> Later | str:
    return still_holds(message, fetch([message])[message.pk], DUE)


# When it stands for the others


def test_one_message_goes_instead_of_two() -> None:
    mine = two_of(Clinic())
    cancelled_together(*mine)
    assert tell_what_is_due(DUE) == ["several_changes"]
    assert messages_about(mine[0]) == {("cancellation", 1, "withdrawn")}


def test_one_appointment_gets_its_ordinary_message() -> None:
    one, _ = two_of(Clinic())
    cancelled_together(one)
    assert tell_what_is_due(DUE) == ["cancellation"]


def test_nobody_hears_of_somebody_else() -> None:
    one, other = two_of(Clinic())[0], two_of(Clinic())[0]
    cancelled_together(one, other)
    assert tell_what_is_due(DUE) == ["cancellation", "cancellation"]


def test_two_children_of_an_account_are_two_patients() -> None:
    clinic, parent = Clinic(), make_patient().account
    children = [make_patient(parent, relationship="child") for _ in range(2)]
    mine = [clinic.book(clinic.at(10 + 2 * n, days=3), one) for n, one in enumerate(children)]
    OutgoingMessage.objects.all().delete()
    cancelled_together(*mine)
    assert tell_what_is_due(DUE) == ["cancellation", "cancellation"]


def test_each_channel_gets_one() -> None:
    cancelled_together(*two_of(Clinic(), make_alice()))
    assert tell_what_is_due(DUE) == ["several_changes", "several_changes"]


def test_what_a_worker_has_already_goes_by_itself() -> None:
    mine = two_of(Clinic())
    for one in mine:
        cancel(one)
    outbox.claim(now=DUE, limit=1)
    tell_together(mine, due_at=DUE)
    assert not OutgoingMessage.objects.filter(kind="several_changes").exists()


def test_gathering_again_changes_nothing() -> None:
    mine = two_of(Clinic())
    cancelled_together(*mine)
    before = list(OutgoingMessage.objects.order_by("pk").values())
    tell_together(mine, due_at=DUE)
    assert list(OutgoingMessage.objects.order_by("pk").values()) == before


def test_without_gathering_everything_is_told_all_the_same() -> None:
    for one in two_of(Clinic()):
        cancel(one)
    assert tell_what_is_due(DUE) == ["cancellation", "cancellation"]


def test_it_follows_a_merge() -> None:
    mine = two_of(Clinic())
    cancelled_together(*mine)
    kept = make_patient(email="kept@example.test")
    assert mine[0].patient
    lifecycle.merge_patients(kept=kept, absorbed=mine[0].patient, now=NOW, actor=desk())
    content = written(several())
    assert content.to == kept.contact_email


# Whether it still holds


def test_it_speaks_only_of_what_still_holds() -> None:
    """With one left it is that one's ordinary message, invitation and all."""
    first, second = two_of(Clinic())
    cancelled_together(first, second)
    Appointment.objects.filter(pk=first.pk).update(sequence=7, status=Status.BOOKED)
    content = written(several())
    assert content.subject.startswith("Cancelled, ")
    assert content.calendar_method == "CANCEL"


def test_it_does_not_go_when_nothing_of_it_holds() -> None:
    mine = two_of(Clinic())
    cancelled_together(*mine)
    Appointment.objects.update(sequence=7)
    assert why_not(several()) == "The appointment has changed since."


def test_it_does_not_go_to_who_has_no_address_any_more() -> None:
    mine = two_of(Clinic())
    cancelled_together(*mine)
    Patient.objects.update(email="", account=None)
    assert "no address" in str(why_not(several()))


def test_news_that_waits_in_it_is_not_yet_told() -> None:
    mine = two_of(Clinic())
    cancelled_together(*mine)
    assert messages.untold_news(mine[0]) == {"email": "cancellation"}
    tell_what_is_due(DUE)
    assert messages.untold_news(mine[0]) == {}


def test_it_reads_as_much_for_many_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        cancelled_together(*two_of(Clinic()))
    batch = list(OutgoingMessage.objects.filter(kind="several_changes"))
    with django_assert_num_queries(5):
        assert {len(news.changes) for news in fetch(batch).values()} == {2}


# What is sent


def written(message: OutgoingMessage) -> EmailContent:
    content = render(message, fetch([message])[message.pk], DUE, Wording())
    assert isinstance(content, EmailContent)
    return content


def test_the_worker_sends_it(mailbox: Mailbox) -> None:
    cancelled_together(*two_of(Clinic()))
    delivery.run(clock=lambda: DUE)
    assert several().state == "sent"
    (mail,) = mailbox.messages
    assert mail["Subject"] == "2 appointments have changed"
