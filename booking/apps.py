from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = "Bookings"

    def ready(self) -> None:
        # Models are needed, and they are not loaded before now.
        from booking import registering

        registering.register_answers()
        registering.register_messages()
