"""Messages go late: somebody hears of it, once, and the page of the site says so."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.utils import timezone
from structlog.testing import capture_logs

from reminders import alert, signs
from reminders.lateness import lateness, spoken
from reminders.models import Channel, Delay, OutgoingMessage
from tests.edges import Mailbox
from tests.factories import make_user
from tests.reminders.notes import MINUTE, NOW, make_message
from tests.staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told(settings: Any) -> list[str]:
    settings.ALERT_EMAIL = ["operator@clinic.test"]
    return list(settings.ALERT_EMAIL)


def heard(now: datetime) -> None:
    for name in (signs.BEAT, signs.WORKER):
        signs.note(name, now=now)


def late() -> OutgoingMessage:
    heard(NOW)
    return make_message(due_at=NOW - 14 * MINUTE)


def test_it_finds_nothing_while_all_is_well() -> None:
    heard(NOW)
    make_message(due_at=NOW - 9 * MINUTE)
    assert alert.watch(now=NOW).troubles == []
    assert not Delay.objects.exists()


def test_it_says_how_long_the_oldest_message_has_waited() -> None:
    late()
    assert lateness(now=NOW).troubles == ["The oldest message has waited for 14 minutes."]


@pytest.mark.parametrize(
    ("silent", "sentence"),
    [
        (signs.BEAT, "Beat, which wakes the workers, has not ticked for 7 minutes."),
        (signs.WORKER, "No worker has answered for 7 minutes."),
    ],
)
def test_it_says_who_is_away(silent: str, sentence: str) -> None:
    heard(NOW - 7 * MINUTE)
    other = {signs.BEAT: signs.WORKER, signs.WORKER: signs.BEAT}[silent]
    signs.note(other, now=NOW)
    assert lateness(now=NOW).troubles == [sentence]


def test_it_expects_nobody_in_a_clinic_that_has_never_sent_anything() -> None:
    assert lateness(now=NOW).troubles == []


def test_it_tells_of_a_delay_once(mailbox: Mailbox) -> None:
    late()
    for minute in range(3):
        alert.watch(now=NOW + minute * MINUTE)
    [letter] = mailbox.messages
    assert letter["To"] == "operator@clinic.test"
    assert "waited for 14 minutes" in str(letter.get_content())


def test_it_tells_each_manager_in_their_language(mailbox: Mailbox, settings: Any) -> None:
    settings.ALERT_EMAIL = []
    for email, language in (("ann@clinic.test", ""), ("zoe@clinic.test", "fr-ca")):
        manager = make_staff("manager", email)
        manager.language = language
        manager.save()
    late()
    alert.watch(now=NOW)
    english, french = mailbox.messages
    assert (english["To"], french["To"]) == ("ann@clinic.test", "zoe@clinic.test")
    assert "waited for 14 minutes" in str(english.get_content())
    assert "attend depuis 14 minutes" in str(french.get_content())


def test_it_names_no_recipient(mailbox: Mailbox) -> None:
    message = late()
    OutgoingMessage.objects.filter(pk=message.pk).update(recipient="alice@example.test")
    alert.watch(now=NOW)
    assert "alice" not in mailbox.messages[0].as_string()


def test_it_logs_an_error_once_and_the_end() -> None:
    message = late()
    with capture_logs() as events:
        alert.watch(now=NOW)
        alert.watch(now=NOW)
        message.delete()
        alert.watch(now=NOW)
        alert.watch(now=NOW)
    said = [(event["log_level"], event["event"]) for event in events]
    assert said == [("error", "messages late"), ("info", "messages no longer late")]


def test_it_tells_again_of_the_next_delay(mailbox: Mailbox) -> None:
    message = late()
    alert.watch(now=NOW)
    message.delete()
    alert.watch(now=NOW + MINUTE)
    late()
    alert.watch(now=NOW + 2 * MINUTE)
    assert len(mailbox.messages) == 2
    assert Delay.objects.filter(over_at=None).count() == 1


def test_it_tells_as_soon_as_the_mail_server_takes_it(mailbox: Mailbox) -> None:
    late()
    mailbox.answer_with("451 Not now.")
    alert.watch(now=NOW)
    assert mailbox.messages == []
    mailbox.clear()
    alert.watch(now=NOW + MINUTE)
    assert len(mailbox.messages) == 1


def test_it_tells_as_soon_as_the_letter_can_be_written(mailbox: Mailbox, settings: Any) -> None:
    late()
    settings.ALERT_EMAIL = ["operator@clinic.test\nBcc: everybody@clinic.test"]
    with capture_logs() as events:
        alert.watch(now=NOW)
    assert events[-1]["event"] == "nobody could be told that messages are late"
    settings.ALERT_EMAIL = ["operator@clinic.test"]
    for minute in (1, 2):
        alert.watch(now=NOW + minute * MINUTE)
    assert len(mailbox.messages) == 1


def test_it_tells_the_managers_when_nobody_is_named(settings: Any) -> None:
    settings.ALERT_EMAIL = []
    boss = make_staff("manager", "boss@clinic.test")
    make_staff("receptionist", "desk@clinic.test")
    gone = make_user("gone@clinic.test", is_active=False)
    gone.groups.add(Group.objects.get(name="manager"))
    assert alert.recipients() == [boss.email]


def test_it_calls_messages_late_that_a_broken_provider_does_not_take() -> None:
    """Handed back for a minute again and again, none of them looks overdue by itself."""
    heard(NOW)
    make_message(due_at=NOW - 20 * MINUTE, next_try_at=NOW + MINUTE)
    signs.note_provider(Channel.EMAIL, trouble="No answer.", now=NOW - 15 * MINUTE)
    signs.note_provider(Channel.EMAIL, trouble="No answer.", now=NOW)
    assert lateness(now=NOW).overdue_seconds == 15 * 60
    assert lateness(now=NOW).troubles[1] == "No answer."
    signs.note_provider(Channel.EMAIL, trouble="", now=NOW)
    assert lateness(now=NOW).overdue_seconds is None


def test_it_does_not_mind_a_broken_provider_that_nobody_needs() -> None:
    heard(NOW)
    make_message(due_at=NOW + MINUTE)
    make_message(channel=Channel.SMS, due_at=NOW - MINUTE, next_try_at=NOW + MINUTE)
    signs.note_provider(Channel.EMAIL, trouble="No answer.", now=NOW - 15 * MINUTE)
    assert lateness(now=NOW).overdue_seconds is None


def test_it_ends_with_one_for_cron() -> None:
    make_message(due_at=timezone.now() - 14 * MINUTE)
    with pytest.raises(CommandError, match=r"waited for 14 minutes\. Beat.*for ever\. No worker"):
        call_command("check_messages")


def test_it_is_silent_for_cron_while_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_messages")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (3600, "60 minutes"),
        (7200, "2 hours"),
        (86400, "24 hours"),
        (3 * 86400, "3 days"),
    ],
)
def test_it_says_a_length_of_time_as_people_do(seconds: int, words: str) -> None:
    assert spoken(seconds) == words


def test_it_allows_what_the_setting_says(settings: Any) -> None:
    late()
    settings.MESSAGES_LATE_AFTER = timedelta(minutes=15)
    assert lateness(now=NOW).troubles == []
