"""Erasing what is due: the content with its history, the name, the account.

What remains of the sessions are numbers for the books. Who looked at the record stays known: those
rows hold nothing clinical and no name.
"""

from datetime import datetime
from uuid import UUID

import pgtrigger
import structlog
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, models, transaction

from accounts.models import User
from booking.lifecycle import forgetting
from care.models import (
    Addendum,
    BreakGlass,
    CheckIn,
    Consent,
    CourseOfCare,
    DisabilityScore,
    ErasureRequest,
    ErasureState,
    Intake,
    PainScore,
    SessionNote,
)
from care.privacy.clock import clinic_zone
from care.privacy.correspondence import archived_about, messages_about, subjects_of
from care.privacy.erasure import (
    ASKED_FOR,
    OPEN,
    forget_history,
    is_coming,
    may_be_erased_on,
)
from patients.models import ContactTrouble, Patient, PatientMerge, Relationship
from reminders import outbox
from reminders.models import IncomingText
from timeline.wall import local_date

log = structlog.get_logger(__name__)

# In this order: what refers to others goes first.
CONTENT: tuple[tuple[type[models.Model], str], ...] = (
    (Addendum, "note__patient"),
    (SessionNote, "patient"),
    (PainScore, "patient"),
    (DisabilityScore, "patient"),
    (CheckIn, "patient"),
    (CourseOfCare, "patient"),
    (Consent, "patient"),
    (Intake, "patient"),
    (BreakGlass, "patient"),
)
NAMELESS = {
    "given_name": "Erased",
    "family_name": "patient",
    "preferred_name": "",
    "pronouns": "",
    "date_of_birth": None,
    "email": "",
    "phone": "",
    "language": "",
    "account": None,
    "relationship": Relationship.SELF,
    "reminders_by_email": False,
    "reminders_by_sms": False,
    "sms_agreed_at": None,
    "sms_stopped_at": None,
}


def erase_what_is_due(*, now: datetime) -> int:
    """Erases every record whose day has come; how many. One that fails keeps no other waiting."""
    today = local_date(now, clinic_zone())
    due = ErasureRequest.objects.filter(state__in=OPEN, due_on__lte=today).order_by("due_on")
    return sum(_erased(key, now) for key in list(due.values_list("pk", flat=True)))


def _erased(key: UUID, now: datetime) -> bool:
    try:
        return erase_if_due(key, now=now)
    except DatabaseError as error:
        # Not the error's own words: PostgreSQL quotes rows in them.
        log.warning("erasure_failed", request=str(key), error=type(error).__name__)
        return False


@transaction.atomic
def erase_if_due(key: UUID, *, now: datetime) -> bool:
    """Erases the record of this request, unless it was taken back or something was entered since.

    The law's day is counted anew: whoever came once more after asking has a younger record.
    """
    requests = ErasureRequest.objects.select_for_update(skip_locked=True, of=("self",))
    asked = requests.filter(pk=key, state__in=OPEN).first()
    if asked is None:
        return False
    patient = Patient.objects.select_for_update().get(pk=asked.patient_id)
    due_on = may_be_erased_on(patient, now=now)
    if due_on > local_date(now, clinic_zone()) or is_coming(patient, now):
        ErasureRequest.objects.filter(pk=asked.pk).exclude(due_on=due_on).update(due_on=due_on)
        return False
    erase(patient)
    asked.state, asked.decided_at = ErasureState.DONE, now
    asked.save(update_fields=["state", "decided_at"])
    return True


def erase(patient: Patient) -> None:
    """Takes everything away but the bare sessions. Call it in a transaction, for an open request.

    What says who looked at the record stays.
    """
    _erase_letters(patient)
    with pgtrigger.ignore():
        for model, way in CONTENT:
            model._default_manager.filter(**{way: patient}).delete()
    forget_history(patient)
    account = patient.account
    _erase_names_in_the_admin(patient, account)
    forgetting.forget(patient=patient)
    PatientMerge.objects.filter(kept=patient).update(absorbed={}, moved={})
    Patient.objects.filter(pk=patient.pk).update(**NAMELESS)
    if account and _is_of_no_more_use(account):
        account.delete()


def _erase_letters(patient: Patient) -> None:
    for subject in subjects_of(patient):
        outbox.withdraw(subject=subject, reason=ASKED_FOR)
    for letters in (messages_about(patient), archived_about(patient)):
        letters.update(recipient="", error="")
    reached_at = {one for one in (str(patient.phone or ""), patient.contact_email.lower()) if one}
    IncomingText.objects.filter(sender__in=reached_at).delete()
    ContactTrouble.objects.filter(address__in=reached_at).delete()


def _erase_names_in_the_admin(patient: Patient, account: User | None) -> None:
    """Its history names what was edited: the patient, what was merged into it, the account."""
    merged = PatientMerge.objects.filter(kept=patient).values_list("absorbed_key", flat=True)
    named: list[tuple[type[models.Model], list[int]]] = [(Patient, [patient.pk, *merged])]
    if account and _is_of_no_more_use(account, but_for=patient):
        named.append((User, [account.pk]))
    for model, keys in named:
        kind = ContentType.objects.get_for_model(model)
        entries = LogEntry.objects.filter(content_type=kind, object_id__in=map(str, keys))
        entries.update(object_repr="Erased patient", change_message="")


def _is_of_no_more_use(account: User, but_for: Patient | None = None) -> bool:
    """Nobody else is booked with it, and it is nobody's who works here."""
    others = account.patients.exclude(pk=but_for.pk) if but_for else account.patients.all()
    roles = account.groups.exclude(name="patient")
    works_here = account.is_staff or account.is_superuser or hasattr(account, "therapist")
    return not (works_here or others.exists() or roles.exists())
