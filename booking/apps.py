from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = "Bookings"

    def ready(self) -> None:
        # Models are needed, and they are not loaded before now.
        from booking import letters, messages
        from reminders import registry

        for kind in messages.Kind:
            registry.register(
                kind,
                fetch=messages.fetch,
                still_holds=messages.still_holds,
                render=letters.render,
            )
