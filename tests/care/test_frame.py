"""What stands above every page of a record: whose navigation."""

from django.test import Client

from patients.models import Patient

ROSTER = 'href="/roster/time-off/"'


def test_a_therapist_finds_their_own_pages(maya: Client, alice: Patient) -> None:
    assert ROSTER in maya.get(f"/care/patients/{alice.pk}/").text


def test_a_manager_let_in_finds_the_desk_and_no_link_that_refuses(
    mona: Client, alice: Patient
) -> None:
    mona.post(f"/care/patients/{alice.pk}/open/", {"reason": "The college asks about the session."})
    page = mona.get(f"/care/patients/{alice.pk}/")
    assert "You read this record by exception" in page.text
    assert ROSTER not in page.text
    assert "Back to the desk" in page.text
