"""Are messages late, and what seems to be the matter. The same answer for everybody who asks:

the banner in the admin, `/readyz`, the alert, and `manage.py check_messages`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reminders import signs
from reminders.models import WAITING, Channel, OutgoingMessage, Sign
from reminders.outbox import BACK_OFF
from reminders.reasons import in_words

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Lateness:
    """What is late at one moment."""

    now: datetime
    overdue_seconds: int | None
    signs: Mapping[str, Sign]

    @property
    def is_overdue(self) -> bool:
        """Whether the oldest message that should have gone has waited for too long."""
        allowed: timedelta = settings.MESSAGES_LATE_AFTER
        waited = timedelta(seconds=self.overdue_seconds or 0)
        return self.overdue_seconds is not None and waited > allowed

    @property
    def troubles(self) -> list[str]:
        """A sentence for each thing that is wrong; none: all is well.

        Who has never been heard of counts only when messages wait: a clinic may be quite new.
        """
        found = []
        if self.is_overdue:
            waited = spoken(self.overdue_seconds or 0)
            found.append(gettext("The oldest message has waited for {time}.").format(time=waited))
            found += [f"{in_words(sign.reason).rstrip('.')}." for sign in self.broken]
        for name in SILENCES:
            sign = self.signs.get(name)
            if self.is_silent(name) and (sign or self.is_overdue):
                found.append(self._silence(name, sign))
        return found

    @property
    def broken(self) -> list[Sign]:
        """The providers that took nothing the last time."""
        named = [self.signs.get(channel.value) for channel in Channel]
        return [sign for sign in named if sign and sign.broken_since]

    def is_silent(self, name: str) -> bool:
        return signs.is_silent(self.signs.get(name), now=self.now)

    def _silence(self, name: str, sign: Sign | None) -> str:
        since_then, always = SILENCES[name]
        if sign is None or sign.at is None:
            return str(always)
        return since_then.format(since=spoken(int(abs(self.now - sign.at).total_seconds())))


SILENCES = {
    signs.BEAT: (
        _("Beat, which wakes the workers, has not ticked for {since}."),
        _("Beat, which wakes the workers, has not ticked for ever."),
    ),
    signs.WORKER: (
        _("No worker has answered for {since}."),
        _("No worker has answered for ever."),
    ),
}


def lateness(*, now: datetime) -> Lateness:
    """How things stand; two queries, three while a provider takes nothing."""
    known = signs.known()
    oldest = OutgoingMessage.objects.oldest_overdue_seconds(now=now)
    held_up = [oldest] if oldest is not None else []
    if any(sign.broken_since for sign in known.values()):
        held_up += _held_up(now)
    return Lateness(now, max(held_up, default=None), known)


def _held_up(now: datetime) -> list[int]:
    """For how long providers have taken nothing although messages waited for them.

    Their messages are handed back for another minute again and again, so that none looks overdue.
    """
    waiting = OutgoingMessage.objects.filter(
        channel=OuterRef("name"),
        state__in=WAITING,
        due_at__lte=now,
        next_try_at__lte=now + BACK_OFF[-1],
    )
    broken = Sign.objects.filter(Exists(waiting), broken_since__lte=now)
    return [
        int((now - since).total_seconds())
        for since in broken.values_list("broken_since", flat=True)
        if since
    ]


def spoken(seconds: int) -> str:
    """A length of time as people say it: "40 seconds", "14 minutes", "3 hours", "2 days"."""
    if seconds >= 2 * DAY:
        return ngettext("{n} day", "{n} days", seconds // DAY).format(n=seconds // DAY)
    if seconds >= 2 * HOUR:
        return ngettext("{n} hour", "{n} hours", seconds // HOUR).format(n=seconds // HOUR)
    if seconds >= MINUTE:
        return ngettext("{n} minute", "{n} minutes", seconds // MINUTE).format(n=seconds // MINUTE)
    return ngettext("{n} second", "{n} seconds", seconds).format(n=seconds)
