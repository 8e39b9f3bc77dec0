"""Which session of its course an appointment is."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from booking.models import Appointment, Status


class SeriesPlace(NamedTuple):
    """`str()` says it: session 3 of 6."""

    number: int
    of: int

    def __str__(self) -> str:
        return _("session {number} of {of}").format(number=self.number, of=self.of)


def place_in_series(appointment: Appointment) -> SeriesPlace | None:
    """Counted by time among those of the series that are not cancelled; one query.

    None for what belongs to no series, or is cancelled.
    """
    if appointment.series_id is None:
        return None
    siblings = Appointment.objects.filter(series=appointment.series_id)
    kept = siblings.exclude(status=Status.CANCELLED).order_by("starts_at", "pk")
    keys = list(kept.values_list("pk", flat=True))
    if appointment.pk not in keys:
        return None
    return SeriesPlace(keys.index(appointment.pk) + 1, len(keys))
