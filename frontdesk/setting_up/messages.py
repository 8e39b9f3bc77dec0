"""Two messages: one that proves that they arrive, and one that tells a therapist how to sign in.

Both go through the outbox, like every message to a patient.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from booking.particulars import language_tag
from frontdesk.setting_up.registering import TEST, WELCOME
from locations.letterhead import clinic_name
from reminders import moulds
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import WAITING, Channel, OutgoingMessage
from reminders.outbox import enqueue
from reminders.words import NONE, Wording
from therapists.models import Therapist

TESTED_BY = "test_by:"
ACCOUNT = "account:"
# Who tries it looks now; who is new has a few days.
TEST_IS_OF_USE, WELCOME_IS_OF_USE = timedelta(hours=1), timedelta(days=7)


@dataclass(frozen=True)
class Note:
    """Who reads it, and where it goes."""

    reader: User
    to: str


def tests_of(owner: User) -> list[OutgoingMessage]:
    """The newest test by each channel, if there is one; two queries."""
    sent = OutgoingMessage.objects.filter(subject=f"{TESTED_BY}{owner.pk}", kind=TEST)
    newest = (sent.filter(channel=channel).order_by("-version").first() for channel in Channel)
    return [message for message in newest if message]


@transaction.atomic
def send_test(owner: User, channel: Channel, to: str, *, now: datetime) -> bool:
    """Writes a message to `to`; False: the last one is still on its way."""
    User.objects.select_for_update().get(pk=owner.pk)
    subject = f"{TESTED_BY}{owner.pk}"
    theirs = OutgoingMessage.objects.filter(subject=subject, kind=TEST, channel=channel)
    if theirs.filter(state__in=WAITING, not_after__gt=now).exists():
        return False
    version = (theirs.aggregate(last=Max("version"))["last"] or 0) + 1
    _write(subject, version, TEST, channel, to, now, now + TEST_IS_OF_USE)
    return True


def welcome(therapist: Therapist, *, now: datetime) -> None:
    """Tells a new therapist how to sign in; call it in the transaction that makes them one."""
    account = therapist.user
    assert account
    subject = f"{ACCOUNT}{account.pk}"
    _write(subject, 0, WELCOME, Channel.EMAIL, account.email, now, now + WELCOME_IS_OF_USE)


def _write(
    subject: str,
    version: int,
    kind: str,
    channel: Channel,
    to: str,
    now: datetime,
    not_after: datetime,
) -> None:
    enqueue(
        subject=subject,
        version=version,
        kind=kind,
        channel=channel,
        due_at=now,
        not_after=not_after,
    )
    written = OutgoingMessage.objects.filter(subject=subject, version=version, kind=kind)
    # Nobody else knows where a test goes; its row says so from the beginning.
    written.filter(channel=channel, recipient="").update(recipient=to)


def fetch(messages: Sequence[OutgoingMessage]) -> Mapping[int, Note]:
    """By message key, who reads it; one query."""
    keys = {message.pk: int(message.subject.partition(":")[2]) for message in messages}
    accounts = User.objects.in_bulk(set(keys.values()))
    return {
        message.pk: Note(accounts[keys[message.pk]], message.recipient)
        for message in messages
        if keys[message.pk] in accounts
    }


def still_holds(_message: OutgoingMessage, note: Note, _now: datetime) -> str:
    """Why the message must not go any more; empty: it holds."""
    return "" if note.reader.is_active else "The account is closed."


def render_test(message: OutgoingMessage, note: Note, _now: datetime, _wording: Wording) -> Content:
    """That it has arrived, and nothing else."""
    return _written(message, note, "test_message", settings.SITE_URL + reverse("frontdesk:set_up"))


def render_welcome(
    message: OutgoingMessage, note: Note, _now: datetime, _wording: Wording
) -> Content:
    """Where to sign in, and with what."""
    link = settings.SITE_URL + reverse("accounts:sign_in")
    return _written(message, note, "welcome", link)


def _written(message: OutgoingMessage, note: Note, template: str, link: str) -> Content:
    with override(note.reader.speaks):
        values = {
            "lang": language_tag(),
            "clinic": clinic_name(),
            "name": moulds.one_line(note.reader.name),
            "address": note.reader.email,
            "link": link,
        }
        if message.channel == Channel.SMS:
            return SmsContent(note.to, moulds.text_message(template, NONE, values))
        letter = moulds.letter(template, NONE, values)
    return EmailContent(note.to, letter.subject, letter.text, letter.html)
