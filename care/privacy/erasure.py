"""Asking for erasure, taking it back, and what of it happens at once.

The rest waits for the law (`care.privacy.retention`) and for `care.privacy.erasing`.
"""

from datetime import date, datetime

import pgtrigger
from django.db import connection, transaction
from django.utils.translation import gettext_noop as _

from accounts.models import User
from booking.actors import Actor
from booking.lifecycle import forgetting
from booking.locking import lock_patients
from booking.models import Appointment
from care.models import (
    CheckIn,
    DisabilityScore,
    ErasureRequest,
    ErasureState,
    Intake,
    RecordKeeping,
)
from care.privacy.clock import clinic_zone
from care.privacy.correspondence import archived_about, messages_about, subjects_of
from care.privacy.entries import last_entry
from care.privacy.retention import due_on
from patients.contact import choose_channels
from patients.models import Patient
from reminders import outbox
from timeline.wall import local_date

# Stored; `reminders.reasons` says it in the language of who reads it.
ASKED_FOR = _("The patient asked that everything about them be erased.")
OPEN = (ErasureState.ASKED, ErasureState.WAITING)


class StillComing(Exception):
    """There is an appointment to come: it is to be cancelled first."""


def open_request(patient: Patient) -> ErasureRequest | None:
    """The request that waits, if any."""
    return ErasureRequest.objects.filter(patient=patient, state__in=OPEN).first()


def may_be_erased_on(patient: Patient, *, now: datetime) -> date:
    """The day that the law allows it, counted from what is entered by now."""
    zone = clinic_zone()
    return due_on(
        RecordKeeping.objects.first() or RecordKeeping(),
        last_entry=last_entry(patient, zone),
        born=patient.date_of_birth,
        today=local_date(now, zone),
    )


def ask(patient: Patient, *, by: User, now: datetime) -> ErasureRequest:
    """Removes what need not be kept, and writes down when the rest goes; asked twice, once.

    Raises StillComing.
    """
    _refuse_coming(patient, now)
    forgetting.stop_all_waiting(patient=patient, now=now, actor=Actor("patient", by))
    with transaction.atomic():
        lock_patients(patient.pk)
        _refuse_coming(patient, now)
        if found := open_request(patient):
            return found
        asked = ErasureRequest.objects.create(
            patient=patient,
            state=ErasureState.WAITING,
            asked_at=now,
            asked_by=by,
            due_on=may_be_erased_on(patient, now=now),
        )
        _forget_at_once(patient, now)
    return asked


def take_back(patient: Patient, *, by: User, now: datetime) -> bool:
    """The record stays after all; False: nothing was asked for, or it is done already."""
    waiting = ErasureRequest.objects.filter(patient=patient, state__in=OPEN)
    return bool(waiting.update(state=ErasureState.WITHDRAWN, decided_at=now, decided_by=by))


def forget_history(patient: Patient) -> None:
    """Of rows that are gone the copies go, too. The database does it, and only for who asked."""
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT care_forget_history(%s)", [patient.pk])


def is_coming(patient: Patient, now: datetime) -> bool:
    """Whether the patient has an appointment that is not over."""
    return Appointment.objects.filter(patient=patient).coming(now).exists()


def _refuse_coming(patient: Patient, now: datetime) -> None:
    if is_coming(patient, now):
        raise StillComing


def _forget_at_once(patient: Patient, now: datetime) -> None:
    for subject in subjects_of(patient):
        outbox.withdraw(subject=subject, reason=ASKED_FOR)
    for letters in (messages_about(patient), archived_about(patient)):
        letters.filter(subject__startswith="offer:").update(recipient="")
    with pgtrigger.ignore():
        Intake.objects.filter(patient=patient, submitted_at=None).delete()
        DisabilityScore.objects.filter(patient=patient, answered_at=None).delete()
        CheckIn.objects.filter(patient=patient, answered_at=None).delete()
    forget_history(patient)
    forgetting.forget_what_need_not_be_kept(patient=patient)
    choose_channels(patient, by_email=False, by_sms=False, now=now)
