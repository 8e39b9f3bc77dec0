"""One request about an intake: the paper, what was said last time, and the pages to go through."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from booking.views.secret_link import appointment_of
from care.access import note_access
from care.consents import still_to_give
from care.intake.browser import new_key, remember
from care.intake.forms import ConsentForm, PageForm
from care.intake.last_time import LastTime, last_time, steps_for
from care.intake.paper import Paper, paper_of
from care.intake.steps import CONSENT, SAFETY, Step
from care.models import ConsentText, Intake, Part, Verb
from care.questions import Answers


@dataclass(frozen=True)
class Visit:
    """What every view of the intake begins with."""

    request: HttpRequest
    paper: Paper
    now: datetime

    @cached_property
    def answers(self) -> Answers:
        """What may be shown here; nothing when another browser wrote it."""
        return dict(self.paper.answers) if self.paper.may_see else {}

    @cached_property
    def last(self) -> LastTime | None:
        return last_time(self.paper.patient, self.now, but=self.paper.intake)

    @property
    def steps(self) -> tuple[Step, ...]:
        return steps_for(self.answers, self.last)

    @cached_property
    def texts(self) -> list[ConsentText]:
        """What is still to be agreed to."""
        return still_to_give(self.paper.patient, self.now)

    @property
    def resume(self) -> Step:
        """The first page of which nothing is answered."""
        for step in self.steps:
            names = [name for name in step.form.base_fields if name != "edition"]
            if step is CONSENT or not any(name in self.answers for name in names):
                return step
        return SAFETY

    def form(self, step: Step, typed: Any = None, *, going_on: bool = False) -> PageForm:
        """The page's form, with what was typed or what stands there."""
        initial = {**self.answers, "edition": self.paper.edition}
        if initial.get("red_flags") == []:
            initial["none_of_these"] = True
        if "new_reason" in initial:
            initial["new_reason"] = {True: "yes", False: "no"}.get(initial["new_reason"], "")
        if step is CONSENT:
            return ConsentForm(typed, initial=initial, going_on=going_on, texts=self.texts)
        return step.form(typed, initial=initial, going_on=going_on)

    def note(self, verb: Verb) -> None:
        """Leaves the row that says who looked, wrote or was refused."""
        patient, intake = self.paper.patient, self.paper.intake
        row = intake.pk if intake else None
        note_access(self.request, verb, Part.INTAKE, (patient.pk,), now=self.now, row=row)

    def with_key(self) -> "Visit":
        """Ready to write: whoever has only the link needs a key to be known again by."""
        if self.paper.is_owner or self.paper.key:
            return self
        return replace(self, paper=replace(self.paper, key=new_key()))

    def again(self) -> "Visit":
        """The same, with what stands there by now."""
        intake = Intake.objects.filter(appointment=self.paper.appointment).first()
        return Visit(self.request, replace(self.paper, intake=intake), self.now)

    def remembered(self, response: HttpResponseBase) -> HttpResponseBase:
        """The answer to a writing, which gives the browser its key."""
        if not self.paper.is_owner:
            remember(response, self.paper.key)
        return response


def arrive(request: HttpRequest, token: str, now: datetime) -> Visit:
    """The visit behind a link; Http404 for none, and for a hold that nobody has confirmed."""
    appointment = appointment_of(token)
    if appointment.patient is None:
        raise Http404("Nobody is booked in yet.")
    return Visit(request, paper_of(request, appointment, appointment.patient, now), now)
