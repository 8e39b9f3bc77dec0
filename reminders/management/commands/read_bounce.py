"""What a mail server pipes the e-mails into that came back to FROM_EMAIL."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error
from django.utils import timezone

from reminders.incoming.bounces import record_bounce

# A returned message with its attachments is a hundredth of it; the rest says nothing more.
MOST_READ = 10 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Reads one delivery status notification (RFC 3464) from standard input, and marks the "
        "address of the message that came back. Anything else is left alone."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Ends with 0 whatever it read, so that no mail server bounces the bounce.

        With 75 ("try again later") when the database does not answer.
        """
        notification = sys.stdin.buffer.read(MOST_READ)
        try:
            marked = record_bounce(notification, now=timezone.now())
        except Error:
            sys.exit(os.EX_TEMPFAIL)
        self.stdout.write("Marked." if marked else "Nothing to mark.")
