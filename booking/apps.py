from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        # Models are needed, and they are not loaded before now.
        from booking import registering

        registering.register_answers()
        registering.register_messages()
