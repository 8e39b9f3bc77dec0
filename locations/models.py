"""Locations, their opening hours (wall time), rooms and closures (instants)."""

from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


def validate_zone(name: str) -> None:
    """Raises ValidationError unless the pinned zone rules know `name`."""
    if name not in available_timezones():
        raise ValidationError(f"{name} is not a time zone. An example is America/Vancouver.")


class Clinic(models.Model):
    """What the clinic is called: one row, or none yet. `locations.letterhead` reads it."""

    name = models.CharField(max_length=100)

    class Meta:
        constraints = (models.UniqueConstraint(models.Value(1), name="locations_one_clinic"),)

    def __str__(self) -> str:
        return self.name


class LocationQuerySet(models.QuerySet["Location"]):
    def open_to_patients(self) -> "LocationQuerySet":
        return self.filter(is_active=True)


class Location(models.Model):
    """A place with rooms and one wall clock."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    zone_name = models.CharField(
        "time zone",
        max_length=64,
        default="America/Vancouver",
        validators=[validate_zone],
        help_text="An IANA name such as America/Vancouver. Shifts and opening hours follow it.",
    )
    street = models.CharField(max_length=200)
    city = models.CharField(max_length=100)
    province = models.CharField(max_length=2, default="BC")
    postal_code = models.CharField(max_length=7)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    finding_us = models.TextField(
        blank=True, help_text="Parking, entrance, lift: what a first visitor needs to know."
    )
    how_to_prepare = models.TextField(
        blank=True, help_text="Shown with every confirmation. No health questions here."
    )
    is_active = models.BooleanField("open to patients", default=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def address(self) -> str:
        return f"{self.street}, {self.city}, {self.province} {self.postal_code}"


class OpeningHours(models.Model):
    """One stretch of a weekday on which the doors are open; several make a break."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.SmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField(help_text="Not later than the opening time means the next day.")

    class Meta:
        verbose_name_plural = "opening hours"
        ordering = ("weekday", "opens")

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


class Room(models.Model):
    """A treatment room. `treatments.RoomTreatment` says what it suits; no row there means all."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=50)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ("location", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("location", "name"), name="locations_room_name_unique_at_location"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Closure(models.Model):
    """A time in which the whole location is closed: a holiday, a burst pipe."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="closures")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("starts_at",)
        indexes = (models.Index(fields=("location", "ends_at")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="locations_closure_ends_after_start",
                violation_error_message="A closure must end after it starts.",
            ),
        )

    def __str__(self) -> str:
        first: date = self.starts_at.date()
        return f"{self.location} closed from {first:%d %B %Y}"
