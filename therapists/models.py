"""Therapists, their registrations, and the shifts, changes and time off they work by."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from locations.models import Location, Weekday
from locations.spoken import InFrenchToo
from treatments.models import TreatmentType


class TherapistQuerySet(models.QuerySet["Therapist"]):
    def for_the_site(self) -> "TherapistQuerySet":
        """Those whom patients can read about and book, by name; three queries."""
        return self.filter(is_active=True, is_online=True).prefetch_related(
            "registrations",
            models.Prefetch("treatments", queryset=TreatmentType.objects.filter(is_active=True)),
        )


class Therapist(InFrenchToo, models.Model):
    """A person who treats. `is_online` decides whether patients can book them themselves."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="therapist",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), unique=True)
    pronouns = models.CharField(_("pronouns"), max_length=30, blank=True)
    pronouns_in_french = models.CharField(
        _("pronouns in French"), max_length=30, blank=True, default="", db_default=""
    )
    headline = models.CharField(
        _("headline"), max_length=150, blank=True, help_text=_("One sentence for lists.")
    )
    headline_in_french = models.CharField(
        _("headline in French"), max_length=150, blank=True, default="", db_default=""
    )
    about = models.TextField(pgettext_lazy("a person", "about"), blank=True)
    about_in_french = models.TextField(_("about, in French"), blank=True, default="", db_default="")
    portrait = models.ImageField(_("portrait"), upload_to="portraits/", blank=True)
    treatments = models.ManyToManyField(
        TreatmentType, blank=True, related_name="therapists", verbose_name=_("treatments offered")
    )
    is_online = models.BooleanField(_("bookable online"), default=True)
    is_active = models.BooleanField(_("works here"), default=True)

    objects = TherapistQuerySet.as_manager()

    class Meta:
        verbose_name = _("therapist")
        verbose_name_plural = _("therapists")
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

    therapist = models.ForeignKey(
        Therapist,
        on_delete=models.CASCADE,
        related_name="registrations",
        verbose_name=_("therapist"),
    )
    college = models.CharField(_("college"), max_length=150, help_text=_("Who issued it."))
    title = models.CharField(pgettext_lazy("a profession", "title"), max_length=30, default="RMT")
    number = models.CharField(_("number"), max_length=40)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
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

    therapist = models.ForeignKey(
        Therapist,
        on_delete=models.CASCADE,
        related_name="weekly_shifts",
        verbose_name=_("therapist"),
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="weekly_shifts",
        verbose_name=_("location"),
    )
    weekday = models.SmallIntegerField(_("weekday"), choices=Weekday)
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"), help_text=_("Not later than the start means the next day."))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Last day; empty: no end.")
    )
    every_weeks = models.PositiveSmallIntegerField(
        _("every … weeks"), default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("weekly shift")
        verbose_name_plural = _("weekly shifts")
        ordering = ("weekday", "starts")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="therapists_weeklyshift_valid_until_after_from",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1),
                name="therapists_weeklyshift_every_weeks_positive",
                violation_error_message=_("A shift comes every 1, 2, 3 … weeks."),
            ),
        )

    def __str__(self) -> str:
        return gettext("{weekday} {opens} to {closes}").format(
            weekday=self.get_weekday_display(),
            opens=f"{self.starts:%H:%M}",
            closes=f"{self.ends:%H:%M}",
        )


class ShiftChange(models.Model):
    """Replaces all weekly shifts of one therapist on one date; without times: does not work."""

    therapist = models.ForeignKey(
        Therapist,
        on_delete=models.CASCADE,
        related_name="shift_changes",
        verbose_name=_("therapist"),
    )
    date = models.DateField(_("date"))
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shift_changes",
        verbose_name=_("location"),
    )
    starts = models.TimeField(_("starts"), null=True, blank=True)
    ends = models.TimeField(_("ends"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("shift change")
        verbose_name_plural = _("shift changes")
        ordering = ("date", "starts")
        indexes = (models.Index(fields=("therapist", "date")),)
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(location__isnull=True, starts__isnull=True, ends__isnull=True)
                    | Q(location__isnull=False, starts__isnull=False, ends__isnull=False)
                ),
                name="therapists_shiftchange_whole_or_off",
                violation_error_message=_(
                    "Give location, start and end together, or none of them for a day off."
                ),
            ),
        )

    def __str__(self) -> str:
        day = date_format(self.date, "d F Y")
        if not (self.starts and self.ends):
            return gettext("{day}: off").format(day=day)
        return gettext("{day}: {starts} to {ends}").format(
            day=day, starts=f"{self.starts:%H:%M}", ends=f"{self.ends:%H:%M}"
        )


class TimeOff(models.Model):
    """Away, at every location: holiday, illness, training."""

    therapist = models.ForeignKey(
        Therapist,
        on_delete=models.CASCADE,
        related_name="time_off",
        verbose_name=_("therapist"),
    )
    starts_at = models.DateTimeField(pgettext_lazy("beginning of a time", "from"))
    ends_at = models.DateTimeField(pgettext_lazy("end of a time", "until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("time off")
        verbose_name_plural = _("time off")
        ordering = ("starts_at",)
        permissions = (("block_time", _("Can block a therapist's time at the desk")),)
        indexes = (models.Index(fields=("therapist", "ends_at")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="therapists_timeoff_ends_after_start",
                violation_error_message=_("Time off must end after it starts."),
            ),
        )

    def __str__(self) -> str:
        return gettext("{therapist} away from {date}").format(
            therapist=self.therapist, date=date_format(self.starts_at, "d F Y")
        )
