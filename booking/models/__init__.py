"""The rows of bookings, split by noun."""

from booking.models.appointment import (
    BLOCKING,
    Appointment,
    AppointmentQuerySet,
    HalfOpenRange,
    Source,
    Status,
    new_token,
)
from booking.models.attention import Attention
from booking.models.history import AppointmentEvent, EventKind
from booking.models.policy import BookingPolicy
from booking.models.series import Series
from booking.models.together import ToldTogether
from booking.models.waiting import Urgency, WaitlistEntry, WaitlistOffer

__all__ = [
    "BLOCKING",
    "Appointment",
    "AppointmentEvent",
    "AppointmentQuerySet",
    "Attention",
    "BookingPolicy",
    "EventKind",
    "HalfOpenRange",
    "Series",
    "Source",
    "Status",
    "ToldTogether",
    "Urgency",
    "WaitlistEntry",
    "WaitlistOffer",
    "new_token",
]
