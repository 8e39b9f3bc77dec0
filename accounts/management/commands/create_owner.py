"""`manage.py create_owner EMAIL`: who sets the clinic up."""

import sys
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from accounts.owner import CannotOwn, is_owner, make_owner, read_address


class Command(BaseCommand):
    help = "Makes an account that may open the admin as a manager; a second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address to sign in with")
        parser.add_argument(
            "--password-from-stdin",
            action="store_true",
            help="read the password from the first line of standard input instead of asking",
        )

    def handle(self, *_args: Any, email: str, password_from_stdin: bool, **_options: Any) -> None:
        try:
            self._make(email, password_from_stdin)
        except CannotOwn as refusal:
            raise CommandError(str(refusal)) from None
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(
                f"The database cannot be used ({reason}). Has it been migrated? "
                "Run: python manage.py migrate"
            ) from None

    def _make(self, email: str, from_stdin: bool) -> None:
        address = read_address(email)
        if is_owner(address):
            self.stdout.write(
                f"{address} is a manager already; nothing has changed.\n"
                f"For a new password: python manage.py changepassword {address}"
            )
        else:
            make_owner(address, _from_stdin() if from_stdin else _asked())
            self.stdout.write(f"{address} may sign in now.")
        self.stdout.write(f"Set the clinic up at {settings.SITE_URL}/admin/set-up/")


def _from_stdin() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked() -> str:
    """Typed twice, unseen."""
    try:
        password = getpass("Password (12 characters or more): ")
        if getpass("The same again: ") != password:
            raise CannotOwn("The two passwords differ. Nothing was made; run it again.")
    except (EOFError, KeyboardInterrupt):
        raise CannotOwn(
            "No password was typed. Without a terminal, use --password-from-stdin."
        ) from None
    return password
