"""Two records of one person: what of each stays, and what is kept of the one that goes.

`booking.lifecycle.merge_patients` does it all at once; here is what concerns the records alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from accounts.models import User
from patients.models import Patient, PatientMerge, Relationship

# Of each the person who merges may choose. The relationship goes with the account it is to.
CHOOSABLE = (
    *("given_name", "family_name", "preferred_name", "pronouns", "date_of_birth"),
    *("phone", "email", "account", "language"),
)
CONTACT = ("reminders_by_email", "reminders_by_sms", "sms_agreed_at", "sms_stopped_at")
WRITTEN = (*CHOOSABLE, "relationship", *CONTACT)


_rooms: dict[str, "HandOver"] = {}


class HandOver(Protocol):
    """Gives one room's rows of `absorbed` to `kept`; how many there were."""

    def __call__(self, *, kept: Patient, absorbed: Patient) -> int: ...


def register(what: str, hand_over: HandOver) -> None:
    """A room that keeps rows of patients says so at start-up, and how to give them away."""
    _rooms[what] = hand_over


def hand_over_rooms(kept: Patient, absorbed: Patient) -> dict[str, int]:
    """Gives `kept` what registered rooms keep of `absorbed`; how many rows of what."""
    return {what: give(kept=kept, absorbed=absorbed) for what, give in _rooms.items()}


@dataclass(frozen=True)
class Comparison:
    """One field of both records. Empty means that nothing stands there."""

    name: str
    label: str
    kept: Any
    absorbed: Any

    @property
    def is_same(self) -> bool:
        return bool(self.kept == self.absorbed)

    @property
    def is_taken_over(self) -> bool:
        """Only the record that goes has it: nothing is lost by taking it."""
        return not self.kept and bool(self.absorbed)

    @property
    def is_to_choose(self) -> bool:
        return bool(self.kept) and bool(self.absorbed) and not self.is_same


def compare(kept: Patient, absorbed: Patient) -> list[Comparison]:
    """Every field that can differ, in the order of the form."""
    return [
        Comparison(
            name,
            str(Patient._meta.get_field(name).verbose_name).capitalize(),  # type: ignore[union-attr]
            _value(kept, name),
            _value(absorbed, name),
        )
        for name in CHOOSABLE
    ]


def _value(patient: Patient, name: str) -> Any:
    """Of the addresses the one that messages go to: it may be the account's."""
    if name == "language":
        return patient.get_language_display()
    return patient.contact_email if name == "email" else getattr(patient, name)


def proposed(kept: Patient, absorbed: Patient) -> set[str]:
    """What to take from the absorbed record unless somebody chooses: its account's address.

    Whoever has that address has shown that it is theirs.
    """
    account = absorbed.account
    is_theirs = account is not None and absorbed.contact_email == account.email
    return {"email"} if is_theirs and kept.account is None else set()


def record_after(kept: Patient, absorbed: Patient, chosen: Collection[str]) -> dict[str, Any]:
    """What the kept record says afterwards; `chosen` are the fields taken from the other one.

    Only where both have a value is there a choice. Raises ValueError for other names.
    """
    if not set(chosen) <= set(CHOOSABLE):
        raise ValueError("There is no such field to choose.")
    source = {
        one.name: absorbed
        if one.is_taken_over or (one.is_to_choose and one.name in chosen)
        else kept
        for one in compare(kept, absorbed)
    }
    after = {name: getattr(of, name) for name, of in source.items()}
    after["email"] = _email(source["email"], after["account"])
    relationship = _relationship(kept, absorbed, after["account"])
    return {**after, "relationship": relationship, **_contact(kept, absorbed, after["phone"])}


def _email(source: Patient, account: User | None) -> str:
    """The address of `source`, empty where it is that of the account that stays."""
    return "" if source.account == account and not source.email else source.contact_email


def _relationship(kept: Patient, absorbed: Patient, account: User | None) -> str:
    """To the account that stays; of two to the same account, the person's own record counts."""
    told = [one.relationship for one in (kept, absorbed) if account and one.account == account]
    if Relationship.SELF in told or not told:
        return Relationship.SELF if told else kept.relationship
    return told[0]


def _contact(kept: Patient, absorbed: Patient, phone: Any) -> dict[str, Any]:
    """Never more than was agreed to: a no of either record, and a STOP, stay.

    Texts only to a number for which they were agreed.
    """
    both = (kept, absorbed)
    stopped = [one.sms_stopped_at for one in both if one.sms_stopped_at]
    agreed = [one for one in both if one.reminders_by_sms and phone and one.phone == phone]
    texts = bool(agreed) and not stopped
    return {
        "reminders_by_email": kept.reminders_by_email and absorbed.reminders_by_email,
        "reminders_by_sms": texts,
        "sms_agreed_at": agreed[0].sms_agreed_at if texts else kept.sms_agreed_at,
        "sms_stopped_at": max(stopped, default=None),
    }


def state_of(kept: Patient, absorbed: Patient) -> str:
    """Differs as soon as one of the two does: what was compared is what is merged."""
    written = [str(getattr(one, name)) for one in (kept, absorbed) for name in WRITTEN]
    return sha256("\0".join(written).encode()).hexdigest()[:32]


def absorb(
    kept: Patient,
    absorbed: Patient,
    *,
    chosen: Collection[str],
    moved: dict[str, int],
    by: User | None,
    now: datetime,
) -> PatientMerge:
    """Writes down what stood there, deletes the one record and completes the other.

    Call it in a transaction that has moved everything else of the absorbed record.
    """
    after = record_after(kept, absorbed, chosen)
    changed = {name: value for name, value in after.items() if value != getattr(kept, name)}
    before = {name: _plain(getattr(kept, name)) for name in changed}
    merge = PatientMerge.objects.create(
        kept=kept,
        absorbed_key=absorbed.pk,
        absorbed=_snapshot(absorbed),
        moved={**moved, "replaced": before},
        by=by,
        at=now,
    )
    # Its own merges point on to where everything is now.
    PatientMerge.objects.filter(kept=absorbed).update(kept=kept)
    # First, so that there never are two records of one account's holder.
    absorbed.delete()
    for name, value in changed.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(changed))
    return merge


def standing(patient: Patient) -> Patient:
    """The record, or the one it was merged into."""
    merges = PatientMerge.objects.filter(absorbed_key=patient.pk)
    merge = merges.select_related("kept__account").first()
    return merge.kept if merge else patient


def _snapshot(patient: Patient) -> dict[str, Any]:
    kept = {name: _plain(getattr(patient, name)) for name in (*WRITTEN, "created_at")}
    return {name: value for name, value in kept.items() if value not in ("", None)}


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | None) else str(value)
