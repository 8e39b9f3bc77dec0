"""The e-mail that tells a therapist of the decision: when it is written, and when it lapses.

It says when, and yes or no. What people wrote about it stays on the page behind the sign-in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from locations.models import Location
from reminders.models import Channel, OutgoingMessage
from reminders.outbox import enqueue
from roster.models import TimeOffRequest
from therapists.places import places_by_therapist

KIND = "time_off_decided"
SUBJECT = "time_off:"
# Of use also after the time itself, for who wonders what became of it.
OF_USE = timedelta(days=7)


@dataclass(frozen=True)
class Decision:
    """A decided request, and the places by whose clock its time is said."""

    request: TimeOffRequest
    places: list[Location]


def announce_decision(request: TimeOffRequest, *, now: datetime) -> None:
    """Tells the therapist; call it in the transaction that decides."""
    enqueue(
        subject=f"{SUBJECT}{request.pk}",
        version=0,
        kind=KIND,
        channel=Channel.EMAIL,
        due_at=now,
        not_after=max(request.ends_at, now + OF_USE),
    )


def fetch(messages: Sequence[OutgoingMessage]) -> Mapping[int, Decision]:
    """The decisions that messages are about, by message key; three queries."""
    keys = {message.pk: int(message.subject.removeprefix(SUBJECT)) for message in messages}
    rows = TimeOffRequest.objects.select_related("therapist__user")
    found = rows.in_bulk(set(keys.values()))
    places = places_by_therapist({row.therapist_id for row in found.values()})
    return {
        message: Decision(found[key], places[found[key].therapist_id])
        for message, key in keys.items()
        if key in found
    }


def still_holds(message: OutgoingMessage, decision: Decision, now: datetime) -> str:
    """Why the message must not go any more; empty: it holds."""
    request, states = decision.request, TimeOffRequest.State
    if request.state not in (states.GRANTED, states.REFUSED):
        return _("Nothing has been decided.")
    user = request.therapist.user
    if not (request.therapist.is_active and user and user.is_active and user.email):
        return _("The therapist has no account to write to any more.")
    return ""
