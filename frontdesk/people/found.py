"""The patients below a search box: a line of each, with what tells namesakes apart."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import to_python

from booking.keeping import A_WHILE, kept
from booking.templatetags.clinic_time import day_as
from frontdesk.people.visits import last_visits
from patients.search import Summary
from patients.search_terms import terms

LIMIT = 10
DAY = "j M Y"
SAID = '<span class="found-name">{}</span>\n<span class="found-facts">{}</span>'


class Line(NamedTuple):
    """One patient, to be put into a link or a button."""

    key: str
    address: str
    said: SafeString


def listing(typed: str, found: Sequence[Summary], *, choose: bool) -> dict[str, Any]:
    """All that `found_patients.html` wants to know; one query, if there are any."""
    return {
        "q": typed.replace("\0", ""),
        "found": _lines(found),
        "is_alike": bool(found) and found[0].is_alike,
        "limit": LIMIT,
        "is_too_short": not terms(typed),
        "choose": choose,
    }


def _lines(found: Sequence[Summary]) -> list[Line]:
    if not found:
        return []
    visits, language = last_visits([patient.key for patient in found]), get_language()
    all_alike = found[0].is_alike
    return [
        _line(patient, visits.get(patient.key), patient.is_alike and not all_alike, language)
        for patient in found
    ]


# Whoever goes on typing sees the same patients again.
@kept(1024, seconds=A_WHILE)
def _line(patient: Summary, last_here: date | None, says_alike: bool, _language: str) -> Line:
    facts = ((fact,) for fact in _facts(patient, last_here, says_alike=says_alike))
    return Line(
        key=str(patient.key),
        address=reverse("frontdesk:patient", args=[patient.key]),
        said=format_html(SAID, _name(patient), format_html_join("\n", "<span>{}</span>", facts)),
    )


def _name(patient: Summary) -> str:
    if not patient.preferred_name:
        return patient.full_name
    called = _("“%(name)s”") % {"name": patient.preferred_name}
    return format_html('{} <span class="found-called">{}</span>', patient.full_name, called)


def _facts(patient: Summary, last_here: date | None, *, says_alike: bool) -> Iterator[str]:
    if says_alike:
        yield _("similar")
    if patient.date_of_birth:
        yield _("born %(date)s") % {"date": day_as(patient.date_of_birth, DAY)}
    if patient.phone:
        yield str(to_python(patient.phone).as_national)
    if patient.contact_email:
        yield patient.contact_email
    if last_here:
        yield _("last here %(date)s") % {"date": day_as(last_here, DAY)}
    else:
        yield _("not been here yet")
