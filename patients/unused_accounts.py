"""Accounts that came into being with a code nobody ever typed."""

from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from accounts.models import User


def remove_unused_accounts(*, before: datetime) -> int:
    """Deletes those made earlier that nobody ever signed in to, and says how many.

    An account with a password, a role or a patient stays, whoever made it.
    """
    unused = User.objects.filter(
        last_login__isnull=True,
        date_joined__lt=before,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
        is_staff=False,
        groups__isnull=True,
        patients__isnull=True,
        therapist__isnull=True,
    )
    deleted, _ = unused.delete()
    return deleted
