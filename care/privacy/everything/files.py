"""The two files: JSON for programs, HTML that opens anywhere and prints well."""

import json
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from care.models import ENGLISH
from care.privacy.everything import person, record
from care.privacy.everything.facts import Chapter, by_key, plain
from locations.letterhead import clinic_name
from patients.models import Patient


def gather(patient: Patient, reader: User) -> list[Chapter]:
    """All chapters, what the patient wrote first; the queries do not grow with the rows."""
    about, *others = person.chapters(patient, reader)
    return [about, *record.chapters(patient), *others]


def as_json(patient: Patient, reader: User, *, now: datetime) -> str:
    """Everything, with instants as ISO 8601 by the clinic's clock.

    Programs find the same words in it whichever language the page was in.
    """
    with translation.override(ENGLISH):
        told = {"clinic": clinic_name(), "made_at": plain(now)}
        every = by_key(gather(patient, reader))
    return json.dumps({**told, **every}, ensure_ascii=False, indent=2)


def as_html(patient: Patient, reader: User, *, now: datetime) -> str:
    """Everything on one page, with its style inside and nothing to fetch."""
    shown = {
        "patient": patient,
        "chapters": gather(patient, reader),
        "now": now,
        "clinic": clinic_name(),
    }
    return render_to_string("care/privacy/everything.html", shown)
