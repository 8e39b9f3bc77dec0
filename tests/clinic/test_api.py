"""The JSON interface beside availability: what it tells, of whom, and in how many queries."""

from typing import Any

import pytest
from django.test import Client

from locations.models import OpeningHours
from tests.factories import make_location, make_therapist, make_treatment
from therapists.models import Registration

pytestmark = pytest.mark.django_db


def test_it_tells_where_the_clinic_is_and_when_it_opens(client: Client) -> None:
    place = make_location("harbour", name="Harbour", phone="604 555 0100")
    place.opening_hours.all().delete()
    OpeningHours.objects.create(location=place, weekday=6, opens="09:30", closes="17:00")
    [told] = client.get("/api/v1/locations").json()
    assert told["name"] == "Harbour"
    assert told["timezone"] == "America/Vancouver"
    assert told["opening_hours"] == [{"weekday": 7, "opens": "09:30", "closes": "17:00"}]
    assert client.get("/api/v1/locations/harbour").json() == told


def test_it_tells_what_is_offered_and_for_how_much(client: Client) -> None:
    make_treatment("swedish-massage", minutes=(60, 30))
    [told] = client.get("/api/v1/treatments").json()
    assert told["options"] == [
        {"minutes": 30, "price": "45.00", "currency": "CAD"},
        {"minutes": 60, "price": "90.00", "currency": "CAD"},
    ]
    assert client.get("/api/v1/treatments/swedish-massage").json() == told


def test_it_tells_who_works_here_with_their_registration(client: Client) -> None:
    maya = make_therapist("maya", make_treatment("swedish-massage"), name="Maya Miller")
    Registration.objects.create(therapist=maya, college="CHCPBC", number="12345")
    [told] = client.get("/api/v1/therapists").json()
    assert (told["name"], told["treatments"]) == ("Maya Miller", ["swedish-massage"])
    assert told["registrations"] == [{"college": "CHCPBC", "title": "RMT", "number": "12345"}]
    assert told["portrait"] is None
    assert client.get("/api/v1/therapists/maya").json() == told


def test_it_leaves_out_what_patients_cannot_book(client: Client) -> None:
    make_location("closed", is_active=False)
    make_treatment("gone", is_active=False)
    make_therapist("left", is_active=False)
    make_therapist("by-phone", is_online=False)
    for kind, slug in (("locations", "closed"), ("treatments", "gone"), ("therapists", "left")):
        assert client.get(f"/api/v1/{kind}").json() == []
        assert client.get(f"/api/v1/{kind}/{slug}").status_code == 404


@pytest.mark.parametrize("kind", ["locations", "treatments", "therapists"])
def test_an_unknown_one_is_not_found(client: Client, kind: str) -> None:
    assert client.get(f"/api/v1/{kind}/nobody").status_code == 404
    for odd in ("%00", "x" * 3000, "🦴", "a b"):
        assert client.get(f"/api/v1/{kind}/{odd}").status_code == 422


def test_nothing_can_be_changed(client: Client) -> None:
    for kind in ("locations", "treatments", "therapists"):
        for send in (client.post, client.put, client.patch, client.delete):
            assert send(f"/api/v1/{kind}").status_code == 405


@pytest.mark.parametrize(
    ("kind", "queries"), [("locations", 2), ("treatments", 2), ("therapists", 3)]
)
def test_it_takes_few_queries_however_many_there_are(
    client: Client, django_assert_num_queries: Any, kind: str, queries: int
) -> None:
    make_location()
    make_location()
    for _ in range(3):
        make_therapist("", make_treatment())
    with django_assert_num_queries(queries):
        assert len(client.get(f"/api/v1/{kind}").json()) > 1


def test_it_describes_itself(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/locations", "/api/v1/treatments/{slug}", "/api/v1/availability"} <= set(paths)
