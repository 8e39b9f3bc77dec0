"""Who the patient is, how to reach them, and what they were told."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from booking.models import Appointment, AppointmentEvent, WaitlistEntry
from booking.templatetags.clinic_time import clinic_moment, money, spoken_time
from booking.templatetags.waiting_list import spoken_weekdays, waits_for
from care.models import ErasureRequest
from care.privacy.correspondence import archived_about, messages_about
from care.privacy.everything.facts import Chapter, Entry, Fact, fact, plain
from care.privacy.everything.facts import in_words as said_in_words
from care.privacy.looks import in_words, looks_at
from patients.models import Patient, PatientMerge
from reminders.models import ArchivedMessage, OutgoingMessage

ABOUT = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "preferred_name": _("Preferred name"),
    "pronouns": _("Pronouns"),
    "date_of_birth": _("Date of birth"),
    "email": _("Email"),
    "phone": _("Phone"),
    "language": _("Language"),
    "reminders_by_email": _("Reminders by email"),
    "reminders_by_sms": _("Reminders by sms"),
    "sms_agreed_at": _("Sms agreed at"),
    "sms_stopped_at": _("Sms stopped at"),
    "created_at": _("Created at"),
    "relationship": _("Relationship"),
    "account": _("Account"),
}


def chapters(patient: Patient, reader: User) -> Iterator[Chapter]:
    yield Chapter("about", _("Name and contacts"), [_about(patient)])
    yield Chapter("former_records", _("Records that were merged into this one"), _merged(patient))
    yield Chapter("appointments", _("Appointments"), _appointments(patient))
    yield Chapter("waiting_list", _("Waiting list"), _waiting(patient))
    yield Chapter("messages", _("Messages"), _messages(patient))
    yield Chapter("erasure", _("Erasure asked for"), _erasure(patient))
    yield Chapter("who_looked", _("Who looked at the record"), _looks(patient, reader))


def _about(patient: Patient) -> Entry:
    account = patient.account
    return Entry(
        patient.full_name,
        [
            fact("number", _("Number"), patient.pk),
            fact("given_name", _("Given name"), patient.given_name),
            fact("family_name", _("Family name"), patient.family_name),
            fact("preferred_name", _("Preferred name"), patient.preferred_name),
            fact("pronouns", _("Pronouns"), patient.pronouns),
            fact("date_of_birth", _("Date of birth"), patient.date_of_birth),
            fact("email", _("E-mail"), patient.contact_email),
            fact("phone", _("Telephone"), str(patient.phone or "")),
            fact("language", _("Language"), patient.language, patient.get_language_display()),
            fact("reminders_by_email", _("Reminders by e-mail"), patient.reminders_by_email),
            fact("reminders_by_sms", _("Reminders by SMS"), patient.reminders_by_sms),
            fact("sms_agreed_at", _("Agreed to texts"), patient.sms_agreed_at),
            fact("sms_stopped_at", _("Stopped texts"), patient.sms_stopped_at),
            fact("known_since", _("Known since"), patient.created_at),
            fact("account", _("Account"), account.email if account else ""),
            fact("account_since", _("Account since"), account.date_joined if account else None),
        ],
    )


def _merged(patient: Patient) -> list[Entry]:
    return [
        Entry(
            str(_("Number {number}")).format(number=merge.absorbed_key),
            [
                fact("number", _("Number"), merge.absorbed_key),
                fact("merged_at", _("Merged"), merge.at),
                *(fact(key, _label(key), value) for key, value in merge.absorbed.items()),
            ],
        )
        for merge in PatientMerge.objects.filter(kept=patient)
    ]


def _label(key: str) -> str:
    """Of what a record said that was merged into this one."""
    return str(ABOUT.get(key) or key.replace("_", " ").capitalize())


def _appointments(patient: Patient) -> list[Entry]:
    rows = Appointment.objects.filter(patient=patient).to_show().prefetch_related("events")
    return [_appointment(one) for one in rows.order_by("starts_at")]


def _appointment(one: Appointment) -> Entry:
    where = one.location
    events = list(one.events.all())
    told = [f"{event.get_kind_display()} {clinic_moment(event.at, where)}" for event in events]
    return Entry(
        clinic_moment(one.starts_at, where),
        [
            fact("starts_at", _("Start"), one.starts_at, clinic_moment(one.starts_at, where)),
            fact("ends_at", _("End"), one.ends_at, clinic_moment(one.ends_at, where)),
            fact("status", _("Status"), one.status, one.get_status_display()),
            fact("treatment", _("Treatment"), str(one.treatment)),
            fact("therapist", _("Therapist"), one.therapist.name),
            fact("location", _("Location"), where.name),
            fact("room", _("Room"), one.room.name),
            fact("price", _("Price"), one.price, money(one.price)),
            fact("booked_by", _("Booked over"), one.source, one.get_source_display()),
            fact("desk_note", _("Note of the desk"), one.desk_note),
            fact("cancelled_late", _("Cancelled late"), one.cancelled_late),
            Fact(
                "history",
                str(_("What happened")),
                [_event(event) for event in events],
                "; ".join(told),
            ),
        ],
    )


def _event(event: AppointmentEvent) -> dict[str, object]:
    return {
        "what": event.kind,
        "at": plain(event.at),
        "by": event.actor_kind,
        "reason": event.reason,
    }


def _waiting(patient: Patient) -> list[Entry]:
    rows = WaitlistEntry.objects.filter(patient=patient).to_show().order_by("created_at")
    return [
        Entry(
            waits_for(one),
            [
                fact("wish", _("Wish"), waits_for(one)),
                fact("minutes", _("Minutes"), one.minutes),
                fact("first_day", _("From"), one.first_day),
                fact("last_day", _("Until"), one.last_day),
                fact("weekdays", _("Days"), list(one.weekdays), spoken_weekdays(one.weekdays)),
                fact("earliest", _("Earliest"), one.earliest, spoken_time(one.earliest)),
                fact("latest", _("Latest"), one.latest, spoken_time(one.latest)),
                fact("state", _("State"), one.state, one.get_state_display()),
                fact("urgency", _("Urgency"), one.urgency, one.get_urgency_display()),
                fact("desk_note", _("Note of the desk"), one.desk_note),
                fact("since", _("On the list since"), one.created_at),
                fact("ended_at", _("Ended"), one.ended_at),
            ],
        )
        for one in rows
    ]


def _messages(patient: Patient) -> list[Entry]:
    every: list[ArchivedMessage | OutgoingMessage]
    every = [*archived_about(patient), *messages_about(patient)]
    return [
        Entry(
            one.spoken_kind,
            [
                fact("kind", _("Message"), one.kind, one.spoken_kind),
                fact("channel", _("By"), one.channel, one.get_channel_display()),
                fact("recipient", _("To"), one.recipient),
                fact("state", _("State"), one.state, one.get_state_display()),
                fact("due_at", _("Due"), one.due_at),
                fact("sent_at", _("Sent"), one.sent_at),
            ],
        )
        for one in every
    ]


def _erasure(patient: Patient) -> list[Entry]:
    return [
        Entry(
            str(_("Asked {moment}")).format(moment=said_in_words(one.asked_at)),
            [
                fact("asked_at", _("Asked"), one.asked_at),
                fact("state", _("State"), one.state, one.get_state_display()),
                fact("due_on", _("Due"), one.due_on),
                fact("decided_at", _("Ended"), one.decided_at),
            ],
        )
        for one in ErasureRequest.objects.filter(patient=patient)
    ]


def _looks(patient: Patient, reader: User) -> list[Entry]:
    return [
        Entry(
            str(_("{did}: {part}")).format(did=look.did, part=look.part),
            [
                fact("at", _("When"), look.at),
                fact("who", pgettext_lazy("looked", "Who"), look.who),
                fact("role", _("Role"), look.role),
                fact("did", pgettext_lazy("somebody did", "What"), look.did),
                fact("part", _("Which part"), look.part),
            ],
        )
        for look in in_words(looks_at(patient), reader)
    ]
