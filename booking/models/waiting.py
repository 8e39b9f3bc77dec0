"""The waiting list: who would like to come, and which freed starts they were offered."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from booking.models.appointment import Appointment, Status, new_token
from locations.models import Location, Weekday
from patients.models import Patient
from therapists.models import Therapist
from treatments.models import TreatmentType


class Urgency(models.IntegerChoices):
    """Set by the desk; the higher is offered first."""

    NORMAL = 0, _("Normal")
    SOON = 1, _("Soon")
    URGENT = 2, _("Urgent")


# The more urgent first, then who has waited longest.
IN_LINE = ("-urgency", "created_at", "pk")


class WaitlistQuerySet(models.QuerySet["WaitlistEntry"]):
    def for_user(self, user: User) -> "WaitlistQuerySet":
        return self.filter(patient__account=user)

    def to_show(self) -> "WaitlistQuerySet":
        """With everything a page or an offer says about an entry."""
        return self.select_related(
            "patient__account", "location__policy", "treatment", "therapist", "instead_of"
        )

    def with_live_offers(self, now: datetime) -> "WaitlistQuerySet":
        """With the offer that is out at this moment, if any, in `live_offers`."""
        live = WaitlistOffer.objects.live(now).filter(appointment__status=Status.HELD)
        return self.prefetch_related(
            models.Prefetch(
                "offers", queryset=live.select_related("appointment"), to_attr="live_offers"
            )
        )

    def unfinished(self) -> "WaitlistQuerySet":
        """Those who wait, and those who are asked no more until they say so."""
        states = (WaitlistEntry.State.WAITING, WaitlistEntry.State.UNANSWERED)
        return self.filter(state__in=states)

    def waiting(self) -> "WaitlistQuerySet":
        return self.filter(state=WaitlistEntry.State.WAITING)

    def in_line(self) -> "WaitlistQuerySet":
        """Those who wait, in the order in which they are offered starts."""
        return self.waiting().order_by(*IN_LINE)


class WaitlistEntry(models.Model):
    """A patient waits for an earlier start. Nothing here is about health."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        BOOKED = "booked", _("Booked")
        LEFT = "left", _("Left")
        PASSED = "passed", _("Passed")
        UNANSWERED = "unanswered", _("Offers unanswered")

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="waitlist_entries")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")
    treatment = models.ForeignKey(TreatmentType, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("duration (minutes)"))
    therapist = models.ForeignKey(
        Therapist,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: anyone."),
    )
    instead_of = models.ForeignKey(
        Appointment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="waitlist_entries",
        help_text=_("The booking that an earlier start replaces."),
    )
    first_day = models.DateField()
    last_day = models.DateField()
    weekdays = ArrayField(models.SmallIntegerField(choices=Weekday), help_text=_("Days that suit."))
    earliest = models.TimeField(help_text=_("Starts from this time of day suit."))
    latest = models.TimeField(help_text=_("Starts up to this time of day suit."))
    urgency = models.SmallIntegerField(choices=Urgency, default=Urgency.NORMAL)
    desk_note = models.CharField(max_length=300, blank=True, help_text=_("Nothing about health."))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    unanswered = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("Offers in a row that nobody answered.")
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting-list entry")
        verbose_name_plural = _("waiting list")
        ordering = IN_LINE
        indexes = (
            models.Index(
                F("urgency").desc(),
                F("created_at"),
                condition=Q(state="waiting"),
                name="booking_waitlist_in_line",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day"), earliest__lte=F("latest")),
                name="booking_waitlist_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.patient} waits for {self.treatment}"


class WaitlistOfferQuerySet(models.QuerySet["WaitlistOffer"]):
    def open(self) -> "WaitlistOfferQuerySet":
        """Sent and not answered; its hold may have run out."""
        return self.filter(answer=WaitlistOffer.Answer.NONE)

    def to_show(self) -> "WaitlistOfferQuerySet":
        """With everything a page or a message says about an offer."""
        return self.select_related(
            "entry__patient__account",
            "entry__instead_of",
            "appointment__location__policy",
            "appointment__therapist",
            "appointment__treatment",
        )

    def live(self, now: datetime) -> "WaitlistOfferQuerySet":
        return self.open().filter(expires_at__gt=now)


class WaitlistOffer(models.Model):
    """A start that was free, held for one person on the list. The hold is an appointment."""

    class Answer(models.TextChoices):
        NONE = "none", _("No answer yet")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Not answered in time")
        WITHDRAWN = "withdrawn", _("Taken back")

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    entry = models.ForeignKey(WaitlistEntry, on_delete=models.CASCADE, related_name="offers")
    appointment = models.OneToOneField(
        Appointment, on_delete=models.CASCADE, related_name="waitlist_offer"
    )
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = WaitlistOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting-list offer")
        verbose_name_plural = _("waiting-list offers")
        ordering = ("-offered_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("entry",),
                condition=Q(answer="none"),
                name="booking_waitlist_one_open_offer_each",
            ),
        )

    def __str__(self) -> str:
        return f"{self.appointment} offered to {self.entry.patient}"
