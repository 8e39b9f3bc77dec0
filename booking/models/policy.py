"""What a location allows its patients."""

from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from locations.models import Location


class BookingPolicy(models.Model):
    """What a location allows its patients; the desk may override with a reason."""

    location = models.OneToOneField(
        Location, verbose_name=_("location"), on_delete=models.CASCADE, related_name="policy"
    )
    notice_minutes = models.PositiveIntegerField(
        _("notice (minutes)"),
        default=120,
        help_text=_("How long before the start one can still book."),
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("horizon (days)"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("How far ahead one can book."),
    )
    start_step_minutes = models.PositiveSmallIntegerField(
        _("start step (minutes)"),
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
        help_text=_("Sessions start on this grid, counted from midnight."),
    )
    hold_minutes = models.PositiveSmallIntegerField(
        _("hold (minutes)"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    holds_per_visitor = models.PositiveSmallIntegerField(
        _("holds per visitor"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    offer_minutes = models.PositiveSmallIntegerField(
        _("waiting-list offer (minutes)"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(24 * 60)],
        help_text=_("How long a start that frees up is kept for the one to whom it is offered."),
    )
    cancel_cutoff_hours = models.PositiveSmallIntegerField(
        _("cancel until (hours before)"), default=24
    )
    reschedule_cutoff_hours = models.PositiveSmallIntegerField(
        _("reschedule until (hours before)"), default=24
    )
    first_reminder_hours = models.PositiveSmallIntegerField(
        _("first reminder (hours before)"), null=True, blank=True, default=48
    )
    second_reminder_hours = models.PositiveSmallIntegerField(
        _("second reminder (hours before)"), null=True, blank=True, default=2
    )

    quiet_from = models.TimeField(
        _("quiet from"),
        null=True,
        blank=True,
        default=time(21),
        help_text=_("By the location's clock. Reminders and text messages wait for the morning."),
    )
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True, default=time(8))

    class Meta:
        verbose_name = _("booking policy")
        verbose_name_plural = _("booking policies")

    def __str__(self) -> str:
        return gettext("Policy of {location}").format(location=self.location)

    def clean(self) -> None:
        """Quiet hours have both ends, or there are none."""
        super().clean()
        if self.quiet_from is not None and self.quiet_until is None:
            raise ValidationError(
                {"quiet_until": _("Say until when it is quiet, or leave both times empty.")}
            )
        if self.quiet_from is None and self.quiet_until is not None:
            raise ValidationError(
                {"quiet_from": _("Say from when it is quiet, or leave both times empty.")}
            )
        if self.quiet_from is not None and self.quiet_from == self.quiet_until:
            raise ValidationError(
                {
                    "quiet_until": _(
                        "Quiet hours end at another time than they begin. "
                        "For none at all, leave both times empty."
                    )
                }
            )
