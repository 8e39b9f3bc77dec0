"""How a patient wants to be reminded, and when they said so."""

from collections.abc import Iterable
from datetime import datetime

from patients.models import Patient


def choose_channels(
    patient: Patient,
    *,
    by_email: bool,
    by_sms: bool | None,
    phone: str | None = None,
    language: str | None = None,
    now: datetime,
) -> None:
    """Saves the choice. Agreement to texts, and its end, keep their date as proof.

    Texts go to the number they were agreed for: a new `phone` (None: no change) is a new agreement.
    `by_sms` None: nobody has said anything of texts, so they go on, or stay stopped. `language`
    None: as it was. `patient` is as the database has it now: lock the row before it is read.
    """
    had_sms = patient.wants_texts
    wants_sms = had_sms if by_sms is None else by_sms
    changed = phone is not None and phone != patient.phone
    if changed:
        patient.phone = phone
    if wants_sms and (changed or not had_sms):
        patient.sms_agreed_at, patient.sms_stopped_at = now, None
    if had_sms and not wants_sms:
        patient.sms_stopped_at = now
    patient.reminders_by_email = by_email
    if by_sms is not None:
        patient.reminders_by_sms = by_sms
    fields = ["phone", "reminders_by_email", "reminders_by_sms", "sms_agreed_at", "sms_stopped_at"]
    if language is not None:
        patient.language = language
        fields.append("language")
    patient.save(update_fields=fields)


def stop_texts(patients: Iterable[Patient], *, now: datetime) -> None:
    """No more text messages to these; whoever has stopped them before keeps that date."""
    keys = [patient.pk for patient in patients]
    Patient.objects.filter(pk__in=keys, sms_stopped_at=None).update(sms_stopped_at=now)


def texts_again(patients: Iterable[Patient], *, now: datetime) -> list[Patient]:
    """Text messages again to those of these who chose them once; a new agreement. Says to whom."""
    again = [one for one in patients if one.reminders_by_sms and one.sms_stopped_at]
    for patient in again:
        patient.sms_agreed_at, patient.sms_stopped_at = now, None
        patient.save(update_fields=["sms_agreed_at", "sms_stopped_at"])
    return again
