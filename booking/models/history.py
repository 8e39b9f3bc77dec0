"""What happened to an appointment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models.appointment import Appointment


class EventKind(models.TextChoices):
    HELD = "held", _("Held")
    RELEASED = "released", _("Hold released")
    EXPIRED = "expired", _("Hold expired")
    BOOKED = "booked", _("Booked")
    RESCHEDULED = "rescheduled", _("Rescheduled")
    ATTENDING = "attending", _("Will be there")
    CANCELLED = "cancelled", _("Cancelled")
    ARRIVED = "arrived", _("Arrived")
    STARTED = "started", _("Session started")
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", _("No-show")
    UNDONE = "undone", _("Undone")
    NOTED = "noted", _("Note written")
    MERGED = "merged", _("Given to the merged patient")


class AppointmentEvent(models.Model):
    """What happened to an appointment, when, and by whom. Rows are only ever added."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    reason = models.CharField(
        _("reason"), max_length=300, blank=True, help_text=_("Why a rule was overridden.")
    )
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ("at", "pk")
        indexes = (
            # Whose account is removed leaves no name behind.
            models.Index(
                fields=("user",), condition=Q(user__isnull=False), name="booking_events_by_user"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.at:%d %B %Y %H:%M} UTC"
