"""Patients, how to reach them, and what they agreed to be contacted by. No clinical content."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import User

LONGEST_KEY = 18


class Relationship(models.TextChoices):
    """Who the patient is to the person who signs in."""

    SELF = "self", _("Me")
    CHILD = "child", _("My child")
    OTHER = "other", _("Someone else")


# The patient reads "Me" and "My child"; the desk says it of somebody else.
SAID_AT_THE_DESK = {
    Relationship.SELF: _("the account's holder"),
    Relationship.CHILD: _("a child of the account's holder"),
    Relationship.OTHER: _("somebody else"),
}


class PatientQuerySet(models.QuerySet["Patient"]):
    def for_user(self, user: User) -> "PatientQuerySet":
        """The patients this account manages, the person's own record first."""
        return self.filter(account=user).order_by("-relationship", "given_name")


class Patient(models.Model):
    """A person who is treated. `account` may be empty for those whom only the desk books."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="patients",
        verbose_name=_("account"),
    )
    relationship = models.CharField(
        _("relationship"),
        max_length=10,
        choices=Relationship,
        default=Relationship.SELF,
        help_text=_("To the account."),
    )
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    preferred_name = models.CharField(_("preferred name"), max_length=80, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=30, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Empty: messages go to the account's address.")
    )
    phone = PhoneNumberField(_("phone"), blank=True)
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Of messages. Empty: as the account has it, or else the clinic's."),
    )
    reminders_by_email = models.BooleanField(_("reminders by e-mail"), default=True)
    reminders_by_sms = models.BooleanField(_("reminders by SMS"), default=False)
    sms_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sms_stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # All that `patients.search` finds the patient by, folded. A trigger of the database writes it,
    # whatever stands here: see migration 0003.
    search_text = models.TextField(default="", editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        ordering = ("family_name", "given_name")
        permissions = (("merge_patient", _("Can merge two records of one patient")),)
        indexes = (
            # Patients are written rarely and searched all day: no list of pending entries.
            GinIndex(
                fields=("search_text",),
                name="patients_search_text_trigram",
                opclasses=("gin_trgm_ops",),
                fastupdate=False,
            ),
            # Who is written to at the same address, or has answered from that number.
            models.Index(fields=("email",), name="patients_patient_by_email"),
            models.Index(fields=("phone",), name="patients_patient_by_phone"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("account",),
                condition=models.Q(relationship=Relationship.SELF),
                name="patients_patient_one_self_per_account",
                violation_error_message=_("This account has a record of its own holder already."),
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def called(self) -> str:
        """The name to greet the patient by."""
        return self.preferred_name or self.given_name

    @property
    def relation(self) -> str:
        """Who the patient is to the account, as the desk says it."""
        return str(SAID_AT_THE_DESK[Relationship(self.relationship)])

    @property
    def contact_email(self) -> str:
        """The address that messages about this patient go to, or an empty string."""
        return self.email or (self.account.email if self.account else "")

    @property
    def wants_texts(self) -> bool:
        """Whether text messages were agreed to, and have not been stopped since."""
        return self.reminders_by_sms and self.sms_stopped_at is None

    @property
    def speaks(self) -> str:
        """The language, as a code of LANGUAGES, in which to write to the patient."""
        of_account = self.account.language if self.account else ""
        return self.language or of_account or settings.LANGUAGE_CODE

    @property
    def spoken_language(self) -> str:
        """English, or Français."""
        return dict(settings.LANGUAGES)[self.speaks]


class ContactTrouble(models.Model):
    """An address or number at which messages do not arrive; the desk should ask for another.

    It is about the address, whoever has it, and goes when a message arrives there again.
    """

    address = models.CharField(
        max_length=254, unique=True, help_text=_("In lower case, or a number as +1604…")
    )
    reason = models.CharField(max_length=300)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("contact that does not work")
        verbose_name_plural = _("contacts that do not work")

    def __str__(self) -> str:
        return self.reason


class PatientMergeQuerySet(models.QuerySet["PatientMerge"]):
    def of(self, key: str) -> "PatientMergeQuerySet":
        """Of the record that had this number, as an address carries it."""
        is_number = key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY
        return self.filter(absorbed_key=int(key)) if is_number else self.none()


class PatientMerge(models.Model):
    """Two records of one person became one. Nobody undoes it, so it is kept what was there."""

    kept = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="merges", verbose_name=_("kept")
    )
    absorbed_key = models.BigIntegerField(help_text=_("The number of the record that is gone."))
    absorbed = models.JSONField(help_text=_("What stood in the record that is gone."))
    moved = models.JSONField(help_text=_("How many of what went to the kept record."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(pgettext_lazy("a moment", "at"))

    objects = PatientMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merged patient")
        verbose_name_plural = _("merged patients")
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=("absorbed_key",), name="patients_patientmerge_once"),
        )

    def __str__(self) -> str:
        return gettext("{number} merged into {patient}").format(
            number=self.absorbed_key, patient=self.kept
        )
