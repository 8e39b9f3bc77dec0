"""What the patient wrote and scored, agreed to, and planned with a therapist."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from care import body
from care.models import (
    CheckIn,
    Consent,
    CourseOfCare,
    DisabilityScore,
    Intake,
    PainScore,
    SessionNote,
)
from care.privacy.everything.facts import Chapter, Entry, Fact, fact, in_words
from care.progress.roland_morris import HIGHEST, ITEMS, score
from care.questions import OTHER_TREATMENTS, PRESSURES, SINCE, words_of
from patients.models import Patient
from treatments.safety import CAUTIONS, RED_FLAGS

NOT_HERE = _(
    "Session notes are the therapist's own records and are not part of this file. "
    "Ask the clinic for a copy of them."
)
QUESTIONS = {
    "reason": _("Why you come"),
    "new_reason": _("The reason is new"),
    "areas": _("Where it hurts"),
    "pain_now": _("Pain now (0 to 10)"),
    "pain_worst": _("Pain at worst (0 to 10)"),
    "since": _("Since when"),
    "helps": _("What helps"),
    "other_treatments": _("Other treatments"),
    "medication": _("Medication"),
    "red_flags": _("Signs that a doctor should look first"),
    "cautions": _("What the therapist must know"),
    "conditions": _("Conditions"),
    "allergies": _("Allergies"),
    "pressure": _("Pressure"),
    "avoid": _("Where not to touch"),
    "avoid_words": _("Where not to touch, in words"),
    "changed": _("Has anything changed"),
    "changed_words": _("What has changed"),
    "wish": _("Wish for this visit"),
    "as_on": _("Taken over from what you said on"),
    "soreness": _("Soreness"),
    "bruising": _("Bruising"),
    "pain": _("Pain (0 to 10)"),
    "words": _("In your words"),
    "call": _("Please call"),
}
FLAGS = {flag.key: flag.question for flag in RED_FLAGS}
WARNINGS = {caution.key: caution.question for caution in CAUTIONS}
LISTS = {"red_flags": FLAGS, "cautions": WARNINGS, "other_treatments": OTHER_TREATMENTS}
CHOICES = {"since": SINCE, "pressure": PRESSURES}


def chapters(patient: Patient) -> Iterator[Chapter]:
    yield Chapter("consents", _("What you agreed to"), _consents(patient))
    yield Chapter("intakes", _("What you wrote before visits"), _intakes(patient))
    yield Chapter("pain_scores", _("Pain scores"), _pain(patient))
    yield Chapter(
        "questionnaires", _("Back questionnaires (Roland-Morris)"), _questionnaires(patient)
    )
    yield Chapter("check_ins", _("The day after"), _check_ins(patient))
    yield Chapter("courses", _("Courses of care"), _courses(patient))
    yield Chapter("session_notes", _("Session notes"), _notes(patient), note=str(NOT_HERE))


def answer(key: str, value: object) -> Fact:
    """An answer of an intake or a check-in, in the words it was asked in."""
    label = QUESTIONS.get(key, key.replace("_", " ").capitalize())
    keys = value if isinstance(value, list) else []
    if key in ("areas", "avoid"):
        return fact(key, label, value, body.labels(keys))
    if key in LISTS:
        return fact(key, label, value, words_of(LISTS[key], keys))
    if key in CHOICES:
        return fact(key, label, value, str(CHOICES[key].get(str(value), "")))
    if key == "as_on" and value:
        return fact(key, label, datetime.fromisoformat(str(value)))
    return fact(key, label, value)


def _consents(patient: Patient) -> list[Entry]:
    rows = Consent.objects.filter(patient=patient).select_related("text").order_by("given_at")
    return [
        Entry(
            str(one.text),
            [
                fact("kind", _("Kind"), one.text.kind, one.text.get_kind_display()),
                fact("version", _("Version"), one.text.version),
                fact("text", _("Text"), one.words),
                fact("language", _("Language"), one.language, one.get_language_display()),
                fact("signed_name", _("Signed"), one.signed_name),
                fact("given_at", _("Agreed"), one.given_at),
                fact("withdrawn_at", _("Taken back"), one.withdrawn_at),
            ],
        )
        for one in rows
    ]


def _intakes(patient: Patient) -> list[Entry]:
    return [
        Entry(
            str(_("Begun {moment}")).format(moment=in_words(one.started_at)),
            [
                fact("started_at", _("Begun"), one.started_at),
                fact("submitted_at", _("Sent"), one.submitted_at),
                fact("call_before_visit", _("Call before the visit"), one.call_before_visit),
                *(answer(key, value) for key, value in one.answers.items()),
            ],
        )
        for one in Intake.objects.filter(patient=patient).order_by("started_at")
    ]


def _pain(patient: Patient) -> list[Entry]:
    return [
        Entry(
            in_words(one.at),
            [
                fact("at", _("When"), one.at),
                fact("source", _("Asked"), one.source, one.get_source_display()),
                fact("value", _("Pain (0 to 10)"), one.value),
            ],
        )
        for one in PainScore.objects.filter(patient=patient)
    ]


def _questionnaires(patient: Patient) -> list[Entry]:
    rows = DisabilityScore.objects.filter(patient=patient, answered_at__isnull=False)
    return [
        Entry(
            in_words(one.answered_at),
            [
                fact("answered_at", _("Answered"), one.answered_at),
                fact("occasion", _("Occasion"), one.occasion, one.get_occasion_display()),
                fact("score", _("Score"), score(one.items), _score(one)),
                fact("items", _("Ticked"), one.items, " ".join(_sentences(one.items))),
            ],
        )
        for one in rows
    ]


def _score(one: DisabilityScore) -> str:
    return str(_("{score} of {most}")).format(score=score(one.items), most=HIGHEST)


def _sentences(items: list[int]) -> Iterator[str]:
    return (str(sentence) for number, sentence in enumerate(ITEMS, start=1) if number in items)


def _check_ins(patient: Patient) -> list[Entry]:
    rows = CheckIn.objects.filter(patient=patient, answered_at__isnull=False)
    return [
        Entry(
            in_words(one.answered_at),
            [
                fact("answered_at", _("Answered"), one.answered_at),
                *(answer(key, value) for key, value in one.answers.items()),
            ],
        )
        for one in rows.order_by("answered_at")
    ]


def _courses(patient: Patient) -> list[Entry]:
    rows = CourseOfCare.objects.filter(patient=patient).select_related("therapist")
    return [
        Entry(
            str(_("From {day}")).format(day=in_words(one.starts_on)),
            [
                fact("therapist", _("Therapist"), one.therapist.name),
                fact("planned_sessions", _("Sessions planned"), one.planned_sessions),
                fact("every_days", _("Days from session to session"), one.every_days),
                fact("aim", _("Aim"), one.aim),
                fact("starts_on", _("From"), one.starts_on),
                fact("review_on", _("Look back on"), one.review_on),
                fact("ended_at", _("Ended"), one.ended_at),
            ],
        )
        for one in rows.order_by("starts_on")
    ]


def _notes(patient: Patient) -> list[Entry]:
    """That there are some, not what they say."""
    rows = SessionNote.objects.filter(patient=patient).defer("content")
    return [
        Entry(
            in_words(one.started_at),
            [
                fact("written_at", _("Written"), one.started_at),
                fact("therapist", _("By"), one.therapist.name),
                fact("signed_at", _("Signed"), one.signed_at),
            ],
        )
        for one in rows.select_related("therapist").order_by("started_at")
    ]
