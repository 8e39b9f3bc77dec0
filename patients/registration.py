"""A new patient on an account."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import get_language

from accounts.models import User
from patients.contact import choose_channels
from patients.models import Patient, Relationship


@transaction.atomic
def register(
    *,
    account: User,
    relationship: Relationship,
    given_name: str,
    family_name: str,
    preferred_name: str = "",
    pronouns: str = "",
    date_of_birth: date | None = None,
    phone: str = "",
    reminders_by_email: bool = True,
    reminders_by_sms: bool = False,
    now: datetime,
) -> Patient:
    """The new patient; the same person sent again, at the same moment too, is one patient.

    Then what was typed about reaching them counts as a new choice. Somebody new is written to in
    the language of the page.
    """
    User.objects.select_for_update(no_key=True).get(pk=account.pk)
    same = {"account": account, "relationship": relationship}
    if relationship != Relationship.SELF:
        same |= {"given_name": given_name, "family_name": family_name}
        same |= {"date_of_birth": date_of_birth}
    patient = Patient.objects.select_for_update(no_key=True).filter(**same).first()
    if patient:
        choose_channels(
            patient,
            by_email=reminders_by_email,
            by_sms=reminders_by_sms,
            phone=phone or None,
            now=now,
        )
        return patient
    return Patient.objects.create(
        account=account,
        relationship=relationship,
        given_name=given_name,
        family_name=family_name,
        preferred_name=preferred_name,
        pronouns=pronouns,
        date_of_birth=date_of_birth,
        phone=phone,
        language=_language(account),
        reminders_by_email=reminders_by_email,
        reminders_by_sms=reminders_by_sms,
        sms_agreed_at=now if reminders_by_sms else None,
    )


def _language(account: User) -> str:
    """The page's, where the account does not say the same already."""
    spoken = get_language() or ""
    return "" if spoken == account.speaks else spoken
