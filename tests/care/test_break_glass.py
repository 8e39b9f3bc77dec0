"""A manager opens one record by exception: with a reason, for an hour, to read, seen by all."""

from datetime import timedelta

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from care.access import clinical, clinical_records
from care.models import BreakGlass, Intake, Part, RecordAccess, Verb
from care.privacy.break_glass import close_record, open_record
from patients.models import Patient
from tests.care.full_record import fill, rows_and_copies
from tests.care.people import EVERYBODY, Cast

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "You read this record by exception"
REASON = "The college asks about the session in May."


def address(patient: Patient, verb: str = "open") -> str:
    return f"/care/patients/{patient.pk}/{verb}/"


def open_it(mona: Client, alice: Patient, reason: str = REASON) -> int:
    return mona.post(address(alice), {"reason": reason}).status_code


@pytest.mark.parametrize(
    ("name", "status"), [*zip(EVERYBODY, (302, 403, 403, 404, 404, 403, 200), strict=True)]
)
def test_only_managers_may(cast: Cast, name: str, status: int) -> None:
    client = cast.browser(name)

    assert client.get(address(cast.alice)).status_code == status
    wanted = 302 if name == "mona" else status
    assert client.post(address(cast.alice), {"reason": REASON}).status_code == wanted
    assert BreakGlass.objects.exists() == (name == "mona")
    whose = None if name == "anonymous" else cast.alice.pk
    refused = RecordAccess.objects.filter(verb=Verb.REFUSED, patient_key=whose)
    assert refused.count() == (0 if name == "mona" else 2)


def test_it_lasts_an_hour_and_is_written_down(mona: Client, cast: Cast) -> None:
    open_it(mona, cast.alice)

    opened = BreakGlass.objects.get()
    assert (opened.reason, opened.until - opened.opened_at) == (REASON, timedelta(hours=1))
    row = RecordAccess.objects.get()
    assert (row.verb, row.row_key, row.user_role) == (Verb.BREAK_GLASS, opened.pk, "manager")


@pytest.mark.parametrize(
    "reason", ["", "   ", "audit", "because so", "\0 is no reason", "x " * 900]
)
def test_it_wants_some_words(mona: Client, alice: Patient, reason: str) -> None:
    assert open_it(mona, alice, reason) == 422
    assert not BreakGlass.objects.exists()


def test_what_was_typed_is_not_lost(mona: Client, alice: Patient) -> None:
    answer = mona.post(address(alice), {"reason": "audit"})

    assert ">\naudit</textarea>" in answer.text
    assert answer["Cache-Control"].startswith("max-age=0")


def test_opening_twice_opens_once(mona: Client, alice: Patient) -> None:
    open_it(mona, alice)
    open_it(mona, alice, "Another reason for it.")

    assert BreakGlass.objects.get().reason == REASON


def test_it_is_closed_early(mona: Client, cast: Cast) -> None:
    open_it(mona, cast.alice)
    mona.post(address(cast.alice, "close"))

    assert not clinical_records(cast.users["mona"], timezone.now()).exists()


def test_a_role_taken_away_closes_it(mona: Client, cast: Cast) -> None:
    open_it(mona, cast.alice)
    cast.users["mona"].groups.clear()

    assert not clinical_records(cast.users["mona"], timezone.now()).exists()


@clinical(Part.NOTE)
def page(request: HttpRequest, patient: Patient) -> HttpResponse:
    return HttpResponse(f"{request.META['care.by_exception']} {patient.pk}")


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 404), ("delete", 404)])
def test_it_is_for_reading_only(cast: Cast, method: str, status: int) -> None:
    mona = cast.users["mona"]
    open_record(mona, cast.alice, reason=REASON, now=timezone.now())
    request = getattr(RequestFactory(), method)("/anywhere/")
    request.user = mona
    try:
        found = page(request, patient=cast.alice.pk).status_code
    except Http404:
        found = 404
    assert found == status


def test_another_managers_key_opens_nothing(cast: Cast) -> None:
    open_record(cast.users["mona"], cast.alice, reason=REASON, now=timezone.now())

    assert not clinical_records(cast.users["bob"], timezone.now()).exists()
    assert close_record(cast.users["bob"], cast.alice, now=timezone.now()) == 0


@pytest.mark.parametrize("key", [0, 987654, 10**30])
def test_it_bears_odd_numbers(mona: Client, jonas: Client, key: int) -> None:
    assert mona.get(f"/care/patients/{key}/open/").status_code == 404
    assert jonas.get(f"/care/patients/{key}/open/").status_code == 404
    assert mona.post(f"/care/patients/{key}/close/").status_code == 404


def test_the_desk_page_leads_there_for_managers_only(
    mona: Client, bob: Client, alice: Patient
) -> None:
    desk = f"/admin/people/{alice.pk}/"

    assert address(alice) in mona.get(desk).text
    assert address(alice) not in bob.get(desk).text


WRITING = ("note_save", "note_begin", "note_sign", "note_add", "questionnaire_here")


def test_no_page_of_the_record_lets_it_write(mona: Client, cast: Cast) -> None:
    fill(cast)
    before = rows_and_copies()
    open_it(mona, cast.alice)
    of = (cast.alice.pk, cast.appointment.pk)
    addresses = [reverse(f"care:{name}", args=of) for name in WRITING]
    addresses += [reverse(f"care:{name}", args=of[:1]) for name in ("course", "end_course")]

    typed = {"edition": "0", "plan": "mine", "text": "mine", "aim": "mine", "items": "1"}
    assert {mona.post(each, typed).status_code for each in addresses} <= {403, 404}
    opened = {"BreakGlass": 1, "BreakGlassEvent": 1}
    assert rows_and_copies() == {kind: n + opened.get(kind, 0) for kind, n in before.items()}


def test_every_page_of_the_record_says_so(mona: Client, maya: Client, cast: Cast) -> None:
    fill(cast)
    open_it(mona, cast.alice)
    of, intake = cast.alice.pk, Intake.objects.get().pk
    pages = [reverse(f"care:{name}", args=(of,)) for name in ("record", "progress")]
    pages.append(reverse("care:note", args=(of, cast.appointment.pk)))
    pages.append(reverse("care:intake_read", args=(of, intake)))

    assert [page for page in pages if SAID not in mona.get(page).text] == []
    assert [page for page in pages if SAID in maya.get(page).text] == []
    assert RecordAccess.objects.filter(user_role="manager", verb=Verb.READ).count() >= len(pages)
