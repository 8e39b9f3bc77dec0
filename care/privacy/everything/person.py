"""Who the patient is, how to reach them, and what they were told."""

from collections.abc import Iterator

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


def chapters(patient: Patient, reader: User) -> Iterator[Chapter]:
    yield Chapter("about", "Name and contacts", [_about(patient)])
    yield Chapter("former_records", "Records that were merged into this one", _merged(patient))
    yield Chapter("appointments", "Appointments", _appointments(patient))
    yield Chapter("waiting_list", "Waiting list", _waiting(patient))
    yield Chapter("messages", "Messages", _messages(patient))
    yield Chapter("erasure", "Erasure asked for", _erasure(patient))
    yield Chapter("who_looked", "Who looked at the record", _looks(patient, reader))


def _about(patient: Patient) -> Entry:
    account = patient.account
    return Entry(
        patient.full_name,
        [
            fact("number", "Number", patient.pk),
            fact("given_name", "Given name", patient.given_name),
            fact("family_name", "Family name", patient.family_name),
            fact("preferred_name", "Preferred name", patient.preferred_name),
            fact("pronouns", "Pronouns", patient.pronouns),
            fact("date_of_birth", "Date of birth", patient.date_of_birth),
            fact("email", "E-mail", patient.contact_email),
            fact("phone", "Telephone", str(patient.phone or "")),
            fact("language", "Language", patient.language, patient.get_language_display()),
            fact("reminders_by_email", "Reminders by e-mail", patient.reminders_by_email),
            fact("reminders_by_sms", "Reminders by SMS", patient.reminders_by_sms),
            fact("sms_agreed_at", "Agreed to texts", patient.sms_agreed_at),
            fact("sms_stopped_at", "Stopped texts", patient.sms_stopped_at),
            fact("known_since", "Known since", patient.created_at),
            fact("account", "Account", account.email if account else ""),
            fact("account_since", "Account since", account.date_joined if account else None),
        ],
    )


def _merged(patient: Patient) -> list[Entry]:
    return [
        Entry(
            f"Number {merge.absorbed_key}",
            [
                fact("number", "Number", merge.absorbed_key),
                fact("merged_at", "Merged", merge.at),
                *(
                    fact(key, key.replace("_", " ").capitalize(), value)
                    for key, value in merge.absorbed.items()
                ),
            ],
        )
        for merge in PatientMerge.objects.filter(kept=patient)
    ]


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
            fact("starts_at", "Start", one.starts_at, clinic_moment(one.starts_at, where)),
            fact("ends_at", "End", one.ends_at, clinic_moment(one.ends_at, where)),
            fact("status", "Status", one.status, one.get_status_display()),
            fact("treatment", "Treatment", one.treatment.name),
            fact("therapist", "Therapist", one.therapist.name),
            fact("location", "Location", where.name),
            fact("room", "Room", one.room.name),
            fact("price", "Price", one.price, money(one.price)),
            fact("booked_by", "Booked over", one.source, one.get_source_display()),
            fact("desk_note", "Note of the desk", one.desk_note),
            fact("cancelled_late", "Cancelled late", one.cancelled_late),
            Fact("history", "What happened", [_event(event) for event in events], "; ".join(told)),
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
                fact("wish", "Wish", waits_for(one)),
                fact("minutes", "Minutes", one.minutes),
                fact("first_day", "From", one.first_day),
                fact("last_day", "Until", one.last_day),
                fact("weekdays", "Days", list(one.weekdays), spoken_weekdays(one.weekdays)),
                fact("earliest", "Earliest", one.earliest, spoken_time(one.earliest)),
                fact("latest", "Latest", one.latest, spoken_time(one.latest)),
                fact("state", "State", one.state, one.get_state_display()),
                fact("urgency", "Urgency", one.urgency, one.get_urgency_display()),
                fact("desk_note", "Note of the desk", one.desk_note),
                fact("since", "On the list since", one.created_at),
                fact("ended_at", "Ended", one.ended_at),
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
                fact("kind", "Message", one.kind, one.spoken_kind),
                fact("channel", "By", one.channel, one.get_channel_display()),
                fact("recipient", "To", one.recipient),
                fact("state", "State", one.state, one.get_state_display()),
                fact("due_at", "Due", one.due_at),
                fact("sent_at", "Sent", one.sent_at),
            ],
        )
        for one in every
    ]


def _erasure(patient: Patient) -> list[Entry]:
    return [
        Entry(
            f"Asked {said_in_words(one.asked_at)}",
            [
                fact("asked_at", "Asked", one.asked_at),
                fact("state", "State", one.state, one.get_state_display()),
                fact("due_on", "Due", one.due_on),
                fact("decided_at", "Ended", one.decided_at),
            ],
        )
        for one in ErasureRequest.objects.filter(patient=patient)
    ]


def _looks(patient: Patient, reader: User) -> list[Entry]:
    return [
        Entry(
            f"{look.did}: {look.part}",
            [
                fact("at", "When", look.at),
                fact("who", "Who", look.who),
                fact("role", "Role", look.role),
                fact("did", "What", look.did),
                fact("part", "Which part", look.part),
            ],
        )
        for look in in_words(looks_at(patient), reader)
    ]
