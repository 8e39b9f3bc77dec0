"""Other records that may be of the same person."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from patients.folding import folded, one_word, sounds
from patients.models import Patient, PatientQuerySet

# Read before they are judged: a clinic's own number may stand in hundreds of records.
MOST = 50


@dataclass(frozen=True)
class Duplicate:
    """Another record, and what it shares with this one, in words."""

    patient: Patient
    shared: tuple[str, ...]


def possible_duplicates(patient: Patient) -> list[Duplicate]:
    """Those with the same phone or e-mail, or with nearly the same name and the day of birth.

    What shares most comes first. Families share an account: its other patients count only when
    their names are alike, too. One query.
    """
    found = [Duplicate(other, tuple(_shared(patient, other))) for other in _candidates(patient)]
    likely = [one for one in found if _is_likely(patient, one)]
    return sorted(likely, key=lambda one: (-len(one.shared), one.patient.pk))


def _candidates(patient: Patient) -> PatientQuerySet:
    names = folded(patient.full_name)
    alike = Q(search_text__contains=f" {names} ")
    if patient.date_of_birth:
        born = Q(search_text__contains=f" {patient.date_of_birth:%Y%m%d} ")
        for sound in sounds(names).split():
            alike |= born & Q(search_text__contains=f" {sound} ")
    if patient.phone:
        alike |= Q(search_text__contains=f" {patient.phone.as_e164.removeprefix('+')} ")
    if patient.contact_email:
        alike |= Q(search_text__contains=f" {one_word(patient.contact_email)} ")
    others = Patient.objects.filter(alike).exclude(pk=patient.pk)
    return others.select_related("account").order_by("pk")[:MOST]


def _shared(one: Patient, other: Patient) -> Iterator[str]:
    if folded(one.full_name) == folded(other.full_name):
        yield "same name"
    elif _alike(one, other):
        yield "similar name"
    if one.date_of_birth and one.date_of_birth == other.date_of_birth:
        yield "same date of birth"
    if one.phone and one.phone == other.phone:
        yield "same phone"
    if one.contact_email and one.contact_email.lower() == other.contact_email.lower():
        yield "same e-mail"


def _is_likely(patient: Patient, found: Duplicate) -> bool:
    shared, other = found.shared, found.patient
    if "same name" in shared and None in (patient.date_of_birth, other.date_of_birth):
        return True
    alike = "same name" in shared or "similar name" in shared
    if alike and "same date of birth" in shared:
        return True
    is_family = patient.account_id is not None and patient.account_id == other.account_id
    reached_alike = "same phone" in shared or "same e-mail" in shared
    return reached_alike and (alike or not is_family)


def _alike(one: Patient, other: Patient) -> bool:
    """Names that sound the same, in either order, or with a given name cut short."""
    if _sound(one.full_name) == _sound(other.full_name):
        return True
    shorter, longer = sorted((folded(one.given_name), folded(other.given_name)), key=len)
    same_family = _sound(one.family_name) == _sound(other.family_name)
    return same_family and bool(shorter) and longer.startswith(shorter)


def _sound(names: str) -> set[str]:
    return set(sounds(folded(names)).split())
