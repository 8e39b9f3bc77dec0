"""What a session’s card says beside the record: drawn once, while it is the same.

A roster looks for changes every minute, and finds most of it as it was. What is kept depends on
`Facts` and the language alone, so it is never out of date. Of the record it is no more than whether
there is a note.
"""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from booking.keeping import A_WHILE, kept

# In each process: a few megabytes, and a day of a hundred therapists.
KEPT = 1024


class Facts(NamedTuple):
    """What is drawn, in words; `place` is empty where the day has only one.

    `latest` is the key of what happened last, `latest_at` when, and `to_undo` what it is called if
    it can be taken back.
    """

    pk: int
    patient: int | None
    name: str
    pronouns: str
    status: str
    is_over: bool
    starts: str
    ends: str
    late_start: str
    treatment: str
    minutes: int
    room: str
    place: str
    will_be_there: bool
    latest: int | None
    latest_at: str
    to_undo: str
    is_today: bool
    next_step: str
    may_arrive: bool
    note: str
    wants_note: bool


class Drawn(NamedTuple):
    """Who comes when; for what and where (in the head until it is over); what can be done."""

    head: SafeString
    what: SafeString
    actions: SafeString


def draw_session(facts: Facts) -> Drawn:
    return _drawn(facts, get_language() or "")


def draw_between(kind: str, starts: str, length: str) -> SafeString:
    """What is free, a break, or just being booked."""
    return _between(kind, starts, length, get_language() or "")


@kept(KEPT, seconds=A_WHILE)
def _drawn(facts: Facts, _language: str) -> Drawn:
    parts = (f"roster/session_{part}.html" for part in Drawn._fields)
    return Drawn(*(render_to_string(part, {"one": facts}) for part in parts))


@kept(KEPT)
def _between(kind: str, starts: str, length: str, _language: str) -> SafeString:
    given = {"kind": kind, "starts": starts, "length": length}
    return render_to_string("roster/between.html", given)
