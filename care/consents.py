"""What patients agree to: the texts in force, giving, taking back, and what stands."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from booking.together import GivenKeys
from care.models import ENGLISH, Consent, ConsentKind, ConsentText
from patients.models import Patient


def current_texts(now: datetime) -> list[ConsentText]:
    """The newest version in force of each kind: treatment, then keeping the record. One query."""
    texts = ConsentText.objects.filter(in_force_from__lte=now).order_by("-kind", "-version")
    return list(texts.distinct("kind"))


def standing_of(patient: Patient) -> list[Consent]:
    """What the patient has agreed to and not taken back, with its text; the newest first."""
    return list(patient.consents.standing().select_related("text"))


def missing(patients: Iterable[int]) -> dict[int, list[str]]:
    """What each patient has never agreed to in any version, or has taken back; one query."""
    keys = set(patients)
    standing = {(row["patient"], row["text__kind"]) for row in standing_kinds(keys)}
    return missing_among(keys, standing)


def standing_kinds(patients: Iterable[int] | GivenKeys) -> QuerySet[Any, Any]:
    """Which kinds of text each patient has agreed to and not taken back."""
    standing = Consent.objects.standing().filter(patient__in=patients)
    return standing.order_by().values("patient", "text__kind")


def missing_among(patients: set[int], standing: set[tuple[int, str]]) -> dict[int, list[str]]:
    """The kinds that are not among those that stand, by patient."""
    kinds = {kind: str(kind.label).lower() for kind in ConsentKind}
    return {
        key: [said for kind, said in kinds.items() if (key, kind) not in standing]
        for key in patients
    }


def still_to_give(patient: Patient, now: datetime) -> list[ConsentText]:
    """The texts in force that the patient has not agreed to in this version."""
    agreed = {consent.text_id for consent in standing_of(patient)}
    return [text for text in current_texts(now) if text.pk not in agreed]


def give(
    *,
    patient: Patient,
    texts: Iterable[ConsentText],
    signed_name: str,
    language: str = ENGLISH,
    by: User | None,
    now: datetime,
) -> list[Consent]:
    """The patient agrees to `texts` under a typed name; those that stand already stay as signed.

    `language` is what the page was in: each consent keeps the language in which its text was there.
    `by` is the account that was signed in, None for whoever had only the link.
    """
    with transaction.atomic():
        # Two tabs that sign at once take turns; without this one would meet the constraint.
        Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
        agreed = {consent.text_id for consent in standing_of(patient)}
        given = [
            Consent(
                patient=patient,
                text=text,
                language=text.language_for(language),
                signed_name=signed_name,
                given_at=now,
                given_by=by,
            )
            for text in texts
            if text.pk not in agreed
        ]
        for consent in given:
            consent.save()
    return given


def withdraw(consent: Consent, *, now: datetime) -> bool:
    """Takes a consent back; False when that had happened already. The row stays."""
    return bool(Consent.objects.standing().filter(pk=consent.pk).update(withdrawn_at=now))
