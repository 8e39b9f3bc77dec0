"""A text message came in: once each, what it asks for is done, and it is answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import override

from patients import contact
from patients.models import Patient
from reminders.incoming import answers
from reminders.incoming.understanding import KEPT, Wish
from reminders.models import IncomingText, Understood

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Text:
    """A text message without its words: who sent it, and what it asks for.

    `is_answered`: the provider has answered it itself, as providers do with STOP and START.
    """

    key: str
    sender: str
    wish: Wish
    is_answered: bool = False


def receive(text: Text, *, now: datetime) -> str:
    """Does what the text asks for, and says what to answer; "" is nothing.

    A key that came before does nothing again: its row and its effect are of one transaction. Nor
    does a number that nobody here has.
    """
    with transaction.atomic():
        # Two texts from one number are taken one after the other.
        rows = Patient.objects.filter(phone=text.sender).order_by("pk")
        patients = list(rows.select_related("account").select_for_update(of=("self",), no_key=True))
        if not patients or not _is_first(text, now):
            return ""
        with override(patients[0].speaks):
            answer = _do(text, patients, now)
    return "" if text.is_answered else answer


def _is_first(text: Text, now: datetime) -> bool:
    kept = {"sender": text.sender, "understood": KEPT[text.wish], "received_at": now}
    _, is_new = IncomingText.objects.get_or_create(provider_key=text.key, defaults=kept)
    return is_new


def _do(text: Text, patients: list[Patient], now: datetime) -> str:
    desk = answers.desk()
    if text.wish == Wish.CONFIRM:
        return desk.confirm(patients, now)
    phone = desk.phone(patients, now)
    if text.wish == Wish.STOP:
        contact.stop_texts(patients, now=now)
        return answers.stopped(phone)
    if text.wish == Wish.START:
        again = contact.texts_again(patients, now=now)
        desk.texts_again(again, now)
        return answers.started() if again else answers.not_chosen(phone)
    if text.wish == Wish.HELP:
        return answers.helped(phone)
    return "" if _was_told_today(text, now) else answers.unread(phone)


def _was_told_today(text: Text, now: datetime) -> bool:
    """Two machines that answer each other end here."""
    earlier = IncomingText.objects.filter(
        sender=text.sender, understood=Understood.OTHER, received_at__gt=now - ONE_DAY
    )
    return earlier.exclude(provider_key=text.key).exists()
