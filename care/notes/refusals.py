"""Why a note was not written. `str()` of each is a sentence for who tried; none holds a text."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from care.models import SessionNote


class NoteRefused(Exception):
    """Nothing has changed."""

    sentence: Any = _("This cannot be written.")

    def __init__(self) -> None:
        super().__init__(str(self.sentence))


class NoteIsSigned(NoteRefused):
    sentence = _("This note is signed and stays as it is. What comes later is added below it.")


class NotTheirSession(NoteRefused):
    """Whoever reads the record does not therefore write in it."""

    sentence = _("Only the therapist of this session writes its note.")


class NotBegun(NoteRefused):
    sentence = _("A note can be written as soon as the patient has arrived.")


class NothingWritten(NoteRefused):
    sentence = _("There is nothing to sign yet. Write the note first.")


class NothingToCopy(NoteRefused):
    sentence = _("There is no signed note of an earlier session to copy.")


class NotSignedYet(NoteRefused):
    sentence = _("This note is not signed yet. An addendum is for a signed one.")


class NoteChanged(NoteRefused):
    """Somebody saved meanwhile; `current` is what stands now."""

    sentence = _("This note was changed meanwhile, in another tab or on another device.")

    def __init__(self, current: SessionNote | None) -> None:
        super().__init__()
        self.current = current
