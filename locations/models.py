"""Locations, their opening hours (wall time), rooms and closures (instants)."""

from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from locations.spoken import InFrenchToo


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def validate_zone(name: str) -> None:
    """Raises ValidationError unless the pinned zone rules know `name`."""
    if name not in available_timezones():
        sentence = _("{name} is not a time zone. An example is America/Vancouver.")
        raise ValidationError(sentence.format(name=name))


class Clinic(models.Model):
    """What the clinic is called: one row, or none yet. `locations.letterhead` reads it."""

    name = models.CharField(_("name"), max_length=100)

    class Meta:
        constraints = (models.UniqueConstraint(models.Value(1), name="locations_one_clinic"),)

    def __str__(self) -> str:
        return self.name


class LocationQuerySet(models.QuerySet["Location"]):
    def open_to_patients(self) -> "LocationQuerySet":
        return self.filter(is_active=True)


class Location(InFrenchToo, models.Model):
    """A place with rooms and one wall clock."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), unique=True)
    zone_name = models.CharField(
        _("time zone"),
        max_length=64,
        default="America/Vancouver",
        validators=[validate_zone],
        help_text=_("An IANA name such as America/Vancouver. Shifts and opening hours follow it."),
    )
    street = models.CharField(_("street"), max_length=200)
    city = models.CharField(_("city"), max_length=100)
    province = models.CharField(_("province"), max_length=2, default="BC")
    postal_code = models.CharField(_("postal code"), max_length=7)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    finding_us = models.TextField(
        _("finding us"),
        blank=True,
        help_text=_("Parking, entrance, lift: what a first visitor needs to know."),
    )
    finding_us_in_french = models.TextField(
        _("finding us, in French"), blank=True, default="", db_default=""
    )
    how_to_prepare = models.TextField(
        _("how to prepare"),
        blank=True,
        help_text=_("Shown with every confirmation. No health questions here."),
    )
    how_to_prepare_in_french = models.TextField(
        _("how to prepare, in French"), blank=True, default="", db_default=""
    )
    is_active = models.BooleanField(_("open to patients"), default=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
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

    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        related_name="opening_hours",
        verbose_name=_("location"),
    )
    weekday = models.SmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(
        _("closes"), help_text=_("Not later than the opening time means the next day.")
    )

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ("weekday", "opens")

    def __str__(self) -> str:
        return gettext("{weekday} {opens} to {closes}").format(
            weekday=self.get_weekday_display(),
            opens=f"{self.opens:%H:%M}",
            closes=f"{self.closes:%H:%M}",
        )


class Room(models.Model):
    """A treatment room. `treatments.RoomTreatment` says what it suits; no row there means all."""

    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="rooms", verbose_name=_("location")
    )
    name = models.CharField(_("name"), max_length=50)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
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

    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="closures", verbose_name=_("location")
    )
    starts_at = models.DateTimeField(pgettext_lazy("beginning of a time", "from"))
    ends_at = models.DateTimeField(pgettext_lazy("end of a time", "until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ("starts_at",)
        indexes = (models.Index(fields=("location", "ends_at")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="locations_closure_ends_after_start",
                violation_error_message=_("A closure must end after it starts."),
            ),
        )

    def __str__(self) -> str:
        first: date = self.starts_at.date()
        return gettext("{location} closed from {date}").format(
            location=self.location, date=date_format(first, "d F Y")
        )
