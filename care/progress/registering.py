"""What booking and the outbox are told of at start-up."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from booking import additions
from booking.models import Appointment
from care.progress import disability, letters, messages, own, samples, wording
from reminders import registry


def register() -> None:
    """Three kinds of messages, the questionnaire before a visit, and the patient's own trend."""
    registry.register(
        messages.ASKED,
        fetch=messages.fetch,
        still_holds=messages.still_holds,
        render=letters.render,
        words=wording.check_in,
        sample=samples.check_in,
    )
    registry.register(
        messages.ANSWERED,
        fetch=messages.fetch_waiting,
        still_holds=messages.still_waits,
        render=letters.render_waiting,
    )
    registry.register(
        messages.UNREAD,
        fetch=messages.fetch_unread,
        still_holds=messages.still_waits,
        render=letters.render_unread,
    )
    additions.register_before_visit(
        additions.BeforeVisit(
            label=gettext_noop("How your back limits you: 24 sentences to tick"),
            path=lambda appointment: reverse("care:questionnaire", args=(appointment.token,)),
            is_done=_is_answered,
            is_offered=_is_asked,
            in_messages=False,
        )
    )
    additions.register_section(own.section)


def _is_answered(appointment: Appointment) -> bool:
    return appointment.disability_scores.filter(answered_at__isnull=False).exists()


def _is_asked(appointment: Appointment) -> bool:
    return disability.asked_for(appointment, timezone.now()) is not None
