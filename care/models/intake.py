"""What a patient writes before a visit, and what they agree to."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from booking.models import Appointment
from care.fields import SealedField
from care.models.base import CareRow, WithHistory
from patients.models import Patient

# After that everything is asked again; before, only what has changed.
FRESH_FOR = timedelta(days=365)


class IntakeQuerySet(models.QuerySet["Intake"]):
    def for_user(self, user: User) -> "IntakeQuerySet":
        """What was written about the patients of this account."""
        return self.filter(patient__account=user)

    def submitted(self) -> "IntakeQuerySet":
        """Newest first."""
        return self.filter(submitted_at__isnull=False).order_by("-submitted_at")

    def fresh(self, now: datetime) -> "IntakeQuerySet":
        return self.submitted().filter(submitted_at__gt=now - FRESH_FOR)


@WithHistory(once="submitted_at")
class Intake(CareRow):
    """The patient's own words about one visit, saved as they are written.

    `answers` holds what `care.questions` asks, by name. `call_before_visit` is True when a red flag
    was answered with yes: all that the desk ever learns.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="intakes")
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="intake")
    answers = SealedField(default=dict)
    call_before_visit = SealedField(default=False)
    edition = models.PositiveIntegerField(default=0, help_text=_("Rises with every save."))
    # Who has only the link may go on writing in the browser where they began, and read nowhere.
    written_in = models.CharField(max_length=64, blank=True, editable=False)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        indexes = (models.Index(fields=("patient", "-submitted_at")),)

    def __str__(self) -> str:
        return f"Intake of {self.started_at:%d %B %Y}"


class ConsentKind(models.TextChoices):
    TREATMENT = "treatment", pgettext_lazy("consent to", "Treatment")
    RECORD = "record", _("Keeping the record")


ENGLISH, FRENCH = "en-ca", "fr-ca"
LANGUAGES = {
    ENGLISH: pgettext_lazy("language of a text", "English"),
    FRENCH: pgettext_lazy("language of a text", "French"),
}


def reading_language() -> str:
    """The language that the page is in now: one of the two that texts of consent have."""
    return FRENCH if (get_language() or "").startswith("fr") else ENGLISH


class ConsentText(models.Model):
    """The words that patients agree to. A version that was agreed to never changes."""

    kind = models.CharField(_("kind"), max_length=10, choices=ConsentKind)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    text_fr = models.TextField(
        _("text in French"),
        blank=True,
        help_text=_("Whoever reads in French agrees to this; without it, to the English text."),
    )
    in_force_from = models.DateTimeField(_("in force from"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ("kind", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "version"),
                name="care_consenttext_version_once",
                violation_error_message=_("This version exists already."),
            ),
        )

    def __str__(self) -> str:
        return str(_("{kind}, version {version}")).format(
            kind=self.get_kind_display(), version=self.version
        )

    def language_for(self, wanted: str) -> str:
        """In which language somebody reads it who reads in `wanted`: one that it has."""
        return FRENCH if wanted == FRENCH and self.text_fr else ENGLISH

    def words_in(self, language: str) -> str:
        """The text in a language that it has."""
        return self.text_fr if language == FRENCH else self.text

    @property
    def shown_language(self) -> str:
        """The language of `words` on a page of now."""
        return self.language_for(reading_language())

    @property
    def words(self) -> str:
        """The text for whoever reads the page now, who has agreed to nothing yet."""
        return self.words_in(self.shown_language)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at__isnull=True)


@WithHistory()
class Consent(CareRow):
    """A patient's agreement to one version of a text, until it is withdrawn.

    What was agreed to are the words in `language`, in which they were on the screen: they are shown
    so ever after, whichever language is read.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    language = models.CharField(max_length=10, default=ENGLISH, choices=LANGUAGES)
    signed_name = SealedField(default=str)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("patient", "text"),
                condition=Q(withdrawn_at__isnull=True),
                name="care_consent_stands_once",
            ),
        )

    def __str__(self) -> str:
        return f"Consent of {self.given_at:%d %B %Y}"

    @property
    def words(self) -> str:
        """What was agreed to, word for word."""
        return self.text.words_in(self.language)

    @property
    def is_in_another_language(self) -> bool:
        """Than the page that shows it."""
        return self.language != reading_language()
