"""Telling somebody that messages are late: once for each time that they are, and till it is over.

A log event for those who watch logs, one e-mail, and the banner that managers see in the admin.
The e-mail goes directly, not through the outbox: that is what does not work.
"""

from datetime import datetime

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from locations.letterhead import clinic_name
from reminders.channels.email import sender_address
from reminders.lateness import Lateness, lateness
from reminders.models import Delay

log = structlog.get_logger(__name__)


def watch(*, now: datetime) -> Lateness:
    """Looks whether messages are late, and tells people when that begins; how things stand.

    Whoever can calls it: the worker every minute, and `manage.py check_messages` from outside,
    because the worker cannot tell that it is away itself.
    """
    found = lateness(now=now)
    if found.troubles:
        _notice(found)
        _tell_once(found)
    else:
        _end(now)
    return found


def recipients() -> list[str]:
    """ALERT_EMAIL, or else every manager who may sign in."""
    managers = User.objects.filter(groups__name="manager", is_active=True).order_by("email")
    return list(settings.ALERT_EMAIL) or list(managers.values_list("email", flat=True))


def _notice(found: Lateness) -> None:
    if Delay.objects.filter(over_at=None).exists():
        return
    try:
        with transaction.atomic():
            Delay.objects.create(noticed_at=found.now)
    except IntegrityError:
        # Somebody else has noticed it at the same moment.
        return
    log.error("messages late", troubles=found.troubles, oldest_seconds=found.overdue_seconds)


def _end(now: datetime) -> None:
    """While somebody is just telling of it, whoever looks next ends it."""
    with transaction.atomic():
        if Delay.objects.filter(pk__in=_free(over_at=None)).update(over_at=now):
            log.info("messages no longer late")


def _tell_once(found: Lateness) -> None:
    """Of two who look at the same moment only one tells: the other passes over its locked row.

    It is marked once it has gone. Whoever could not tell, or died on the way, leaves it unmarked,
    and whoever looks next tries again.
    """
    try:
        with transaction.atomic():
            if untold := _free(over_at=None, told_at=None):
                _send(found)
                Delay.objects.filter(pk__in=untold).update(told_at=found.now)
    # Whatever is wrong with the letter, its text or its addresses: looking must go on.
    except Exception as error:  # noqa: BLE001
        log.warning("nobody could be told that messages are late", error=type(error).__name__)


def _free(**fields: datetime | None) -> list[int]:
    """Such delays, locked, without those that somebody else has locked."""
    rows = Delay.objects.filter(**fields).select_for_update(skip_locked=True)
    return list(rows.values_list("pk", flat=True))


def _send(found: Lateness) -> None:
    for language, to in _by_language(recipients()).items():
        with override(language):
            _letter(found, to).send()


def _by_language(addresses: list[str]) -> dict[str, list[str]]:
    """One letter for all who read the same; an address without an account reads the clinic's."""
    chosen = dict(User.objects.filter(email__in=addresses).values_list("email", "language"))
    found: dict[str, list[str]] = {}
    for address in addresses:
        found.setdefault(chosen.get(address) or settings.LANGUAGE_CODE, []).append(address)
    return found


def _letter(found: Lateness, to: list[str]) -> EmailMessage:
    return EmailMessage(
        subject=_("{clinic}: messages to patients are late").format(clinic=clinic_name()),
        body=_text(found),
        from_email=sender_address(),
        to=to,
        headers={"Auto-Submitted": "auto-generated"},
    )


def _text(found: Lateness) -> str:
    page = settings.SITE_URL + reverse("operation:messages")
    return "\n".join(
        [
            _("Messages to patients are late."),
            "",
            *found.troubles,
            "",
            _("How things stand: {page}").format(page=page),
            _("What to do: docs/messages.md, For operators."),
            "",
            _(
                "This is said once. Nothing is lost: what is still of use goes when the cause is "
                "gone."
            ),
        ]
    )
