"""Appointments and their history, guarded against overlap by the database itself."""

import secrets
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from booking.models.series import Series
from booking.templatetags.clinic_time import clinic_moment
from locations.models import Location, Room
from patients.models import Patient
from therapists.models import Therapist
from timeline.intervals import Interval
from treatments.models import TreatmentType


def new_token() -> str:
    """A link that cannot be guessed: 256 random bits."""
    return secrets.token_urlsafe(32)


class HalfOpenRange(Func):
    """`[start, end)` of two timestamp columns."""

    function = "TSTZRANGE"
    template = "%(function)s(%(expressions)s, '[)')"
    output_field = DateTimeRangeField()


class Status(models.TextChoices):
    HELD = "held", _("Held")
    BOOKED = "booked", _("Booked")
    ARRIVED = "arrived", _("Arrived")
    IN_SESSION = "in_session", _("In session")
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", _("No-show")
    CANCELLED = "cancelled", _("Cancelled")


# The states in which an appointment keeps its therapist, room and patient from others.
BLOCKING = (
    Status.HELD,
    Status.BOOKED,
    Status.ARRIVED,
    Status.IN_SESSION,
    Status.COMPLETED,
)


class Source(models.TextChoices):
    WEBSITE = "website", _("Website")
    DESK = "desk", _("Front desk")
    WAITING_LIST = "waiting", _("Waiting list")
    SEED = "seed", _("Synthetic")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def for_user(self, user: User) -> "AppointmentQuerySet":
        """What this account may manage on the patients' pages: its own and its family's."""
        return self.filter(patient__account=user)

    def blocking(self) -> "AppointmentQuerySet":
        return self.filter(status__in=BLOCKING)

    def stale_holds(self, now: datetime) -> "AppointmentQuerySet":
        return self.filter(status=Status.HELD, expires_at__lte=now)

    def coming(self, now: datetime) -> "AppointmentQuerySet":
        """Agreed and not over yet."""
        agreed = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)
        return self.filter(status__in=agreed, ends_at__gt=now)

    def live_holds_of(self, visitor: str, *, now: datetime) -> "AppointmentQuerySet":
        """What a visitor holds at this moment, the hold that ends first at the top."""
        live = self.filter(status=Status.HELD, visitor=visitor, expires_at__gt=now)
        return live.to_show().order_by("expires_at")

    def to_show(self) -> "AppointmentQuerySet":
        """With everything a page or a message says about an appointment."""
        return self.select_related(
            "location",
            "location__policy",
            "room",
            "therapist",
            "treatment",
            "patient__account",
        )


class Appointment(models.Model):
    """One session in a room, or a hold on it. Only `booking.lifecycle` changes a row.

    `starts_at` to `ends_at` is the session; therapist and room are blocked until `blocked_until`
    (the turnover). All of it, and the price, is as agreed: later changes of treatments, prices or
    shifts do not reach a booked appointment.
    """

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    # Indexes of these columns stand in `Meta`, together with the time (docs/performance.md).
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.PROTECT,
        db_index=False,
        related_name="appointments",
    )
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        on_delete=models.PROTECT,
        db_index=False,
        related_name="appointments",
    )
    therapist = models.ForeignKey(
        Therapist,
        verbose_name=_("therapist"),
        on_delete=models.PROTECT,
        db_index=False,
        related_name="appointments",
    )
    patient = models.ForeignKey(
        Patient,
        verbose_name=_("patient"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="appointments",
    )
    treatment = models.ForeignKey(
        TreatmentType,
        verbose_name=_("treatment"),
        on_delete=models.PROTECT,
        db_index=False,
        related_name="appointments",
    )
    status = models.CharField(_("status"), max_length=10, choices=Status)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    blocked_until = models.DateTimeField()
    session = models.GeneratedField(
        expression=HalfOpenRange("starts_at", "ends_at"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )
    blocked = models.GeneratedField(
        expression=HalfOpenRange("starts_at", "blocked_until"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )
    expires_at = models.DateTimeField(_("hold expires"), null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=8, decimal_places=2)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    series = models.ForeignKey(
        Series,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="appointments",
    )
    desk_note = models.CharField(
        _("note of the desk"),
        max_length=300,
        blank=True,
        help_text=_("For colleagues at the desk and the therapist. Nothing about health."),
    )
    attending_since = models.DateTimeField(
        _("will be there"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the patient said to be there at this time; empty again after a move."),
    )
    cancelled_late = models.BooleanField(default=False, editable=False)
    sequence = models.PositiveIntegerField(
        default=0,
        help_text=_("Rises with every move or cancellation; calendars go by it."),
    )
    visitor = models.CharField(max_length=64, blank=True, editable=False)
    network = models.CharField(max_length=64, blank=True, editable=False)
    idempotency_key = models.CharField(max_length=64, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ("starts_at",)
        permissions = (
            ("override_policy", "Can override notice and cut-off with a reason"),
            ("view_reports", "Can see the reports"),
        )
        indexes = (
            models.Index(fields=("starts_at",)),
            models.Index(fields=("location", "starts_at")),
            models.Index(fields=("patient", "starts_at")),
            models.Index(fields=("therapist", "starts_at"), name="booking_by_therapist"),
            models.Index(
                fields=("series",),
                condition=Q(series__isnull=False),
                name="booking_by_series",
            ),
            # What is held is little: these also find what has run out.
            models.Index(
                fields=("visitor",),
                condition=Q(status="held"),
                name="booking_held_visitor",
            ),
            models.Index(
                fields=("network",),
                condition=Q(status="held"),
                name="booking_held_network",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("idempotency_key",), name="booking_idempotency_key_unique"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at"), ends_at__lte=F("blocked_until")),
                name="booking_appointment_times_in_order",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="held", expires_at__isnull=False, patient__isnull=True)
                    | Q(status="cancelled")
                    | (
                        ~Q(status__in=("held", "cancelled"))
                        & Q(expires_at__isnull=True, patient__isnull=False)
                    )
                ),
                name="booking_appointment_held_or_with_patient",
            ),
            ExclusionConstraint(
                name="booking_therapist_never_overlaps",
                expressions=(
                    ("therapist", RangeOperators.EQUAL),
                    ("blocked", RangeOperators.OVERLAPS),
                ),
                condition=Q(status__in=BLOCKING),
                include=("expires_at",),
            ),
            ExclusionConstraint(
                name="booking_room_never_overlaps",
                expressions=(
                    ("room", RangeOperators.EQUAL),
                    ("blocked", RangeOperators.OVERLAPS),
                ),
                condition=Q(status__in=BLOCKING),
                include=("expires_at",),
            ),
            ExclusionConstraint(
                name="booking_patient_never_overlaps",
                expressions=(
                    ("patient", RangeOperators.EQUAL),
                    ("session", RangeOperators.OVERLAPS),
                ),
                condition=Q(status__in=BLOCKING),
            ),
        )

    def __str__(self) -> str:
        said = gettext("{treatment} with {therapist}, {moment}")
        moment = clinic_moment(self.starts_at, self.location)
        return said.format(treatment=self.treatment, therapist=self.therapist, moment=moment)

    @property
    def zone(self) -> ZoneInfo:
        return self.location.zone

    @property
    def starts_local(self) -> datetime:
        return self.starts_at.astimezone(self.zone)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def turnover_minutes(self) -> int:
        return int((self.blocked_until - self.ends_at).total_seconds()) // 60

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def calendar_uid(self) -> str:
        """The same for the whole life of the appointment, so that calendars update one entry."""
        return f"{sha256(self.token.encode()).hexdigest()[:32]}@unknot"
