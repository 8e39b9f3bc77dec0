"""`python manage.py load_demo_clinic`: the clinic that `make demo` shows."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic.demo.clinic_data.loading import load


class Command(BaseCommand):
    help = "Loads the demo clinic, once: a second time changes nothing. Only with DEBUG on."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo clinic has sign-ins with a known password: it is loaded only with "
                "DEBUG=on."
            )
        if load(timezone.now()):
            self.stdout.write("The demo clinic is ready.")
        else:
            self.stdout.write("The demo clinic is here already; nothing has changed.")
