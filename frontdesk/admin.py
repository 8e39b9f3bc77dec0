"""Therapists, locations and rooms once more: their admins, with an eye on what is booked.

Those rooms know no bookings, so the desk puts its own admins in the place of theirs.
"""

from django.contrib import admin
from django.db.models import Q

from booking.locking import lock_rooms, lock_therapists
from frontdesk.conflicts import ListsConflicts
from locations import admin as locations
from locations.models import Location, Room
from therapists import admin as therapists
from therapists.models import Therapist
from treatments import admin as treatments

for replaced in (Therapist, Location, Room):
    admin.site.unregister(replaced)


@admin.register(Therapist)
class TherapistAdmin(ListsConflicts, therapists.TherapistAdmin):
    """Shifts, changes, time off, treatments, and whether the therapist works here."""

    scope = "therapist"

    def lock(self, key: int) -> None:
        lock_therapists(key)


@admin.register(Location)
class LocationAdmin(ListsConflicts, locations.LocationAdmin):
    """Opening hours, closures, rooms, the time zone, and whether patients may come."""

    scope = "location"

    def lock(self, key: int) -> None:
        lock_location(key)


@admin.register(Room)
class RoomAdmin(ListsConflicts, treatments.RoomAdmin):
    """Whether the room is in use, which treatments it suits, and where it is."""

    scope = "room"

    def lock(self, key: int) -> None:
        lock_location(Room.objects.values_list("location_id", flat=True).get(pk=key))


def lock_location(key: int) -> None:
    """Keeps everybody there from being booked: whoever books locks the therapist, then the room."""
    there = Q(weekly_shifts__location=key) | Q(shift_changes__location=key)
    lock_therapists(*Therapist.objects.filter(there).values_list("pk", flat=True))
    lock_rooms(*Room.objects.filter(location=key).values_list("pk", flat=True))
