"""Who looked at what, who was let in by exception, and what the law makes the clinic keep."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from care.fields import SealedField
from care.models.base import CareRow, WithHistory
from care.models.intake import FRENCH, reading_language
from patients.models import Patient


class Verb(models.TextChoices):
    READ = "read", pgettext_lazy("a look", "Read")
    LIST = "list", pgettext_lazy("a look", "Listed")
    SEARCH = "search", pgettext_lazy("a look", "Searched")
    WRITE = "write", pgettext_lazy("a look", "Wrote")
    EXPORT = "export", pgettext_lazy("a look", "Downloaded")
    REFUSED = "refused", pgettext_lazy("a look", "Was refused")
    BREAK_GLASS = "break_glass", pgettext_lazy("a look", "Opened by exception")


class Part(models.TextChoices):
    """Which part of the record."""

    RECORD = "record", _("The whole record")
    ROSTER = "roster", _("What the roster says")
    INTAKE = "intake", _("Intake")
    CONSENT = "consent", _("Consent")
    NOTE = "note", _("Session note")
    PROGRESS = "progress", _("Scores over time")
    CHECK_IN = "check_in", _("Check-in")
    COURSE = "course", _("Course of care")


class RecordAccess(models.Model):
    """One look at one patient's record, or a try that was refused. Written once, for good.

    Keys instead of relations: the row outlives what it is about. The database itself refuses to
    change or delete one, see migration 0002.
    """

    at = models.DateTimeField(pgettext_lazy("moment", "at"))
    user_key = models.BigIntegerField(_("user key"), null=True)
    user_role = models.CharField(_("user role"), max_length=20)
    verb = models.CharField(_("verb"), max_length=12, choices=Verb)
    part = models.CharField(_("part"), max_length=10, choices=Part)
    patient_key = models.BigIntegerField(_("patient key"), null=True)
    row_key = models.UUIDField(_("row key"), null=True)
    request_id = models.CharField(_("request id"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("record access")
        verbose_name_plural = _("record accesses")
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("patient_key", "-at")),
            models.Index(fields=("user_key", "-at")),
            # The managers' list, newest first, however long it has become.
            models.Index(fields=("-at", "-id"), name="care_recordaccess_newest"),
        )

    def __str__(self) -> str:
        return str(_("{did}: {part}, {moment}")).format(
            did=self.get_verb_display(),
            part=self.get_part_display(),
            moment=date_format(self.at, "d F Y H:i"),
        )


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def open(self, now: datetime) -> "BreakGlassQuerySet":
        return self.filter(opened_at__lte=now, until__gt=now)


@WithHistory()
class BreakGlass(CareRow):
    """A manager opened one patient's record by exception, for a reason and for a limited time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user")
    )
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="broken_glass", verbose_name=_("patient")
    )
    reason = SealedField(default=str)
    opened_at = models.DateTimeField(_("opened at"))
    until = models.DateTimeField(_("until"))

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening by exception")
        verbose_name_plural = _("openings by exception")
        ordering = ("-opened_at",)
        permissions = (("break_glass", "Can open a record by exception, with a reason"),)

    def __str__(self) -> str:
        return str(_("Opened by {user} on {day}")).format(
            user=self.user, day=date_format(self.opened_at, "d F Y")
        )


class RecordKeeping(models.Model):
    """How long this clinic must keep records, and the words that say so. One row."""

    years = models.PositiveSmallIntegerField(
        _("years after the last entry"),
        default=16,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    age_of_majority = models.PositiveSmallIntegerField(
        _("age of majority"),
        default=19,
        validators=[MaxValueValidator(30)],
        help_text=_("A child's record is kept for these years after this birthday at least."),
    )
    said = models.TextField(
        _("what patients are told"),
        default=(
            "The law obliges us to keep the record of your treatment for a time, even when you "
            "ask us to erase it. What we need not keep, we erase at once; the rest when that time "
            "is over."
        ),
    )
    said_fr = models.TextField(
        _("what patients are told, in French"),
        blank=True,
        default=(
            "La loi nous oblige à conserver un certain temps le dossier de vos soins, même quand "
            "vous nous demandez de l’effacer. Ce que nous n’avons pas à conserver, nous "
            "l’effaçons aussitôt; le reste, une fois ce délai passé."
        ),
        help_text=_("Without it, whoever reads in French reads the English sentence."),
    )

    class Meta:
        verbose_name = _("record keeping")
        verbose_name_plural = _("record keeping")
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="care_recordkeeping_one_row"),
        )

    def __str__(self) -> str:
        return ngettext("{years} year", "{years} years", self.years).format(years=self.years)

    @property
    def words(self) -> str:
        """What patients are told, in the language of the page."""
        return (reading_language() == FRENCH and self.said_fr) or self.said


class ErasureState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    WAITING = "waiting", _("Waits for the law")
    DONE = "done", _("Erased")
    WITHDRAWN = "withdrawn", _("Taken back")


@WithHistory()
class ErasureRequest(CareRow):
    """A patient asks that everything about them goes; `due_on` is when the law allows it."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="erasure_requests", verbose_name=_("patient")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ErasureState, default=ErasureState.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("erasure request")
        verbose_name_plural = _("erasure requests")
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("patient",),
                condition=Q(state__in=("asked", "waiting")),
                name="care_erasurerequest_one_open",
            ),
        )

    def __str__(self) -> str:
        return str(_("Erasure asked for on {day}")).format(day=date_format(self.asked_at, "d F Y"))
