"""One reminder for all appointments of a family on one clinic day, for each kind and channel.

Each appointment keeps a reminder of its own, so nobody depends on another's. When they go, the
first of them (by due time) tells of the others too, and these then have nothing more to say. What
is told together is who is written to at one address, in one language, about one day.

Nobody is told twice, and nobody is forgotten, whatever stops in between:

- What the first is about to tell is written down before it goes (`ToldTogether`), and counts once
  its row says that it was sent. Somebody booked or moved meanwhile has another row, and is told.
- A reminder waits while one before it may still go, but never for long.
- Two workers see each other: a row is claimed, for all to see, before the others are looked at. So
  of two that look at the same time at least one sees the other, and gives way.

What the one message says stands in `booking.digest.family_letters`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from booking import messages
from booking.digest.same_day import others_of
from booking.models import Appointment, Status, ToldTogether
from booking.policy import cannot_be_kept
from booking.quiet import hold_back_reminder
from booking.telling import to_tell
from reminders.models import WAITING, Channel, OutgoingMessage, State
from reminders.registry import Later
from timeline.wall import local_date

TOLD = "Told in one message with the family's other appointments of that day."
GATHERS = "Goes in one message with the family's other appointments of that day."
# How long a reminder waits for one before it that cannot go, and how often it looks again.
PATIENCE = timedelta(minutes=10)
LOOK_AGAIN = timedelta(minutes=1)
# Until what another worker has just claimed is handed back.
GIVE_WAY = timedelta(seconds=5)

# Channel, address, language and clinic day.
Together = tuple[str, str, str, date]
# What is told together, for one kind of reminder.
Group = tuple[str, Together]


@dataclass(frozen=True)
class Reminded:
    """What a reminder is about, and how it stands to the others of its family and day.

    `before` are those that it leaves the telling to, `elsewhere` those which it would have told of,
    had not another worker got hold of them.
    """

    appointment: Appointment
    others: tuple[Appointment, ...] = ()
    is_told: bool = False
    before: tuple[OutgoingMessage, ...] = ()
    elsewhere: tuple[OutgoingMessage, ...] = ()

    def told_too(self, now: datetime) -> list[Appointment]:
        """The others that this message tells of, in the order of time."""
        coming = [one for one in self.others if one.starts_at > now]
        return sorted(coming, key=lambda one: (one.starts_at, one.pk))


@dataclass(frozen=True)
class Waiting:
    """A reminder that has not gone, and its appointment."""

    row: OutgoingMessage
    appointment: Appointment

    @property
    def order(self) -> tuple[datetime, int]:
        return _order(self.row)


def fetch(outgoing: Sequence[OutgoingMessage]) -> Mapping[int, Reminded]:
    """What reminders are about, by message key; in two queries more than other messages.

    A slice in which families have more than one that day takes up to six more.
    It writes down what each of them is about to tell besides.
    """
    found = messages.fetch(outgoing)
    channels = {message.channel for message in outgoing}
    groups = _groups(outgoing, _family_days(list(found.values()), channels))
    theirs = _by_message(outgoing, found, groups) if groups else {}
    rows = [waiting.row for group in groups.values() for waiting in group]
    marks = _marks({one.pk for one in (*outgoing, *rows)}, {one.pk for one in outgoing})
    told = {mark.reminder_id for mark in marks if mark.told_in.state == State.SENT}
    reminded = {
        one.pk: _stand(one, found[one.pk], theirs.get(one.pk, ()), told)
        for one in outgoing
        if one.pk in found
    }
    listed = {
        waiting.row.pk: key
        for key, group in theirs.items()
        for waiting in group
        if waiting.appointment in reminded[key].others
    }
    _write_down(listed, marks, {one.pk for one in outgoing})
    return reminded


def still_holds(message: OutgoingMessage, reminded: Reminded, now: datetime) -> Later | str:
    """Why it must not go any more, or not now; empty: it goes, and tells of the others too."""
    if reason := messages.why_not(message, reminded.appointment, now):
        return reason
    if reminded.is_told:
        return TOLD
    if waits := messages.hold_back_unkept(message, reminded.appointment, now):
        return waits
    held_back = hold_back_reminder(message, reminded.appointment.location, now)
    return held_back or _wait(message, reminded, now)


def _wait(message: OutgoingMessage, reminded: Reminded, now: datetime) -> Later | str:
    """Rather told twice than never: nothing waits until it is of no use."""
    until = now
    if any(_will_go(one, message, now) for one in reminded.before):
        until = now + LOOK_AGAIN
    elif any(_is_going(one, now) for one in reminded.elsewhere):
        until = now + GIVE_WAY
    return Later(until, GATHERS) if now < until < message.not_after else ""


def _will_go(first: OutgoingMessage, message: OutgoingMessage, now: datetime) -> bool:
    """Whether one before it goes soon: it is about to, or has not had trouble for long."""
    untried_and_due = first.attempts == 0 and first.next_try_at <= now + LOOK_AGAIN
    return _is_going(first, now) or untried_and_due or now < message.due_at + PATIENCE


def _is_going(one: OutgoingMessage, now: datetime) -> bool:
    return one.state == State.SENDING and one.next_try_at > now


def _stand(
    message: OutgoingMessage, appointment: Appointment, group: Sequence[Waiting], told: set[int]
) -> Reminded:
    """Who is told of already goes nowhere, and tells nobody; nor what cannot take place."""
    if message.pk in told:
        return Reminded(appointment, is_told=True)
    if cannot_be_kept(appointment):
        return Reminded(appointment)
    peers = [one for one in group if one.row.pk not in {message.pk, *told}]
    before = tuple(one.row for one in peers if one.order < _order(message))
    after = [] if before else peers
    elsewhere = [one for one in after if _is_anothers(one.row, message)]
    return Reminded(
        appointment,
        others=tuple(one.appointment for one in after if one not in elsewhere),
        before=before,
        elsewhere=tuple(one.row for one in elsewhere),
    )


def _is_anothers(row: OutgoingMessage, message: OutgoingMessage) -> bool:
    return row.state == State.SENDING and row.lease != message.lease


def _order(row: OutgoingMessage) -> tuple[datetime, int]:
    """The same for everybody who looks, and for the life of a row."""
    return row.due_at, row.pk


def _group(message: OutgoingMessage, appointment: Appointment) -> Group | None:
    together = _together(appointment, message.channel)
    return (message.kind, together) if together else None


def _together(appointment: Appointment, channel: str) -> Together | None:
    """What has the same of it is told in one message; None: the patient does not want any."""
    patient = appointment.patient
    if patient is None or not messages.takes(patient, Channel(channel), is_reminder=True):
        return None
    address = patient.contact_email.lower() if channel == Channel.EMAIL else str(patient.phone)
    day = local_date(appointment.starts_at, appointment.zone)
    return channel, address, patient.speaks, day


def _family_days(
    appointments: Sequence[Appointment], channels: Collection[str]
) -> dict[str, Appointment]:
    """These and what else their families have booked for those days, by messages' subject."""
    keys = others_of(appointments, by_text=Channel.SMS in channels)
    others: Iterable[Appointment] = to_tell().filter(pk__in=keys) if keys else ()
    return {messages.subject_of(one): one for one in (*appointments, *others)}


