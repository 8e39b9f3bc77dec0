"""What messages are about: appointments with everything that is said of them, read together."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from booking.models import Appointment, Attention
from locations.models import Location

# What no message says; most of it is times, which are costly to read.
UNTOLD = (
    *("session", "blocked", "blocked_until", "desk_note", "expires_at", "created_at"),
    *("visitor", "network", "idempotency_key", "source", "cancelled_late"),
    *("patient__search_text", "patient__created_at", "patient__date_of_birth"),
    *("patient__sms_agreed_at", "patient__pronouns"),
    *("patient__account__password", "patient__account__last_login"),
    *("patient__account__date_joined", "patient__account__is_superuser"),
    *("patient__account__is_staff", "patient__account__is_active", "patient__account__name"),
)


def to_tell() -> QuerySet[Appointment]:
    """Appointments, in no order; what many of them share is read once, in three more queries.

    `is_unkept` is known of each, as `booking.policy.cannot_be_kept` asks for it.
    """
    open_now = Attention.objects.open().filter(
        appointment=OuterRef("pk"), sequence=OuterRef("sequence")
    )
    return (
        # In the order of time PostgreSQL would read from the first that ever was.
        Appointment.objects.order_by()
        .select_related("patient__account")
        .defer(*UNTOLD)
        .prefetch_related(
            Prefetch("location", Location.objects.select_related("policy")),
            "therapist",
            "treatment",
        )
        .annotate(is_unkept=Exists(open_now))
    )
