"""`manage.py grant_app_role unknot_app`: what the site's database role may do, and no more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from care import app_role


class Command(BaseCommand):
    help = "Grants a lesser database role what the site needs; run it as the owner after migrate."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="the name of a role that exists")

    def handle(self, *_arguments: Any, role: str, **_options: Any) -> None:
        try:
            app_role.grant(role)
        except app_role.UnfitRole as unfit:
            raise CommandError(str(unfit)) from None
        tables = len(app_role.only_added_to())
        self.stdout.write(f"{role} may run the site. In {tables} tables it may only add rows.")
