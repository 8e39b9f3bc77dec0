"""The admin's door, its content policy, and how times are typed in it."""

import pytest
from django.forms import TimeField
from django.test import Client
from django.utils import formats

from tests.factories import make_patient
from tests.staff import at_work, make_staff

pytestmark = pytest.mark.django_db

POLICY = "Content-Security-Policy"
PASSWORD = "a long enough one"


@pytest.mark.parametrize("role", ["receptionist", "manager"])
def test_it_sends_staff_through_the_sign_in_and_back(client: Client, role: str) -> None:
    person = make_staff(role)
    person.set_password(PASSWORD)
    person.save()
    door = client.get("/admin/patients/patient/", follow=True).redirect_chain[-1][0]
    assert door == "/accounts/login/?next=%2Fadmin%2Fpatients%2Fpatient%2F"
    form = {"login": person.email, "password": PASSWORD, "next": "/admin/patients/patient/"}
    assert client.post(door, form)["Location"] == "/admin/patients/patient/"
    assert client.get("/admin/patients/patient/").status_code == 200


def test_it_has_no_sign_in_of_its_own(client: Client) -> None:
    response = client.get("/admin/login/")
    assert response["Location"].startswith("/accounts/login/")


def test_it_relaxes_the_content_policy_in_the_admin_only(client: Client) -> None:
    inside = at_work("manager").get("/admin/patients/patient/")[POLICY]
    outside = client.get("/api/v1/docs")[POLICY]
    assert "'unsafe-eval'" in inside
    assert "script-src 'self' 'unsafe-eval';" in inside
    assert "unsafe" not in outside


def test_it_lets_nobody_but_the_admin_itself_frame_the_admin(client: Client) -> None:
    assert (
        "frame-ancestors 'self'" in at_work("manager").get("/admin/patients/patient/add/")[POLICY]
    )
    assert "frame-ancestors 'none'" in client.get("/accounts/login/")[POLICY]


@pytest.mark.parametrize(("typed", "meant"), [("13:30", "13:30"), ("1:30 pm", "13:30")])
def test_it_reads_times_as_people_type_them(typed: str, meant: str) -> None:
    assert TimeField().clean(typed).strftime("%H:%M") == meant
    assert formats.get_format("TIME_INPUT_FORMATS")[0] == "%H:%M"


def test_it_suggests_patients_so_that_namesakes_differ() -> None:
    make_patient(phone="+16045550123", date_of_birth="1980-05-04")
    where = {"app_label": "booking", "model_name": "appointment", "field_name": "patient"}
    answer = at_work("receptionist").get("/admin/autocomplete/", {**where, "term": "arch"}).json()
    assert answer["results"][0]["text"] == "Alice Archer, born 1980-05-04, (604) 555-0123"


def test_it_suggests_patients_to_nobody_who_may_not_see_them() -> None:
    where = {"app_label": "booking", "model_name": "appointment", "field_name": "patient"}
    answer = at_work("therapist").get("/admin/autocomplete/", {**where, "term": "arch"})
    assert answer.status_code == 403


def test_it_suggests_nothing_for_what_no_text_contains() -> None:
    make_patient()
    where = {"app_label": "booking", "model_name": "appointment", "field_name": "patient"}
    answer = at_work("receptionist").get("/admin/autocomplete/", {**where, "term": "x\0y"})
    assert answer.json()["results"] == []
