"""Several sessions booked at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from patients.models import Patient


class Series(models.Model):
    """Sessions that were booked together, for one patient; each is an appointment of its own."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="series")
    every_weeks = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("course of sessions")
        verbose_name_plural = _("courses of sessions")

    def __str__(self) -> str:
        return f"Series of {self.patient}"
