"""Addresses and numbers at which nothing arrives, until somebody knows better."""

from datetime import datetime

from patients.models import ContactTrouble, Patient

LONGEST_REASON = 300
# Part of a statement: whether the patient `p`, whose account is `u`, has a mark.
IS_HARD_TO_REACH = """EXISTS (
  SELECT FROM patients_contacttrouble c
  WHERE c.address IN (lower(coalesce(nullif(p.email, ''), u.email)), p.phone))"""


def mark(address: str, *, reason: str, now: datetime) -> None:
    """Nothing arrives there: the desk should ask for another. Said again, the newer word counts."""
    if address:
        said = {"reason": reason[:LONGEST_REASON], "since": now}
        ContactTrouble.objects.update_or_create(address=_key(address), defaults=said)


def clear(address: str, *, sent_after: datetime | None = None) -> bool:
    """It works after all; with `sent_after` only what was marked before that moment goes."""
    marks = ContactTrouble.objects.filter(address=_key(address))
    if sent_after is not None:
        marks = marks.filter(since__lt=sent_after)
    return bool(marks.delete()[0])


def clear_as_seen(patient: Patient, key: str, since: str) -> bool:
    """Takes away a mark of the patient's, unless it was set anew after somebody saw it."""
    return any(
        ContactTrouble.objects.filter(pk=one.pk, since=one.since).delete()[0]
        for one in troubles_of(patient)
        if (str(one.pk), one.since.isoformat()) == (key, since)
    )


def troubles_of(patient: Patient) -> list[ContactTrouble]:
    """The marks on what we have of the patient; one query."""
    addresses = {_key(one) for one in (str(patient.phone or ""), patient.contact_email) if one}
    return list(ContactTrouble.objects.filter(address__in=addresses).order_by("address"))


def _key(address: str) -> str:
    return address.strip().lower()
