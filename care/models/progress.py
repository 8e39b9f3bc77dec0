"""How a patient fares over time: pain, disability, the day after, the course of care."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment
from booking.models.appointment import new_token
from care.fields import SealedField
from care.models.base import CareRow, WithHistory
from patients.models import Patient
from therapists.models import Therapist


class PainSource(models.TextChoices):
    INTAKE = "intake", _("Before the visit")
    BEFORE = "before", _("At the start of the session")
    AFTER = "after", _("At the end of the session")
    CHECK_IN = "check_in", _("The day after")


@WithHistory()
class PainScore(CareRow):
    """One number from 0 (none) to 10 (the worst imaginable), of one moment around a session."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="pain_scores")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="pain_scores"
    )
    source = models.CharField(max_length=10, choices=PainSource)
    value = SealedField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        indexes = (models.Index(fields=("patient", "at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("appointment", "source"), name="care_painscore_once_a_moment"
            ),
        )

    def __str__(self) -> str:
        return f"Pain score, {self.get_source_display().lower()}"


class Occasion(models.TextChoices):
    START = "start", _("At the start")
    UNDERWAY = "underway", _("Every fourth session")
    END = "end", _("At the end")


@WithHistory()
class DisabilityScore(CareRow):
    """A filled Roland-Morris disability questionnaire; `items` are the numbers that were ticked.

    Asked for when it is made; `answered_at` is empty until the patient has answered.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="disability_scores")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="disability_scores"
    )
    occasion = models.CharField(max_length=10, choices=Occasion)
    items = SealedField(default=list)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at",)
        indexes = (models.Index(fields=("patient", "answered_at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("appointment", "occasion"), name="care_disabilityscore_once"
            ),
        )

    def __str__(self) -> str:
        return f"Roland-Morris, {self.get_occasion_display().lower()}"


@WithHistory()
class CheckIn(CareRow):
    """How it was the day after. `answers`: `soreness`, `bruising`, `pain`, `words`.

    `needs_a_look` is True for an answer that the therapist should see soon.
    """

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="check_ins")
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, related_name="check_in"
    )
    answers = SealedField(default=dict)
    needs_a_look = SealedField(default=False)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("check-in")
        ordering = ("-asked_at",)
        indexes = (
            models.Index(
                fields=("answered_at",),
                condition=Q(seen_at__isnull=True),
                name="care_checkin_unseen",
            ),
        )

    def __str__(self) -> str:
        return f"Check-in of {self.asked_at:%d %B %Y}"


@WithHistory()
class CourseOfCare(CareRow):
    """What was planned together: how many sessions, how often, and when to look back at it."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="courses_of_care")
    therapist = models.ForeignKey(
        Therapist, on_delete=models.PROTECT, related_name="courses_of_care"
    )
    planned_sessions = models.PositiveSmallIntegerField()
    every_days = models.PositiveSmallIntegerField(_("days from session to session"))
    aim = SealedField(default=str)
    starts_on = models.DateField()
    review_on = models.DateField(_("look back on"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = _("courses of care")
        ordering = ("-starts_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(planned_sessions__gte=1, every_days__gte=1),
                name="care_courseofcare_some_sessions",
            ),
            models.UniqueConstraint(
                fields=("patient", "therapist"),
                condition=Q(ended_at__isnull=True),
                name="care_courseofcare_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"Course of {self.planned_sessions} sessions from {self.starts_on:%d %B %Y}"
