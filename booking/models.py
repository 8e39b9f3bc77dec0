"""Appointments and their history, guarded against overlap by the database itself."""

import secrets
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q

from accounts.models import User
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
    HELD = "held", "Held"
    BOOKED = "booked", "Booked"
    ARRIVED = "arrived", "Arrived"
    IN_SESSION = "in_session", "In session"
    COMPLETED = "completed", "Completed"
    NO_SHOW = "no_show", "No-show"
    CANCELLED = "cancelled", "Cancelled"


# The states in which an appointment keeps its therapist, room and patient from others.
BLOCKING = (
    Status.HELD,
    Status.BOOKED,
    Status.ARRIVED,
    Status.IN_SESSION,
    Status.COMPLETED,
)


class Source(models.TextChoices):
    WEBSITE = "website", "Website"
    DESK = "desk", "Front desk"
    SEED = "seed", "Synthetic"


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


class BookingPolicy(models.Model):
    """What a location allows its patients; the desk may override with a reason."""

    location = models.OneToOneField(Location, on_delete=models.CASCADE, related_name="policy")
    notice_minutes = models.PositiveIntegerField(
        "notice (minutes)",
        default=120,
        help_text="How long before the start one can still book.",
    )
    horizon_days = models.PositiveSmallIntegerField(
        "horizon (days)",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="How far ahead one can book.",
    )
    start_step_minutes = models.PositiveSmallIntegerField(
        "start step (minutes)",
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
        help_text="Sessions start on this grid, counted from midnight.",
    )
    hold_minutes = models.PositiveSmallIntegerField(
        "hold (minutes)",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    holds_per_visitor = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    cancel_cutoff_hours = models.PositiveSmallIntegerField(
        "cancel until (hours before)", default=24
    )
    reschedule_cutoff_hours = models.PositiveSmallIntegerField(
        "reschedule until (hours before)", default=24
    )
    first_reminder_hours = models.PositiveSmallIntegerField(
        "first reminder (hours before)", null=True, blank=True, default=48
    )
    second_reminder_hours = models.PositiveSmallIntegerField(
        "second reminder (hours before)", null=True, blank=True, default=2
    )

    class Meta:
        verbose_name = "booking policy"
        verbose_name_plural = "booking policies"

    def __str__(self) -> str:
        return f"Policy of {self.location}"


class Appointment(models.Model):
    """One session in a room, or a hold on it. Only `booking.lifecycle` changes a row.

    `starts_at` to `ends_at` is the session; therapist and room are blocked until `blocked_until`
    (the turnover). All of it, and the price, is as agreed: later changes of treatments, prices or
    shifts do not reach a booked appointment.
    """

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="appointments")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="appointments")
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="appointments")
    patient = models.ForeignKey(
        Patient,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
    )
    treatment = models.ForeignKey(
        TreatmentType, on_delete=models.PROTECT, related_name="appointments"
    )
    status = models.CharField(max_length=10, choices=Status)
    starts_at = models.DateTimeField("start")
    ends_at = models.DateTimeField("end")
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
    expires_at = models.DateTimeField("hold expires", null=True, blank=True)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    source = models.CharField(max_length=10, choices=Source)
    sequence = models.PositiveIntegerField(
        default=0,
        help_text="Rises with every move or cancellation; calendars go by it.",
    )
    visitor = models.CharField(max_length=64, blank=True, editable=False)
    network = models.CharField(max_length=64, blank=True, editable=False)
    idempotency_key = models.CharField(max_length=64, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at",)
        permissions = (("override_policy", "Can override notice and cut-off with a reason"),)
        indexes = (
            models.Index(fields=("location", "starts_at")),
            models.Index(fields=("patient", "starts_at")),
            models.Index(
                fields=("expires_at",),
                condition=Q(status="held"),
                name="booking_held_expires_at",
            ),
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
        return f"{self.treatment} with {self.therapist}, {self.starts_local:%d %B %Y %H:%M}"

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


class EventKind(models.TextChoices):
    HELD = "held", "Held"
    RELEASED = "released", "Hold released"
    EXPIRED = "expired", "Hold expired"
    BOOKED = "booked", "Booked"
    RESCHEDULED = "rescheduled", "Rescheduled"
    CANCELLED = "cancelled", "Cancelled"
    ARRIVED = "arrived", "Arrived"
    STARTED = "started", "Session started"
    COMPLETED = "completed", "Completed"
    NO_SHOW = "no_show", "No-show"


class AppointmentEvent(models.Model):
    """What happened to an appointment, when, and by whom. Rows are only ever added."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why a rule was overridden.")
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.at:%d %B %Y %H:%M} UTC"
