"""What a text message does to appointments: C says that the patient will be there."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from booking import lifecycle
from booking.digest.rows import told_together
from booking.messages import NEWS, REMINDERS, contact_choices_changed, subject_of
from booking.models import Appointment, Status, ToldTogether
from booking.other_questions import WENT, asked_otherwise, needs_another_time
from booking.policy import cannot_be_kept
from booking.templatetags.clinic_time import clinic_date, clinic_time
from locations.letterhead import clinic_name
from patients.models import Patient
from reminders.models import Channel, OutgoingMessage
from reminders.moulds import plain_text

# An answer is to what was asked lately; of what is further away a reminder asks again.
NEXT_DAYS = timedelta(days=7)


def confirm(patients: Sequence[Patient], now: datetime) -> str:
    """Says that these patients, who share a telephone, come on the next day they were told of.

    What was moved since the message is not meant by the answer to it; nor is anything by the
    answer to another question than that. Answers with what to say.
    """
    if question := asked_otherwise(patients, now):
        return question
    told = _told_of(_coming(patients, now))
    if not told:
        return _nothing_to_confirm(phone(patients, now))
    day = told[0].starts_local.date()
    same_day = [one for one in told if one.starts_local.date() == day]
    agreed = lifecycle.attend_together(same_day, now=now, actor=lifecycle.Actor("patient"))
    said = [_thanks(agreed)] if agreed else []
    said += [needs_another_time(one, now) for one in same_day if cannot_be_kept(one)]
    return " ".join(said) or _nothing_to_confirm(phone(patients, now))


def texts_again(patients: Sequence[Patient], now: datetime) -> None:
    """Writes the reminders that were not written while text messages were stopped."""
    for patient in patients:
        contact_choices_changed(patient, now=now)


def phone(patients: Sequence[Patient], now: datetime) -> str:
    """The number of the location where the patients come next, or came last."""
    theirs = Appointment.objects.filter(patient__in=patients).exclude(location__phone="")
    coming = theirs.filter(starts_at__gt=now, status=Status.BOOKED).order_by("starts_at")
    numbers = [rows.values_list("location__phone", flat=True) for rows in (coming, theirs)]
    return numbers[0].first() or numbers[1].order_by("-starts_at").first() or ""


def _coming(patients: Iterable[Patient], now: datetime) -> list[Appointment]:
    rows = Appointment.objects.to_show().filter(
        patient__in=patients,
        status=Status.BOOKED,
        starts_at__gt=now,
        starts_at__lte=now + NEXT_DAYS,
    )
    return list(rows.order_by("starts_at"))


def _told_of(appointments: Sequence[Appointment]) -> list[Appointment]:
    """Those whose place and time, as it is now, was told by text message."""
    in_another = ToldTogether.objects.filter(reminder=OuterRef("pk"), told_in__state__in=WENT)
    went = OutgoingMessage.objects.filter(
        Q(state__in=WENT) | told_together(WENT) | Q(Exists(in_another)),
        subject__in=[subject_of(one) for one in appointments],
        kind__in=(*NEWS, *REMINDERS),
        channel=Channel.SMS,
    )
    known = set(went.values_list("subject", "version"))
    return [one for one in appointments if (subject_of(one), one.sequence) in known]


def _thanks(appointments: Sequence[Appointment]) -> str:
    first = appointments[0]
    times = [clinic_time(one.starts_at, one.location) for one in appointments]
    words = _("{clinic}: thank you, see you on {date}, {time}.")
    said = words.format(
        clinic=clinic_name(),
        date=clinic_date(first.starts_at, first.location),
        time=", ".join(dict.fromkeys(times)),
    )
    return plain_text(said)


def _nothing_to_confirm(number: str) -> str:
    words = _("{clinic}: we found no appointment of the next days to confirm. Please call {phone}.")
    return plain_text(words.format(clinic=clinic_name(), phone=number or settings.SITE_URL))
