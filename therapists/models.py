"""Therapists, their registrations, and the shifts, changes and time off they work by."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from locations.models import Location, Weekday
from treatments.models import TreatmentType


class TherapistQuerySet(models.QuerySet["Therapist"]):
    def for_the_site(self) -> "TherapistQuerySet":
        """Those whom patients can read about and book, by name; three queries."""
        return self.filter(is_active=True, is_online=True).prefetch_related(
            "registrations",
            models.Prefetch("treatments", queryset=TreatmentType.objects.filter(is_active=True)),
        )


class Therapist(models.Model):
    """A person who treats. `is_online` decides whether patients can book them themselves."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="therapist",
        verbose_name="account",
    )
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    pronouns = models.CharField(max_length=30, blank=True)
    headline = models.CharField(max_length=150, blank=True, help_text="One sentence for lists.")
    about = models.TextField(blank=True)
    portrait = models.ImageField(upload_to="portraits/", blank=True)
    treatments = models.ManyToManyField(
        TreatmentType, blank=True, related_name="therapists", verbose_name="treatments offered"
    )
    is_online = models.BooleanField("bookable online", default=True)
    is_active = models.BooleanField("works here", default=True)

    objects = TherapistQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in words[:1] + words[1:][-1:])


class Registration(models.Model):
    """A licence to practise; receipts name it for the patient's insurer."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="registrations")
    college = models.CharField(max_length=150, help_text="Who issued it.")
    title = models.CharField(max_length=30, default="RMT")
    number = models.CharField(max_length=40)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("college", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("college", "number"), name="therapists_registration_number_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class WeeklyShift(models.Model):
    """Works here every `every_weeks` weeks on this weekday, by the location's wall clock.

    With a rhythm above one, the week that holds `valid_from` is the first that counts.
    """

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="weekly_shifts")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="weekly_shifts")
    weekday = models.SmallIntegerField(choices=Weekday)
    starts = models.TimeField()
    ends = models.TimeField(help_text="Not later than the start means the next day.")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="Last day; empty: no end.")
    every_weeks = models.PositiveSmallIntegerField(
        "every … weeks", default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        ordering = ("weekday", "starts")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="therapists_weeklyshift_valid_until_after_from",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1),
                name="therapists_weeklyshift_every_weeks_positive",
                violation_error_message="A shift comes every 1, 2, 3 … weeks.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M} to {self.ends:%H:%M}"


class ShiftChange(models.Model):
    """Replaces all weekly shifts of one therapist on one date; without times: does not work."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="shift_changes")
    date = models.DateField()
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, blank=True, related_name="shift_changes"
    )
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("date", "starts")
        indexes = (models.Index(fields=("therapist", "date")),)
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(location__isnull=True, starts__isnull=True, ends__isnull=True)
                    | Q(location__isnull=False, starts__isnull=False, ends__isnull=False)
                ),
                name="therapists_shiftchange_whole_or_off",
                violation_error_message=(
                    "Give location, start and end together, or none of them for a day off."
                ),
            ),
        )

    def __str__(self) -> str:
        hours = f"{self.starts:%H:%M} to {self.ends:%H:%M}" if self.starts and self.ends else "off"
        return f"{self.date:%d %B %Y}: {hours}"


class TimeOff(models.Model):
    """Away, at every location: holiday, illness, training."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="time_off")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "time off"
        ordering = ("starts_at",)
        permissions = (("block_time", "Can block a therapist's time at the desk"),)
        indexes = (models.Index(fields=("therapist", "ends_at")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="therapists_timeoff_ends_after_start",
                violation_error_message="Time off must end after it starts.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.therapist} away from {self.starts_at:%d %B %Y}"
