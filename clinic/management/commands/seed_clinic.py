"""`python manage.py seed_clinic`: a synthetic clinic of any size in an empty database."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic.seeding.blueprint import ZONE
from clinic.seeding.staffing import AlreadySeeded
from clinic.seeding.synthetic import Made, Size, TooManyAppointments, make_clinic
from timeline.wall import local_date


class Command(BaseCommand):
    help = (
        "Makes a synthetic clinic with bulk-loaded appointments: the same for the same numbers, "
        "seed and start. Every constraint of the database is kept. All of it is made, or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--therapists", type=whole_number(1), default=20)
        parser.add_argument("--locations", type=whole_number(1), default=2)
        parser.add_argument(
            "--days", type=whole_number(0, 3660), default=60, help="How far ahead it is booked."
        )
        parser.add_argument(
            "--past-days", type=whole_number(0, 366_000), default=0, help="How far back it goes."
        )
        parser.add_argument(
            "--occupancy",
            type=share,
            default=0.6,
            help="The share of shift time taken by sessions and their turnover, 0 to 1.",
        )
        parser.add_argument(
            "--appointments",
            type=whole_number(0),
            help="So many in all: goes back as many days as that takes, whatever --past-days says.",
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--start", type=day, help="The first of the coming days, YYYY-MM-DD; today by default."
        )

    def handle(self, *_args: Any, start: date | None, **options: Any) -> None:
        size = Size(**{name: options[name] for name in Size.__dataclass_fields__})
        if size.locations > size.therapists:
            raise CommandError("Every location needs a therapist: ask for more therapists.")
        began = monotonic()
        try:
            made = make_clinic(
                size, start=start or local_date(timezone.now(), ZONE), say=self.stdout.write
            )
        except (AlreadySeeded, TooManyAppointments) as refusal:
            raise CommandError(str(refusal)) from None
        self._report(size, made, monotonic() - began)

    def _report(self, size: Size, made: Made, seconds: float) -> None:
        self.stdout.write(
            f"Made a synthetic clinic in {seconds:.1f} s. Locations: {size.locations}, rooms: "
            f"{made.rooms}, therapists: {size.therapists}, patients: {made.patients:,}, "
            f"appointments: {made.appointments:,} since {made.first_day}. "
            f"Taken in the coming {size.days} days: {made.occupancy:.0%} of the shifts."
        )


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """An argument type: a whole number from `least` to `most`."""

    def parse(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() else -1
        if number < least or (most is not None and number > most):
            up_to = f" to {most}" if most is not None else " up"
            raise ArgumentTypeError(f"{text} is not a whole number from {least}{up_to}.")
        return number

    return parse


def share(text: str) -> float:
    """An argument type: a number from 0 to 1."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise ArgumentTypeError(f"{text} is not a number from 0 to 1.")
    return number


def day(text: str) -> date:
    """An argument type: a date such as 2027-05-03."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a date such as 2027-05-03.") from None
