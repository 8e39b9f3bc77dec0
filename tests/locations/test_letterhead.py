"""The clinic's name: stored once, kept for a moment, said everywhere."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client

from locations import letterhead
from locations.letterhead import clinic_name, rename
from locations.models import Clinic
from tests.staff import at_work

pytestmark = pytest.mark.django_db


def test_it_is_that_of_the_settings_until_somebody_names_it() -> None:
    letterhead.forget()
    assert clinic_name() == settings.CLINIC_NAME


def test_it_is_new_at_once_where_it_was_changed() -> None:
    rename("Backs & Necks")
    assert clinic_name() == "Backs & Necks"


def test_it_can_be_changed_again() -> None:
    rename("First")
    rename("Second")
    assert [clinic_name(), *Clinic.objects.values_list("name", flat=True)] == ["Second"] * 2


def test_there_is_only_one() -> None:
    rename("First")
    with pytest.raises(IntegrityError, match="locations_one_clinic"):
        Clinic.objects.create(name="Second")


def test_it_is_asked_for_once(django_assert_num_queries: Callable[..., Any]) -> None:
    letterhead.forget()
    with django_assert_num_queries(1):
        assert [clinic_name(), clinic_name()] == [settings.CLINIC_NAME] * 2


def test_it_is_asked_for_again_when_half_a_minute_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    letterhead.keep("Old")
    Clinic.objects.create(name="New")
    assert clinic_name() == "Old"
    monkeypatch.setattr(letterhead, "KEPT_SECONDS", 0)
    letterhead.keep("Old")
    assert clinic_name() == "New"


def test_it_is_said_while_the_database_is_away() -> None:
    letterhead.keep("Backs & Necks")
    letterhead.forget()
    with connection.cursor() as cursor, pytest.raises(Exception, match="no_such_table"):
        cursor.execute("SELECT * FROM no_such_table")
    # The transaction is broken: no question is answered any more.
    assert clinic_name() == "Backs & Necks"
    connection.set_rollback(True)


def test_it_stands_on_pages_and_in_the_admin(client: Client) -> None:
    rename("Backs & Necks")
    assert "· Backs &amp; Necks</title>" in client.get("/").text
    assert "Backs &amp; Necks" in at_work("manager").get("/admin/").text
