"""What a location allows its patients."""

from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from locations.models import Location


class BookingPolicy(models.Model):
    """What a location allows its patients; the desk may override with a reason."""

    location = models.OneToOneField(Location, on_delete=models.CASCADE, related_name="policy")
    notice_minutes = models.PositiveIntegerField(
        "notice (minutes)",
        default=120,
        help_text="How long before the start one can still book.",
    )
    horizon_days = models.PositiveSmallIntegerField(
        "horizon (days)",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="How far ahead one can book.",
    )
    start_step_minutes = models.PositiveSmallIntegerField(
        "start step (minutes)",
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
        help_text="Sessions start on this grid, counted from midnight.",
    )
    hold_minutes = models.PositiveSmallIntegerField(
        "hold (minutes)",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    holds_per_visitor = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    offer_minutes = models.PositiveSmallIntegerField(
        "waiting-list offer (minutes)",
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(24 * 60)],
        help_text="How long a start that frees up is kept for the one to whom it is offered.",
    )
    cancel_cutoff_hours = models.PositiveSmallIntegerField(
        "cancel until (hours before)", default=24
    )
    reschedule_cutoff_hours = models.PositiveSmallIntegerField(
        "reschedule until (hours before)", default=24
    )
    first_reminder_hours = models.PositiveSmallIntegerField(
        "first reminder (hours before)", null=True, blank=True, default=48
    )
    second_reminder_hours = models.PositiveSmallIntegerField(
        "second reminder (hours before)", null=True, blank=True, default=2
    )

    quiet_from = models.TimeField(
        "quiet from",
        null=True,
        blank=True,
        default=time(21),
        help_text="By the location's clock. Reminders and text messages wait for the morning.",
    )
    quiet_until = models.TimeField("quiet until", null=True, blank=True, default=time(8))

    class Meta:
        verbose_name = "booking policy"
        verbose_name_plural = "booking policies"

    def __str__(self) -> str:
        return f"Policy of {self.location}"

    def clean(self) -> None:
        """Quiet hours have both ends, or there are none."""
        super().clean()
        if self.quiet_from is not None and self.quiet_until is None:
            raise ValidationError(
                {"quiet_until": "Say until when it is quiet, or leave both times empty."}
            )
        if self.quiet_from is None and self.quiet_until is not None:
            raise ValidationError(
                {"quiet_from": "Say from when it is quiet, or leave both times empty."}
            )
        if self.quiet_from is not None and self.quiet_from == self.quiet_until:
            raise ValidationError(
                {
                    "quiet_until": "Quiet hours end at another time than they begin. "
                    "For none at all, leave both times empty."
                }
            )
