"""Treatment types, their options, and which rooms suit them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from locations.models import Room


class Intensity(models.TextChoices):
    GENTLE = "gentle", "Gentle"
    GENTLE_TO_MEDIUM = "gentle-medium", "Gentle to medium"
    MEDIUM_TO_FIRM = "medium-firm", "Medium to firm"
    FIRM = "firm", "Firm"
    FIRM_LOCAL = "firm-local", "Firm, on single points"


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


class TreatmentType(models.Model):
    """A kind of massage (or another service); a clinic adds rows, never code."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    summary = models.CharField(max_length=200, help_text="One sentence for lists.")
    what_happens = models.TextField("what the therapist does")
    suits = models.TextField("suits", help_text="What it may help with. Never promise a cure.")
    afterwards = models.TextField(blank=True, help_text="What to expect in the days after.")
    intensity = models.CharField(max_length=20, choices=Intensity)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on the site.")
    is_active = models.BooleanField("offered", default=True)

    objects = TreatmentTypeQuerySet.as_manager()

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class TreatmentOption(models.Model):
    """A duration with its price and the turnover the room needs after it, in minutes."""

    treatment = models.ForeignKey(TreatmentType, on_delete=models.CASCADE, related_name="options")
    minutes = models.PositiveSmallIntegerField(
        "duration (minutes)", validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    turnover_minutes = models.PositiveSmallIntegerField(
        "turnover (minutes)",
        default=15,
        validators=[MaxValueValidator(120)],
        help_text="Cleaning up after the session; therapist and room stay blocked.",
    )
    price = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(0)])
    is_active = models.BooleanField("offered", default=True)

    class Meta:
        ordering = ("minutes",)
        constraints = (
            models.UniqueConstraint(
                fields=("treatment", "minutes"), name="treatments_option_minutes_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.treatment}, {self.minutes} minutes"


class GuideConcern(models.Model):
    """What the clinic says of one concern of the guide, and which types answer to it.

    The concerns themselves are `treatments.guide.rules`'. Empty words, or no types: ours hold.
    """

    key = models.CharField(max_length=20, unique=True, editable=False)
    because = models.CharField(
        "reason",
        max_length=120,
        blank=True,
        help_text="Completes “We suggest it because …”. Empty: our words.",
    )
    because_in_french = models.CharField("reason in French", max_length=120, blank=True)

    class Meta:
        verbose_name = "concern of the guide"
        verbose_name_plural = "concerns of the guide"
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
        A_LITTLE = 1, "A little"
        CLEARLY = 2, "Clearly"
        STRONGLY = 3, "Strongly"

    concern = models.ForeignKey(GuideConcern, on_delete=models.CASCADE, related_name="suits")
    treatment = models.ForeignKey(TreatmentType, on_delete=models.CASCADE, related_name="answers")
    weight = models.PositiveSmallIntegerField(
        "speaks for it", choices=Weight, default=Weight.CLEARLY
    )

    class Meta:
        verbose_name = "type that answers to it"
        verbose_name_plural = "types that answer to it (none: as we have set it)"
        constraints = (
            models.UniqueConstraint(
                fields=("concern", "treatment"), name="treatments_guide_suits_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.concern}: {self.treatment}"


class RoomTreatment(models.Model):
    """A room suits a treatment. A room without any such row suits every treatment."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="suits")
    treatment = models.ForeignKey(TreatmentType, on_delete=models.CASCADE, related_name="rooms")

    class Meta:
        verbose_name = "treatment the room suits"
        verbose_name_plural = "treatments the room suits (none: all)"
        constraints = (
            models.UniqueConstraint(
                fields=("room", "treatment"), name="treatments_room_treatment_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.room} suits {self.treatment}"
