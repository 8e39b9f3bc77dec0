"""The outbox. A row is written in the transaction that causes the message; a worker delivers it."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")


class State(models.TextChoices):
    """`sending` is a lease, not a fact: when it runs out, the row is due again."""

    DUE = "due", _("Due")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DEAD = "dead", _("Given up")


# A worker still has something to do about these.
WAITING = (State.DUE, State.SENDING)


# What people say; of a kind that is not among them its name, with spaces.
SPOKEN: dict[str, Promise] = {
    "change": _("New time"),
    "reminder_first": _("First reminder"),
    "reminder_second": _("Second reminder"),
    "offer": _("Offer of a free time"),
    "check_in": _("Check-in"),
    "check_in_answered": _("Check-ins answered"),
    "check_in_unread": _("Check-ins that nobody reads"),
    "series_confirmation": _("Confirmation of a course"),
    "series_change": _("New times of a course"),
    "series_cancellation": _("Cancellation of a course"),
    "confirmation": _("Confirmation"),
    "cancellation": _("Cancellation"),
    "asked_to_move": _("Asked to move"),
    "several_changes": _("Several changes"),
    "running_late": _("Running late"),
    "time_off_decided": _("Time off decided"),
    "test_message": _("Test message"),
    "welcome": _("Welcome to a therapist"),
}


def spoken(kind: str) -> str:
    """`reminder_first` as "First reminder"."""
    return str(SPOKEN.get(kind) or kind.replace("_", " ").capitalize())


def _said(message: "OutgoingMessage | ArchivedMessage") -> str:
    return gettext("{kind} by {channel} for {subject}").format(
        kind=message.spoken_kind, channel=message.get_channel_display(), subject=message.subject
    )


class OutgoingMessageQuerySet(models.QuerySet["OutgoingMessage"]):
    def claimable(self, now: datetime) -> "OutgoingMessageQuerySet":
        """What a worker may take now: due, past its back-off, or left by a worker that died."""
        return self.filter(state__in=WAITING, next_try_at__lte=now)

    def oldest_overdue_seconds(self, *, now: datetime) -> int | None:
        """How long the message that has waited longest for a worker has; None: nothing waits."""
        waiting = self.claimable(now).order_by("next_try_at")
        oldest = waiting.values_list("next_try_at", flat=True).first()
        return int((now - oldest).total_seconds()) if oldest else None


class OutgoingMessage(models.Model):
    """One message to one person over one channel.

    `subject` names what it is about ("appointment:17") and `version` that thing's version, so that
    the same cause never writes the same message twice.
    """

    subject = models.CharField(_("subject"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=30)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel)
    due_at = models.DateTimeField(_("due"))
    not_after = models.DateTimeField(
        _("not after"), help_text=_("Too late to be of use: never sent after this.")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(
        _("attempts"),
        default=0,
        help_text=_("Counted before each try, so that a crash counts too."),
    )
    next_try_at = models.DateTimeField(
        _("next try"),
        help_text=_("When a worker may take it: due, end of a back-off, end of a lease."),
    )
    lease = models.UUIDField(null=True, editable=False)
    recipient = models.CharField(_("recipient"), max_length=254, blank=True)
    error = models.CharField(_("reason"), max_length=500, blank=True)
    provider_key = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("What the provider calls the message."),
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        ordering = ("-due_at", "-pk")
        indexes = (
            # However many old rows there are, looking for work reads only what waits; and of a
            # hundred thousand that are due at the same moment, only those that are claimed.
            models.Index(
                fields=("next_try_at", "id"),
                condition=Q(state__in=("due", "sending")),
                name="reminders_waiting_by_next_try",
            ),
            models.Index(fields=("due_at",), name="reminders_by_due_at"),
            # The admin finds a message by the beginning of its address, whatever its case.
            models.Index(
                OpClass(Upper("recipient"), name="varchar_pattern_ops"),
                name="reminders_by_recipient",
            ),
            models.Index(
                fields=("provider_key",),
                condition=~Q(provider_key=""),
                name="reminders_by_provider_key",
            ),
            # The operator's page counts what went lately, and what was given up.
            models.Index(
                fields=("sent_at",),
                include=("channel",),
                condition=Q(state="sent"),
                name="reminders_sent_by_sent_at",
            ),
            models.Index(
                fields=("due_at",),
                condition=Q(state="dead"),
                name="reminders_given_up_by_due_at",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "version", "kind", "channel"), name="reminders_once_per_cause"
            ),
        )

    def __str__(self) -> str:
        return _said(self)

    @property
    def spoken_kind(self) -> str:
        return spoken(self.kind)


class ArchivedMessage(models.Model):
    """A settled message that is old: what it was and how it ended, out of the workers' way."""

    key = models.BigIntegerField(primary_key=True, help_text=_("The key it had as a message."))
    subject = models.CharField(_("subject"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=30)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel)
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=9, choices=State)
    recipient = models.CharField(_("recipient"), max_length=254, blank=True)
    error = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    archived_at = models.DateTimeField()

    class Meta:
        ordering = ("-due_at", "-key")
        indexes = (
            models.Index(fields=("subject",), name="reminders_archived_by_subject"),
            models.Index(fields=("due_at",), name="reminders_archived_by_due_at"),
        )

    def __str__(self) -> str:
        return _said(self)

    @property
    def spoken_kind(self) -> str:
        return spoken(self.kind)


class MessageText(models.Model):
    """The clinic's own words in the place of ours, for one kind, channel and language.

    Each field is plain text with placeholders such as `{time}`; an empty one keeps our words. What
    a text message says is `opening`; the other fields are an e-mail's.
    """

    kind = models.CharField(_("kind"), max_length=30)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    heading = models.CharField(_("heading"), max_length=150, blank=True)
    opening = models.TextField(_("opening"), max_length=1000, blank=True)
    closing = models.TextField(_("closing"), max_length=1000, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("text of a message")
        verbose_name_plural = _("texts of messages")
        ordering = ("kind", "channel", "language")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "channel", "language"), name="reminders_one_text_each"
            ),
        )

    def __str__(self) -> str:
        return f"{spoken(self.kind)}, {self.get_channel_display()}, {self.get_language_display()}"


class Understood(models.TextChoices):
    """What an incoming text message asked for."""

    CONFIRM = "confirm", _("Will be there")
    STOP = "stop", _("No more text messages")
    START = "start", _("Text messages again")
    OTHER = "other", _("Not understood")


class IncomingText(models.Model):
    """A text message that came in, once each. Its words are not kept: they may be about health."""

    provider_key = models.CharField(max_length=64, unique=True)
    sender = models.CharField(max_length=20)
    understood = models.CharField(max_length=7, choices=Understood)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("incoming text message")
        ordering = ("-received_at",)

    def __str__(self) -> str:
        return self.get_understood_display()


class Sign(models.Model):
    """When somebody last did their part, in PostgreSQL because the broker may forget everything.

    Who it is: `beat`, `worker`, the channel of a provider, or `archive` (`reminders.signs`).
    """

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField(null=True, help_text=_("When all was well the last time."))
    broken_since = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Delay(models.Model):
    """A time in which messages went late. There is one at a time, and people are told once."""

    noticed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-noticed_at",)
        constraints = (
            models.UniqueConstraint(
                # One value for all that are not over.
                models.Value(1),
                condition=Q(over_at__isnull=True),
                name="reminders_one_delay_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"Late since {self.noticed_at:%Y-%m-%d %H:%M}"
