"""Who looked at what, who was let in by exception, and what the law makes the clinic keep."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from care.fields import SealedField
from care.models.base import CareRow, WithHistory
from patients.models import Patient


class Verb(models.TextChoices):
    READ = "read", "Read"
    LIST = "list", "Listed"
    SEARCH = "search", "Searched"
    WRITE = "write", "Wrote"
    EXPORT = "export", "Downloaded"
    REFUSED = "refused", "Was refused"
    BREAK_GLASS = "break_glass", "Opened by exception"


class Part(models.TextChoices):
    """Which part of the record."""

    RECORD = "record", "The whole record"
    ROSTER = "roster", "What the roster says"
    INTAKE = "intake", "Intake"
    CONSENT = "consent", "Consent"
    NOTE = "note", "Session note"
    PROGRESS = "progress", "Scores over time"
    CHECK_IN = "check_in", "Check-in"
    COURSE = "course", "Course of care"


class RecordAccess(models.Model):
    """One look at one patient's record, or a try that was refused. Written once, for good.

    Keys instead of relations: the row outlives what it is about. The database itself refuses to
    change or delete one, see migration 0002.
    """

    at = models.DateTimeField()
    user_key = models.BigIntegerField(null=True)
    user_role = models.CharField(max_length=20)
    verb = models.CharField(max_length=12, choices=Verb)
    part = models.CharField(max_length=10, choices=Part)
    patient_key = models.BigIntegerField(null=True)
    row_key = models.UUIDField(null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = "record accesses"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("patient_key", "-at")),
            models.Index(fields=("user_key", "-at")),
            # The managers' list, newest first, however long it has become.
            models.Index(fields=("-at", "-id"), name="care_recordaccess_newest"),
        )

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.get_part_display()}, {self.at:%d %B %Y %H:%M}"


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def open(self, now: datetime) -> "BreakGlassQuerySet":
        return self.filter(opened_at__lte=now, until__gt=now)


@WithHistory()
class BreakGlass(CareRow):
    """A manager opened one patient's record by exception, for a reason and for a limited time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="broken_glass")
    reason = SealedField(default=str)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        verbose_name = "opening by exception"
        verbose_name_plural = "openings by exception"
        ordering = ("-opened_at",)
        permissions = (("break_glass", "Can open a record by exception, with a reason"),)

    def __str__(self) -> str:
        return f"Opened by {self.user} on {self.opened_at:%d %B %Y}"


class RecordKeeping(models.Model):
    """How long this clinic must keep records, and the words that say so. One row."""

    years = models.PositiveSmallIntegerField(
        "years after the last entry",
        default=16,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    age_of_majority = models.PositiveSmallIntegerField(
        default=19,
        validators=[MaxValueValidator(30)],
        help_text="A child's record is kept for these years after this birthday at least.",
    )
    said = models.TextField(
        "what patients are told",
        default=(
            "The law obliges us to keep the record of your treatment for a time, even when you "
            "ask us to erase it. What we need not keep, we erase at once; the rest when that time "
            "is over."
        ),
    )

    class Meta:
        verbose_name_plural = "record keeping"
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="care_recordkeeping_one_row"),
        )

    def __str__(self) -> str:
        return f"{self.years} years"


class ErasureState(models.TextChoices):
    ASKED = "asked", "Asked for"
    WAITING = "waiting", "Waits for the law"
    DONE = "done", "Erased"
    WITHDRAWN = "withdrawn", "Taken back"


@WithHistory()
class ErasureRequest(CareRow):
    """A patient asks that everything about them goes; `due_on` is when the law allows it."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="erasure_requests")
    state = models.CharField(max_length=10, choices=ErasureState, default=ErasureState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("patient",),
                condition=Q(state__in=("asked", "waiting")),
                name="care_erasurerequest_one_open",
            ),
        )

    def __str__(self) -> str:
        return f"Erasure asked for on {self.asked_at:%d %B %Y}"
