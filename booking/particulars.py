"""What can be said about an appointment, as finished strings in the active language.

Nothing of health is among them. `treatment` and `price` are for the inside of an e-mail alone:
subjects and text messages show on lock screens.
"""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.html import format_html_join
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from booking.additions import before_visit
from booking.calendar_file import manage_link
from booking.models import Appointment, BookingPolicy
from booking.policy import cancel_until, policy_of, reschedule_until
from booking.templatetags.clinic_time import (
    begins_with_vowel,
    clinic_moment,
    clinic_time,
    money,
    spoken,
    spoken_time,
)
from locations.letterhead import clinic_name
from locations.models import Location
from patients.models import Patient, Relationship
from reminders.moulds import Block, one_line
from reminders.words import lines
from therapists.models import Therapist

Particulars = dict[str, str | Block]


def particulars(appointment: Appointment, patient: Patient) -> Particulars:
    """Everything that messages to `patient` may say. Names are of one line, whatever was typed."""
    location, language = appointment.location, get_language()
    return {
        **_of_whom(patient, language),
        **_said_of(appointment.starts_at, location.zone_name, language),
        **_of_the_location(location),
        **_of_the_therapist(appointment.therapist),
        "lang": _tag(language),
        "end": _ends(appointment.ends_at, location.zone_name, language),
        "minutes": str(appointment.minutes),
        "treatment": one_line(appointment.treatment.spoken.name),
        "price": _price(appointment.price, language),
        "link": manage_link(appointment),
        "book_link": f"{settings.SITE_URL}/book/",
    }


def _of_whom(patient: Patient, language: str | None) -> Particulars:
    """One address may serve a family, so a child's messages say whose they are."""
    name = one_line(patient.called)
    is_own = patient.relationship == Relationship.SELF
    inside, at_first = _yours(language) if is_own else whose(name)
    return {
        "name": name,
        "for_whom": "" if is_own else name,
        "appointment": inside,
        "Appointment": at_first,
    }


@lru_cache(maxsize=16)
def _yours(_language: str | None) -> tuple[str, str]:
    return _("your appointment"), _("Your appointment")


def whose(name: str) -> tuple[str, str]:
    """Leo’s appointment; le rendez-vous de Léo: inside a sentence, and at its beginning."""
    if begins_with_vowel(name):
        inside = pgettext("before a vowel", "{name}’s appointment")
        at_first = pgettext("begins a sentence, before a vowel", "{name}’s appointment")
    else:
        inside = _("{name}’s appointment")
        at_first = pgettext("begins a sentence", "{name}’s appointment")
    return inside.format(name=name), at_first.format(name=name)


# Many patients are told of the same moments: a day has a few dozen of them. The language is named
# for the cache alone; it is the active one.
@lru_cache(maxsize=2048)
def _said_of(starts_at: datetime, zone_name: str, _language: str | None) -> Particulars:
    date, date_year, time, moment, zone = spoken(starts_at, ZoneInfo(zone_name))
    return {
        "date": date,
        "Date": date[:1].upper() + date[1:],
        "date_year": date_year,
        "Date_year": date_year[:1].upper() + date_year[1:],
        "time": time,
        "moment": moment,
        "zone": zone,
    }


@lru_cache(maxsize=2048)
def _ends(ends_at: datetime, zone_name: str, _language: str | None) -> str:
    return spoken_time(ends_at.astimezone(ZoneInfo(zone_name)))


@lru_cache(maxsize=256)
def _price(price: Decimal, _language: str | None) -> str:
    return money(price)


def later(appointment: Appointment, starts_at: datetime) -> Particulars:
    """What changes in the particulars when it begins then."""
    zone_name, language = appointment.location.zone_name, get_language()
    agreed = clinic_time(appointment.starts_at, appointment.location)
    return {**_said_of(starts_at, zone_name, language), "agreed": agreed}


def _of_the_location(location: Location) -> Particulars:
    words = location.spoken
    return _said_of_the_location(
        *(location.name, location.street, location.city, location.address, location.phone),
        *(words.finding_us, words.how_to_prepare, clinic_name()),
    )


