"""The public JSON interface: each room's router, mounted once."""

from ninja import NinjaAPI

from booking.api import router as booking
from locations.api import router as locations
from therapists.api import router as therapists
from treatments.api import router as treatments

api = NinjaAPI(
    title="Unknot",
    version="1",
    description="Where the clinic is, what it offers, who works there, and its free starts. "
    "Anyone may read it; nothing here knows patients.",
)
for router in (locations, treatments, therapists, booking):
    api.add_router("", router)
