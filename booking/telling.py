"""What messages are about: appointments with everything that is said of them, read together."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from booking.models import Appointment, Attention
from locations.models import Location

# Costly columns that no message says.
UNTOLD = ("session", "blocked", "desk_note", "patient__search_text", "patient__account__password")


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
