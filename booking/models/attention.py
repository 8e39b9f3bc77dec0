"""Appointments that no longer fit what the clinic has laid down."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models.appointment import Appointment


class AttentionQuerySet(models.QuerySet["Attention"]):
    def open(self) -> "AttentionQuerySet":
        """Noticed, and neither solved nor accepted."""
        return self.filter(settled_at=None)


class Attention(models.Model):
    """A booked appointment that somebody has to look at: its therapist is away, its room is shut.

    It speaks of the appointment as it was at `sequence`; a move or a cancellation settles it.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="attention")
    sequence = models.PositiveIntegerField()
    why = models.CharField(max_length=200)
    noticed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_because = models.CharField(max_length=300, blank=True)

    objects = AttentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("needs attention")
        verbose_name_plural = _("needs attention")
        ordering = ("noticed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("appointment",),
                condition=Q(settled_at__isnull=True),
                name="booking_attention_one_open_per_appointment",
            ),
        )

    def __str__(self) -> str:
        return self.why

    @property
    def is_open(self) -> bool:
        """As the query of that name."""
        return self.settled_at is None