def _groups(
    outgoing: Sequence[OutgoingMessage], appointments: Mapping[str, Appointment]
) -> dict[Group, list[Waiting]]:
    """The reminders that have not gone, of whoever has several appointments on a day."""
    count: dict[Together, set[int]] = defaultdict(set)
    for one in appointments.values():
        for channel in {message.channel for message in outgoing}:
            if together := _together(one, channel):
                count[together].add(one.pk)
    several = {key for keys in count.values() if len(keys) > 1 for key in keys}
    groups: dict[Group, list[Waiting]] = defaultdict(list)
    for row in _rows(outgoing, [s for s, one in appointments.items() if one.pk in several]):
        one = appointments[row.subject]
        group = _group(row, one)
        stands = row.version == one.sequence and one.status == Status.BOOKED
        if group and stands and not cannot_be_kept(one):
            groups[group].append(Waiting(row, one))
    return groups


def _by_message(
    outgoing: Iterable[OutgoingMessage],
    found: Mapping[int, Appointment],
    groups: Mapping[Group, Sequence[Waiting]],
) -> dict[int, Sequence[Waiting]]:
    """The group of each reminder that has one, by its key."""
    of_each = ((one.pk, _group(one, found[one.pk])) for one in outgoing if one.pk in found)
    return {key: groups[group] for key, group in of_each if group and group in groups}


def _rows(outgoing: Sequence[OutgoingMessage], subjects: list[str]) -> Iterable[OutgoingMessage]:
    if not subjects:
        return ()
    return OutgoingMessage.objects.filter(
        subject__in=subjects,
        kind__in={one.kind for one in outgoing},
        channel__in={one.channel for one in outgoing},
        state__in=WAITING,
    ).order_by("due_at", "pk")


def _marks(reminders: set[int], told_in: set[int]) -> list[ToldTogether]:
    """What was written down of these reminders, and by these."""
    marks = ToldTogether.objects.filter(Q(reminder__in=reminders) | Q(told_in__in=told_in))
    return list(marks.select_related("told_in"))


def _write_down(
    listed: Mapping[int, int], marks: Iterable[ToldTogether], outgoing: set[int]
) -> None:
    """Which reminder tells of which; what an earlier try was about to tell no longer counts."""
    known = {mark.reminder_id: mark.told_in_id for mark in marks}
    stale = {
        reminder
        for reminder, told_in in known.items()
        if told_in in outgoing and reminder not in listed
    }
    if stale:
        ToldTogether.objects.filter(reminder__in=stale, told_in__in=outgoing).delete()
    changed = sorted((key, by) for key, by in listed.items() if known.get(key) != by)
    if changed:
        ToldTogether.objects.bulk_create(
            [ToldTogether(reminder_id=key, told_in_id=by) for key, by in changed],
            update_conflicts=True,
            unique_fields=["reminder"],
            update_fields=["told_in"],
        )