@lru_cache(maxsize=256)
def _said_of_the_location(
    name: str,
    street: str,
    city: str,
    address: str,
    phone: str,
    finding_us: str,
    how_to_prepare: str,
    clinic: str,
) -> Particulars:
    return {
        "clinic": clinic,
        "location": one_line(name),
        "address": one_line(f"{street}, {city}"),
        "full_address": one_line(address),
        "phone": phone,
        "map_link": map_link(address),
        "finding_us": lines(finding_us),
        "how_to_prepare": lines(how_to_prepare),
    }


def _of_the_therapist(therapist: Therapist) -> Particulars:
    return {"therapist": therapist.first_name, "therapist_name": one_line(therapist.name)}


@lru_cache(maxsize=512)
def map_link(address: str) -> str:
    """Where the address is, on a map that tracks nobody."""
    return f"https://www.openstreetmap.org/search?{urlencode({'query': address})}"


def language_tag() -> str:
    """The active language as HTML names it: fr-CA"""
    return _tag(get_language())


@lru_cache(maxsize=16)
def _tag(language: str | None) -> str:
    tongue, _dash, country = (language or settings.LANGUAGE_CODE).partition("-")
    return f"{tongue}-{country.upper()}" if country else tongue


def before_visit_links(appointment: Appointment) -> Block:
    """What other rooms ask before every visit; a link says nothing of health."""
    steps = [
        (_(step.label), f"{settings.SITE_URL}{step.path(appointment)}")
        for step in before_visit()
        if step.in_messages
    ]
    asked = [(_asks(label), link, label) for label, link in steps]
    return Block(
        html=format_html_join("", '\n<p>{}</p>\n<p><a class="button" href="{}">{}</a></p>', asked),
        text="\n\n".join(f"{words}\n{link}" for words, link, _label in asked),
    )


def _asks(label: str) -> str:
    inside = label[:1].lower() + label[1:]
    return _("Before your visit: {what}. It takes a few minutes.").format(what=inside)


def policy_sentence(appointment: Appointment, now: datetime) -> str:
    """Until when the patient may still move and cancel it online, and what to do afterwards."""
    location = appointment.location
    move, cancel = reschedule_until(appointment), cancel_until(appointment)
    may_move, may_cancel = now <= move, now <= cancel
    said = _policy(may_move, may_cancel, move == cancel, bool(location.phone), get_language())
    return said.format(
        move=clinic_moment(move, location) if may_move else "",
        cancel=clinic_moment(cancel, location) if may_cancel and move != cancel else "",
        phone=location.phone,
    )


@lru_cache(maxsize=128)
def _policy(
    may_move: bool, may_cancel: bool, at_once: bool, has_phone: bool, _language: str | None
) -> str:
    """With gaps for the moments and the number; `at_once`: both until the same moment."""
    said = []
    if may_move and at_once:
        said.append(_("You can move or cancel online until {move}."))
    else:
        if may_move:
            said.append(_("You can move it online until {move}."))
        if may_cancel:
            said.append(_("You can cancel online until {cancel}."))
    said = said or [_("It is too late to move or cancel online.")]
    return " ".join([*said, _afterwards(has_phone, in_time=may_move or may_cancel)])


def policy_of_several(location: Location) -> str:
    """The same of several appointments, in hours."""
    policy: BookingPolicy = policy_of(location)
    move, cancel = policy.reschedule_cutoff_hours, policy.cancel_cutoff_hours
    if move == cancel:
        said = _("You can move or cancel each online with its link {until}.")
    else:
        said = _("You can move each online with its link {until}, and cancel it {cancel_until}.")
    sentences = f"{said} {_afterwards(bool(location.phone), in_time=True)}"
    return sentences.format(
        until=_until(move), cancel_until=_until(cancel), phone=str(location.phone)
    )


def _until(hours: int) -> str:
    if hours == 0:
        return _("until it begins")
    said = ngettext("until {hours} hour before it", "until {hours} hours before it", hours)
    return said.format(hours=hours)


def _afterwards(has_phone: bool, *, in_time: bool) -> str:
    if in_time and has_phone:
        return _("After that, please phone us: {phone}.")
    if in_time:
        return _("After that, phone us.")
    if has_phone:
        return _("If you cannot come, please phone us: {phone}.")
    return _("If you cannot come, please tell us.")
