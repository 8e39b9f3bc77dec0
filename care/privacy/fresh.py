"""Whoever takes the whole record away has shown lately who they are."""

from datetime import datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

LASTS = timedelta(days=1)


def has_signed_in_lately(request: HttpRequest, now: datetime) -> bool:
    """In this browser, within a day; a session that does not know when counts as old."""
    records = get_authentication_records(request, request.user)
    newest = max((float(record.get("at", 0)) for record in records), default=0.0)
    return now.timestamp() - newest <= LASTS.total_seconds()
