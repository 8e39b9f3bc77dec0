"""What the floor writes."""

from typing import ClassVar

from django.db import models


class Note(models.Model):
    """One row with an index or two, as small as a table of use is."""

    objects: ClassVar[models.Manager["Note"]] = models.Manager()

    text = models.CharField(max_length=100)
    written_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.text
