"""Every address of the front desk: who may open it, and that nothing typed there breaks it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from booking.history import latest_event
from booking.models import Appointment, Attention, WaitlistEntry
from booking.waiting.offering import offer_free_starts
from frontdesk.urls import urlpatterns
from patients.models import Patient
from roster.models import TimeOffRequest
from tests.booking.courses import book_course, sessions_at
from tests.booking.waiting_list import offer_to, waits
from tests.factories import Clinic, make_patient
from tests.frontdesk.panels import booked, soon
from tests.staff import at_work
from therapists.models import TimeOff

pytestmark = pytest.mark.django_db(transaction=True)

NO_SUCH_VERB = 405
MANAGERS_ONLY = {
    *("reports", "report", "report_csv", "set_up", "set_up_step", "time_off", "time_off_decide"),
}
MARKUP = "\U0001f486 'Ω\"<b>%s"
ODD = (
    "",
    "\0",
    "-1",
    "99999999999999999999999",
    MARKUP,
    "9999-12-31",
    "0001-01-01T00:00",
    "x" * 5000,
)
FIELDS = (
    *("answer", "at", "choose", "count", "date", "date_of_birth", "day", "decision"),
    *("desk_note", "earliest"),
    *("email", "every", "family_name", "first", "first_day", "from", "from_now", "given_name"),
    *("instead_of", "last", "last_day", "late", "latest", "location", "look", "minutes", "note"),
    *("option", "page", "paper", "patient", "phone", "q", "reason", "request", "room", "seen"),
    *("sequence", "since", "starts_at", "state", "sure", "tell", "therapist", "time", "to"),
    *("city", "name", "names", "postal_code", "province", "send", "street", "zone_name"),
    *("treatment", "trouble", "until", "urgency", "view", "weekdays"),
)


class Scene:
    """One of everything that an address can be about."""

    def __init__(self) -> None:
        now, clinic = timezone.now(), Clinic(therapists=2, rooms=2)
        self.patient, self.twin = make_patient(), make_patient()
        self.appointment = booked(clinic, soon(clinic, 10), patient=self.patient)
        starts = [soon(clinic, 14, days=3 + 7 * number) for number in range(2)]
        self.series = book_course(clinic, sessions_at(clinic, *starts), now=now)
        day = soon(clinic, 10, days=4).astimezone(clinic.location.zone).date()
        self.entry = waits(clinic, now=now, first_day=day, last_day=day)
        offer_free_starts(now=now)
        self.offer = offer_to(self.entry)
        self.attention = Attention.objects.create(
            appointment=self.appointment, sequence=0, why="Away.", noticed_at=now
        )
        self.time_off = TimeOff.objects.create(
            therapist=clinic.therapist, starts_at=soon(clinic, 16), ends_at=soon(clinic, 17)
        )
        self.asked = TimeOffRequest.objects.create(
            therapist=clinic.therapist,
            starts_at=soon(clinic, 13),
            ends_at=soon(clinic, 14),
            asked_at=now,
        )

    def keys(self, route: str) -> dict[str, Any]:
        """What stands in the address with this name."""
        if route in ("contact_works", "merge", "merge_with", "patient"):
            return {"pk": self.patient.pk, "other": self.twin.pk}
        about = {
            "attention_decide": self.attention,
            "attention_accept": self.attention,
            "unblock": self.time_off,
            "series": self.series,
            "series_cancel": self.series,
            "series_move": self.series,
            "series_undo": self.series,
            "time_off_decide": self.asked,
            "waiting_accept": self.offer,
            "waiting_withdraw": self.offer,
        }
        waiting = self.entry if route.startswith("waiting") else self.appointment
        return {
            "pk": about.get(route, waiting).pk,
            "event": latest_event(self.appointment).pk,
            "verb": "arrive",
            "version": 1,
            "slug": "hours",
            "name": "location",
        }

    def addresses(self) -> dict[str, str]:
        """Every address of the front desk by the name of its route, each about something real."""
        found = {}
        for route in urlpatterns:
            name = str(route.name)
            wanted = route.pattern.converters
            keys = {key: value for key, value in self.keys(name).items() if key in wanted}
            found[name] = reverse(f"frontdesk:{name}", kwargs=keys)
        return found


@pytest.fixture
def scene() -> Scene:
    return Scene()


def answers(client: Client, scene: Scene) -> dict[str, tuple[int, int]]:
    """The status of GET and of an empty POST by the name of the route."""
    return {
        name: (client.get(url).status_code, client.post(url).status_code)
        for name, url in scene.addresses().items()
    }


def statuses(client: Client, scene: Scene) -> set[int]:
    return {status for both in answers(client, scene).values() for status in both}


def as_it_was() -> list[Any]:
    """What nobody without the right may have changed."""
    models = (Appointment, Attention, Patient, TimeOff, TimeOffRequest, WaitlistEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_it_asks_everybody_to_sign_in(client: Client, scene: Scene) -> None:
    assert statuses(client, scene) == {302, NO_SUCH_VERB}
    assert "login" in client.get(reverse("frontdesk:board"))["Location"]


@pytest.mark.parametrize("role", ["patient", "therapist"])
def test_it_refuses_other_roles(scene: Scene, role: str) -> None:
    before = as_it_was()
    assert statuses(at_work(role), scene) == {403, NO_SUCH_VERB}
    assert as_it_was() == before


@pytest.mark.parametrize("role", ["receptionist", "manager"])
def test_it_serves_the_desk(scene: Scene, role: str) -> None:
    refused = {name for name, both in answers(at_work(role), scene).items() if 403 in both}
    assert refused == (MANAGERS_ONLY if role == "receptionist" else set())


def test_a_page_to_look_at_changes_nothing(scene: Scene) -> None:
    before, bob = as_it_was(), at_work("receptionist")
    for url in scene.addresses().values():
        bob.get(url)
        bob.head(url)
    assert as_it_was() == before


def headers(method: str, odd: str) -> dict[str, str] | None:
    """In the panel, and once as a page: what is around it is the same whatever is typed."""
    return None if method == "get" and odd == MARKUP else {"HX-Request": "true"}


def typed(method: str, odd: str) -> dict[str, str]:
    """No server takes an address as long as a form may be."""
    return dict.fromkeys(FIELDS, odd[:100] if method == "get" else odd)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_bears_whatever_is_typed(scene: Scene, method: str) -> None:
    manager = at_work("manager")
    manager.raise_request_exception = False
    ask, addresses = getattr(manager, method), scene.addresses()
    broken = [
        (name, odd)
        for odd in ODD
        for name, url in addresses.items()
        if ask(url, typed(method, odd), headers=headers(method, odd)).status_code >= 500
    ]
    assert broken == []
