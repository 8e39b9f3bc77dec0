"""The public JSON interface: each room's router, mounted once."""

from ninja import NinjaAPI

from booking.api import router as booking_router

api = NinjaAPI(title="Unknot", version="1", description="Free starts, for anyone to read.")
api.add_router("", booking_router)
