"""`manage.py check_messages`, for cron: says what is wrong and ends with 1, or is silent.

It works when beat and the workers do not, and tells people as the worker would.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reminders.alert import watch


class Command(BaseCommand):
    help = "Ends with 1 and a sentence for each thing that keeps messages from going."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        if troubles := watch(now=timezone.now()).troubles:
            raise CommandError(" ".join(troubles))
