"""What beat ticks for accounts and patients."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from patients.unused_accounts import remove_unused_accounts

KEPT_FOR = timedelta(days=7)


@shared_task(name="patients.remove_unused_accounts")
def remove_unused_accounts_of_last_week() -> None:
    """Every code request for a new address makes an account; most of the wrong ones stay unused."""
    remove_unused_accounts(before=timezone.now() - KEPT_FOR)
