"""What therapists write: session notes, addenda, and templates of their own."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment
from care.fields import SealedField
from care.models.base import CareRow, WithHistory
from patients.models import Patient
from therapists.models import Therapist

TOUCHED = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in ("content", "signed_at", "signed_by_id", "therapist_id", "appointment_id")
)


@WithHistory(once="signed_at")
class SessionNote(CareRow):
    """SOAP of one session. A draft until it is signed; then it stays as it is, whoever asks.

    `content`: `subjective`, `objective`, `assessment`, `plan` and `techniques` are texts,
    `areas` keys of `care.body`, `pain_before` and `pain_after` whole numbers 0 to 10 or None.
    """

    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, related_name="session_note"
    )
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="session_notes")
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="session_notes")
    content = SealedField(default=dict)
    edition = models.PositiveIntegerField(default=0, help_text=_("Rises with every save."))
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-started_at",)
        indexes = (models.Index(fields=("patient", "-started_at")),)
        triggers = (
            pgtrigger.Protect(
                name="signed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.signed_at IS NOT NULL AND ({TOUCHED})"),
            ),
            pgtrigger.Protect(
                name="signed_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.signed_at IS NOT NULL"),
            ),
        )

    def __str__(self) -> str:
        return f"Session note of {self.started_at:%d %B %Y}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


@WithHistory()
class Addendum(CareRow):
    """What is added to a signed note; the original stays."""

    note = models.ForeignKey(SessionNote, on_delete=models.PROTECT, related_name="addenda")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = SealedField(default=str)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("addenda")
        ordering = ("written_at",)
        triggers = (
            pgtrigger.Protect(
                name="addendum_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.text IS DISTINCT FROM NEW.text"),
            ),
            pgtrigger.Protect(name="addendum_is_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"Addendum of {self.written_at:%d %B %Y}"


@WithHistory()
class NoteTemplate(CareRow):
    """A therapist's own beginning of a note; `content` as in SessionNote."""

    therapist = models.ForeignKey(
        Therapist, on_delete=models.CASCADE, related_name="note_templates"
    )
    name = models.CharField(max_length=80)
    content = SealedField(default=dict)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("therapist", "name"),
                name="care_notetemplate_name_once",
                violation_error_message=_("You have a template of this name already."),
            ),
        )

    def __str__(self) -> str:
        return self.name
