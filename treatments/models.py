"""Treatment types, their options, and which rooms suit them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from locations.models import Room
from locations.spoken import InFrenchToo


class Intensity(models.TextChoices):
    GENTLE = "gentle", pgettext_lazy("intensity", "Gentle")
    GENTLE_TO_MEDIUM = "gentle-medium", _("Gentle to medium")
    MEDIUM_TO_FIRM = "medium-firm", _("Medium to firm")
    FIRM = "firm", pgettext_lazy("intensity", "Firm")
    FIRM_LOCAL = "firm-local", _("Firm, on single points")


class TreatmentTypeQuerySet(models.QuerySet["TreatmentType"]):
    def for_the_site(self) -> "TreatmentTypeQuerySet":
        """Types that patients can book, their options in `bookable_options`; two queries."""
        options = TreatmentOption.objects.filter(is_active=True)
        return (
            self.filter(is_active=True)
            .filter(models.Exists(options.filter(treatment=models.OuterRef("pk"))))
            .prefetch_related(
                models.Prefetch("options", queryset=options, to_attr="bookable_options")
            )
        )


class TreatmentType(InFrenchToo, models.Model):
    """A kind of massage (or another service); a clinic adds rows, never code."""

    name = models.CharField(_("name"), max_length=100)
    name_in_french = models.CharField(
        _("name in French"), max_length=100, blank=True, default="", db_default=""
    )
    slug = models.SlugField(_("slug"), unique=True)
    summary = models.CharField(_("summary"), max_length=200, help_text=_("One sentence for lists."))
    summary_in_french = models.CharField(
        _("summary in French"), max_length=200, blank=True, default="", db_default=""
    )
    what_happens = models.TextField(_("what the therapist does"))
    what_happens_in_french = models.TextField(
        _("what the therapist does, in French"), blank=True, default="", db_default=""
    )
    suits = models.TextField(
        _("suits"), help_text=_("What it may help with. Never promise a cure.")
    )
    suits_in_french = models.TextField(_("suits, in French"), blank=True, default="", db_default="")
    afterwards = models.TextField(
        _("afterwards"), blank=True, help_text=_("What to expect in the days after.")
    )
    afterwards_in_french = models.TextField(
        _("afterwards, in French"), blank=True, default="", db_default=""
    )
    intensity = models.CharField(_("intensity"), max_length=20, choices=Intensity)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Order on the site.")
    )
    is_active = models.BooleanField(_("offered"), default=True)

    objects = TreatmentTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("treatment type")
        verbose_name_plural = _("treatment types")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.spoken.name


class TreatmentOption(models.Model):
    """A duration with its price and the turnover the room needs after it, in minutes."""

    treatment = models.ForeignKey(
        TreatmentType,
        on_delete=models.CASCADE,
        related_name="options",
        verbose_name=_("treatment"),
    )
    minutes = models.PositiveSmallIntegerField(
        _("duration (minutes)"), validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    turnover_minutes = models.PositiveSmallIntegerField(
        _("turnover (minutes)"),
        default=15,
        validators=[MaxValueValidator(120)],
        help_text=_("Cleaning up after the session; therapist and room stay blocked."),
    )
    price = models.DecimalField(
        _("price"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("treatment option")
        verbose_name_plural = _("treatment options")
        ordering = ("minutes",)
        constraints = (
            models.UniqueConstraint(
                fields=("treatment", "minutes"), name="treatments_option_minutes_unique"
            ),
        )

    def __str__(self) -> str:
        return gettext("{treatment}, {minutes} minutes").format(
            treatment=self.treatment, minutes=self.minutes
        )


class GuideConcern(models.Model):
    """What the clinic says of one concern of the guide, and which types answer to it.

    The concerns themselves are `treatments.guide.rules`'. Empty words, or no types: ours hold.
    """

    key = models.CharField(max_length=20, unique=True, editable=False)
    because = models.CharField(
        _("reason"),
        max_length=120,
        blank=True,
        help_text=_("Completes “We suggest it because …”. Empty: our words."),
    )
    because_in_french = models.CharField(_("reason in French"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("concern of the guide")
        verbose_name_plural = _("concerns of the guide")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.key.replace("_", " ").capitalize()

    @classmethod
    def in_use(cls) -> dict[str, "GuideConcern"]:
        """Every concern by its key, with its types; two queries."""
        return {row.key: row for row in cls.objects.prefetch_related("suits")}

    @property
    def weights(self) -> dict[int, int]:
        """How much it speaks for each of the clinic's types, by the type's key."""
        return {row.treatment_id: row.weight for row in self.suits.all()}

    def words_in(self, language: str) -> str:
        """The clinic's reason in that language, or an empty string."""
        return self.because_in_french if language.startswith("fr") else self.because


class GuideSuits(models.Model):
    """A concern speaks for a type: a little, clearly, or strongly."""

    class Weight(models.IntegerChoices):
        A_LITTLE = 1, _("A little")
        CLEARLY = 2, _("Clearly")
        STRONGLY = 3, _("Strongly")

    concern = models.ForeignKey(
        GuideConcern,
        on_delete=models.CASCADE,
        related_name="suits",
        verbose_name=_("concern"),
    )
    treatment = models.ForeignKey(
        TreatmentType,
        on_delete=models.CASCADE,
        related_name="answers",
        verbose_name=_("treatment"),
    )
    weight = models.PositiveSmallIntegerField(
        _("speaks for it"), choices=Weight, default=Weight.CLEARLY
    )

    class Meta:
        verbose_name = _("type that answers to it")
        verbose_name_plural = _("types that answer to it (none: as we have set it)")
        constraints = (
            models.UniqueConstraint(
                fields=("concern", "treatment"), name="treatments_guide_suits_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.concern}: {self.treatment}"


class RoomTreatment(models.Model):
    """A room suits a treatment. A room without any such row suits every treatment."""

    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="suits", verbose_name=_("room")
    )
    treatment = models.ForeignKey(
        TreatmentType,
        on_delete=models.CASCADE,
        related_name="rooms",
        verbose_name=_("treatment"),
    )

    class Meta:
        verbose_name = _("treatment the room suits")
        verbose_name_plural = _("treatments the room suits (none: all)")
        constraints = (
            models.UniqueConstraint(
                fields=("room", "treatment"), name="treatments_room_treatment_unique"
            ),
        )

    def __str__(self) -> str:
        return gettext("{room} suits {treatment}").format(room=self.room, treatment=self.treatment)
