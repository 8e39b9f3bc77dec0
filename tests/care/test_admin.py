"""Privacy in the admin: managers look, nobody edits, and a long list is never counted."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from care.models import BreakGlass, ConsentText, Part, RecordAccess, RecordKeeping, Verb
from patients.models import PatientMerge
from tests.care.people import EVERYBODY, Cast
from tests.care.test_my_record import look

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = ("recordaccess", "breakglass", "erasurerequest", "recordkeeping", "consenttext")
REASON = "The college asks about May."


def listed(client: Client, name: str = "recordaccess", **query: Any) -> str:
    return client.get(f"/admin/care/{name}/", query).text


def rows(page: str) -> int:
    """Rows of the list itself."""
    return len(re.findall(r"/admin/people/\d+/", page))


@pytest.fixture
def opened(cast: Cast, now: datetime) -> BreakGlass:
    hour = {"opened_at": now, "until": now + timedelta(hours=1)}
    return BreakGlass.objects.create(
        user=cast.users["mona"], patient=cast.alice, reason=REASON, **hour
    )


@pytest.mark.parametrize("name", EVERYBODY)
def test_managers_only(cast: Cast, name: str) -> None:
    client = cast.browser(name)
    found = {client.get(f"/admin/care/{each}/").status_code for each in LISTS}

    assert (found == {200}) == (name == "mona")
    assert found <= {200, 302, 403}


@pytest.mark.parametrize("name", [*LISTS[:3], "recordkeeping"])
def test_nobody_adds_or_deletes(mona: Client, opened: BreakGlass, name: str) -> None:
    key = {"recordkeeping": "1", "breakglass": str(opened.pk)}.get(name, "1")

    assert mona.get(f"/admin/care/{name}/add/").status_code == 403
    assert mona.post(f"/admin/care/{name}/{key}/delete/", {"post": "yes"}).status_code in (302, 403)
    assert BreakGlass.objects.exists()
    assert RecordKeeping.objects.exists()


def test_it_names_who_looked_at_what(cast: Cast, mona: Client) -> None:
    look(cast.alice.pk, user_key=cast.users["maya"].pk)
    look(cast.alice.pk, user_key=None, user_role="anonymous", verb=Verb.REFUSED)

    page = listed(mona)
    assert "maya@example.test" in page
    assert "nobody signed in" in page
    assert rows(page) == 2


FOUND: tuple[tuple[dict[str, str], int], ...] = (
    ({}, 3),
    ({"verb__exact": "refused"}, 1),
    ({"part__exact": "intake"}, 1),
    ({"role": "manager"}, 1),
    ({"from": "2100-01-01"}, 0),
    ({"until": "2100-01-01"}, 3),
    ({"q": "4711"}, 2),
    ({"q": "471"}, 0),
    ({"q": "Alice"}, 0),
    ({"q": "9" * 40}, 0),
)


def test_it_is_filtered(cast: Cast, mona: Client) -> None:
    look(4711, user_role="manager")
    look(4711, verb=Verb.REFUSED)
    look(4712, part=Part.INTAKE)

    assert [rows(listed(mona, **query)) for query, _ in FOUND] == [found for _, found in FOUND]


def test_a_number_finds_what_was_merged_into_it(cast: Cast, mona: Client, now: datetime) -> None:
    PatientMerge.objects.create(kept=cast.alice, absorbed_key=4711, absorbed={}, moved={}, at=now)
    look(4711)

    assert rows(listed(mona, q=str(cast.alice.pk))) == 1


def test_a_million_rows_are_not_counted(mona: Client) -> None:
    RecordAccess.objects.bulk_create(
        RecordAccess(at=timezone.now(), user_role="therapist", verb="read", part="note")
        for _ in range(120)
    )
    with CaptureQueriesContext(connection) as captured:
        page = listed(mona)
    asked = [one["sql"] for one in captured if "care_recordaccess" in one["sql"]]
    assert len(asked) == 1
    assert "LIMIT 50" in asked[0] or "LIMIT 51" in asked[0]
    assert not any("COUNT(" in sql for sql in asked)
    assert "Next" in page or "?p=2" in page


def test_a_reason_is_read_on_its_own_page_and_noted(mona: Client, opened: BreakGlass) -> None:
    assert REASON not in listed(mona, "breakglass")
    assert not RecordAccess.objects.exists()

    assert REASON in mona.get(f"/admin/care/breakglass/{opened.pk}/change/").text
    row = RecordAccess.objects.get()
    assert (row.verb, row.row_key, row.patient_key) == (Verb.READ, opened.pk, opened.patient_id)


def test_a_text_gets_a_new_version(mona: Client) -> None:
    typed = {"kind": "treatment", "text": "I agree.", "in_force_from_0": "2027-01-01"}
    mona.post("/admin/care/consenttext/add/", {**typed, "in_force_from_1": "09:00"})

    versions = ConsentText.objects.filter(kind="treatment").order_by("version")
    assert [one.version for one in versions] == [1, 2]
    first = versions[0]
    mona.post(f"/admin/care/consenttext/{first.pk}/change/", {**typed, "text": "Changed."})
    assert ConsentText.objects.get(pk=first.pk).text == first.text


def test_managers_say_how_long_records_are_kept(mona: Client) -> None:
    typed = {"years": "10", "age_of_majority": "18", "said": "The law of Ontario."}
    mona.post("/admin/care/recordkeeping/1/change/", typed)
    assert RecordKeeping.objects.get().years == 10

    mona.post("/admin/care/recordkeeping/1/change/", {**typed, "years": "0"})
    assert RecordKeeping.objects.get().years == 10
