"""Reminders that another one tells of as well."""

from django.db import models

from reminders.models import OutgoingMessage


class ToldTogether(models.Model):
    """A reminder of which `told_in` tells too: both go to one family, about one day.

    It is written before `told_in` goes, and counts from when that is sent. What ends otherwise has
    told nobody.
    """

    reminder = models.OneToOneField(
        OutgoingMessage, on_delete=models.DB_CASCADE, primary_key=True, related_name="+"
    )
    told_in = models.ForeignKey(OutgoingMessage, on_delete=models.DB_CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.reminder_id} told in {self.told_in_id}"
