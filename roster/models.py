"""What belongs to a therapist's own day: the calendar link, time off asked for, running late."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from booking.models.appointment import new_token
from booking.templatetags.clinic_time import day_as
from therapists.models import Therapist, TimeOff


class CalendarFeed(models.Model):
    """The secret link of a therapist's calendar; a new token makes the old link worthless."""

    therapist = models.OneToOneField(
        Therapist, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return gettext("Calendar of {therapist}").format(therapist=self.therapist)


class TimeOffRequest(models.Model):
    """A therapist asks to be away; a manager grants or refuses it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", pgettext_lazy("time off", "Granted")
        REFUSED = "refused", pgettext_lazy("time off", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("time off", "Taken back")

    therapist = models.ForeignKey(
        Therapist, on_delete=models.CASCADE, related_name="time_off_requests"
    )
    starts_at = models.DateTimeField(pgettext_lazy("time", "from"))
    ends_at = models.DateTimeField(pgettext_lazy("time", "until"))
    reason = models.CharField(
        max_length=200, blank=True, help_text=_("Seen by the managers. Nothing about health.")
    )
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    time_off = models.OneToOneField(
        TimeOff, on_delete=models.SET_NULL, null=True, blank=True, related_name="asked_for"
    )

    class Meta:
        ordering = ("starts_at",)
        indexes = (models.Index(fields=("therapist", "ends_at")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="roster_timeoffrequest_ends_after_start",
                violation_error_message=_("Time off must end after it starts."),
            ),
        )

    def __str__(self) -> str:
        return gettext("{therapist} asks for time off from {day}").format(
            therapist=self.therapist, day=day_as(self.starts_at, "d F Y")
        )


class RunningLate(models.Model):
    """A therapist said so once: the patients who come next were told."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="running_late")
    minutes = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("running late")
        ordering = ("-said_at",)
        indexes = (models.Index(fields=("therapist", "-said_at")),)

    def __str__(self) -> str:
        said = ngettext(
            "{therapist}: {count} minute late", "{therapist}: {count} minutes late", self.minutes
        )
        return said.format(therapist=self.therapist, count=self.minutes)
