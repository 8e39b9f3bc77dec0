"""Writing an intake: page by page, sending it, taking over what was said last time.

Every write says which edition it was made from. Who comes second is refused, and keeps the text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from booking.models import Appointment
from care.intake.last_time import AS_ON
from care.intake.paper import Paper, Stage, may_touch, stage_of
from care.models import Intake, PainScore, PainSource
from care.questions import Answers


class NotWritten(Exception):
    """The page was not saved. None of these says what was on it."""


class ChangedMeanwhile(NotWritten):
    """Somebody saved after this page was loaded."""


class TakenOver(NotWritten):
    """Another browser writes, and this one has only the link."""


class Closed(NotWritten):
    """The session has begun, or was cancelled."""


def save(paper: Paper, *, edition: int, answers: Answers, now: datetime) -> Intake:
    """Keeps the answers of one page beside the others; saving what stands there changes nothing.

    Raises ChangedMeanwhile, TakenOver, Closed.
    """
    with _locked(paper, now) as found:
        # The last keystrokes are often saved twice, by themselves and by the button.
        if found and {**found.answers, **answers} == found.answers:
            return found
        intake = _of_edition(edition, found or _new(paper, now))
        _take_in(answers, intake)
        _stamp(intake, paper, now)
        if intake.submitted_at:
            keep_score(intake, now)
    return intake


def send(paper: Paper, *, edition: int, answers: Answers, now: datetime) -> Intake:
    """The same, and the therapists who treat the patient may read it from now on."""
    with _locked(paper, now) as found:
        intake = _of_edition(edition, found or _new(paper, now))
        _take_in(answers, intake)
        intake.submitted_at = now
        _stamp(intake, paper, now)
        keep_score(intake, now)
    return intake


def hide(intake: Intake) -> None:
    """From now on only the patient's account sees it: it holds what was said at another visit."""
    intake.written_in = ""
    intake.save(update_fields=["written_in"])


def start_again(paper: Paper, *, now: datetime) -> Intake:
    """Empties a draft that was begun in a browser which this one must not look into.

    Whether to call before the visit stays until the questions are answered anew. Raises Closed, and
    TakenOver when it was sent, or written by the patient's account: a link destroys nothing of it.
    """
    with _locked(paper, now, anew=True) as intake:
        if intake is None or intake.submitted_at or replace(paper, intake=intake).is_of_the_account:
            raise TakenOver
        intake.answers = {}
        _stamp(intake, paper, now)
    return intake


def keep_score(intake: Intake, now: datetime) -> None:
    """The pain now, as the score before the visit: written, corrected or taken away."""
    scores = PainScore.objects.filter(appointment=intake.appointment, source=PainSource.INTAKE)
    value = intake.answers.get("pain_now")
    if value is None:
        scores.delete()
        return
    score = scores.first() or PainScore(
        appointment=intake.appointment, patient=intake.patient, source=PainSource.INTAKE, at=now
    )
    if score.value != value:
        score.value, score.at = value, now
        score.save()


def _of_edition(edition: int, intake: Intake) -> Intake:
    if intake.edition != edition:
        raise ChangedMeanwhile
    return intake


def _take_in(answers: Answers, intake: Intake) -> None:
    stands = intake.answers
    # A reason that is written anew is of this visit.
    if stands.get(AS_ON) and answers.get("reason", "") not in ("", stands.get("reason")):
        answers = {AS_ON: "", **answers}
    intake.answers = {**intake.answers, **answers}
    if "red_flags" in answers:
        intake.call_before_visit = bool(answers["red_flags"])


def _new(paper: Paper, now: datetime) -> Intake:
    return Intake(
        appointment=paper.appointment,
        patient=paper.patient,
        answers={},
        started_at=now,
        saved_at=now,
    )


def _stamp(intake: Intake, paper: Paper, now: datetime) -> None:
    intake.edition += 1
    intake.saved_at = now
    intake.written_in = paper.mark
    intake.save()


@contextmanager
def _locked(paper: Paper, now: datetime, *, anew: bool = False) -> Iterator[Intake | None]:
    """The row, locked; None: nobody has written yet, and who does so second is told."""
    try:
        with transaction.atomic():
            appointment = Appointment.objects.get(pk=paper.appointment.pk)
            if stage_of(appointment, now) != Stage.OPEN:
                raise Closed
            rows = Intake.objects.select_for_update().filter(appointment=appointment)
            found = rows.first()
            if found and not may_touch(found, paper.is_owner, paper.mark) and not anew:
                raise TakenOver
            yield found
    except IntegrityError:
        raise ChangedMeanwhile from None
