"""What happened to an appointment."""

from django.conf import settings
from django.db import models

from booking.models.appointment import Appointment


class EventKind(models.TextChoices):
    HELD = "held", "Held"
    RELEASED = "released", "Hold released"
    EXPIRED = "expired", "Hold expired"
    BOOKED = "booked", "Booked"
    RESCHEDULED = "rescheduled", "Rescheduled"
    ATTENDING = "attending", "Will be there"
    CANCELLED = "cancelled", "Cancelled"
    ARRIVED = "arrived", "Arrived"
    STARTED = "started", "Session started"
    COMPLETED = "completed", "Completed"
    NO_SHOW = "no_show", "No-show"
    UNDONE = "undone", "Undone"
    NOTED = "noted", "Note written"
    MERGED = "merged", "Given to the merged patient"


class AppointmentEvent(models.Model):
    """What happened to an appointment, when, and by whom. Rows are only ever added."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why a rule was overridden.")
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.at:%d %B %Y %H:%M} UTC"
