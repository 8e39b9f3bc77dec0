"""The patients below a search box: a line of each, with what tells namesakes apart."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import to_python

from booking.templatetags.clinic_time import day_as
from frontdesk.people.visits import last_visits
from patients.search import Summary
from patients.search_terms import terms

LIMIT = 10
DAY = "j M Y"


class Line(NamedTuple):
    """One patient, to be put into a link or a button."""

    key: str
    address: str
    name: SafeString
    facts: SafeString


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
    visits = last_visits([patient.key for patient in found])
    return [_line(patient, visits, among_alike=found[0].is_alike) for patient in found]


def _line(patient: Summary, visits: Mapping[int, date], *, among_alike: bool) -> Line:
    says_alike = patient.is_alike and not among_alike
    facts = _facts(patient, visits.get(patient.key), says_alike=says_alike)
    return Line(
        key=str(patient.key),
        address=reverse("frontdesk:patient", args=[patient.key]),
        name=_name(patient),
        facts=format_html_join("\n", "<span>{}</span>", ((fact,) for fact in facts)),
    )


def _name(patient: Summary) -> SafeString:
    if not patient.preferred_name:
        return format_html("{}", patient.full_name)
    called = _("“%(name)s”") % {"name": patient.preferred_name}
    return format_html('{} <span class="found-called">{}</span>', patient.full_name, called)


def _facts(patient: Summary, last_here: date | None, *, says_alike: bool) -> Iterator[str]:
    if says_alike:
        yield _("similar")
    if patient.date_of_birth:
        yield _("born %(date)s") % {"date": day_as(patient.date_of_birth, DAY)}
    if patient.phone:
        yield _national(patient.phone)
    if patient.contact_email:
        yield patient.contact_email
    if last_here:
        yield _("last here %(date)s") % {"date": day_as(last_here, DAY)}
    else:
        yield _("not been here yet")


@lru_cache(maxsize=2048)
def _national(number: str) -> str:
    """As people write it; to work that out takes longer than all the rest of the line."""
    return str(to_python(number).as_national)
