"""The intake of one appointment as one browser finds it: what it may see, what it may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.http import HttpRequest

from booking.models import Appointment, Status
from booking.views.appointments import is_owner
from care.intake.browser import key_of, mark_of
from care.models import Intake
from patients.models import Patient


class Stage(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    GONE = "gone"


def stage_of(appointment: Appointment, now: datetime) -> Stage:
    """Open until the session begins; nobody fills in what is cancelled."""
    if appointment.status in (Status.CANCELLED, Status.NO_SHOW, Status.HELD):
        return Stage.GONE
    waits = appointment.status in (Status.BOOKED, Status.ARRIVED)
    return Stage.OPEN if waits and now < appointment.ends_at else Stage.CLOSED


@dataclass(frozen=True)
class Paper:
    """`intake` is None until somebody has written; `key` is the browser's, or empty."""

    appointment: Appointment
    patient: Patient
    intake: Intake | None
    is_owner: bool
    key: str
    stage: Stage

    @property
    def mark(self) -> str:
        """What the row keeps of who wrote: nothing when the patient's account was signed in."""
        return "" if self.is_owner else mark_of(self.key, self.appointment)

    @property
    def may_see(self) -> bool:
        """Whether what was written may be shown here."""
        return self.intake is None or may_touch(self.intake, self.is_owner, self.mark)

    @property
    def is_of_the_account(self) -> bool:
        """Whether the patient wrote it signed in: then only the account goes on with it."""
        return bool(self.intake and self.intake.answers and not self.intake.written_in)

    @property
    def is_sent(self) -> bool:
        return self.intake is not None and self.intake.submitted_at is not None

    @property
    def edition(self) -> int:
        return self.intake.edition if self.intake else 0

    @property
    def answers(self) -> dict[str, object]:
        return self.intake.answers if self.intake else {}

    @cached_property
    def is_stopped(self) -> bool:
        """Whether a red flag stands in it."""
        return bool(self.intake and self.intake.call_before_visit)


def may_touch(intake: Intake, is_owner: bool, mark: str) -> bool:
    """The patient's account always; another browser only what it alone has written."""
    return is_owner or bool(mark and intake.written_in == mark)


def paper_of(
    request: HttpRequest, appointment: Appointment, patient: Patient, now: datetime
) -> Paper:
    """What this browser holds in its hands; one query."""
    return Paper(
        appointment=appointment,
        patient=patient,
        intake=Intake.objects.filter(appointment=appointment).first(),
        is_owner=is_owner(request, appointment),
        key=key_of(request),
        stage=stage_of(appointment, now),
    )
