"""The fixtures that other tests build on are real."""

import urllib.request

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.db import connection
from playwright.sync_api import Page

from tests.edges import Mailbox


def test_mail_goes_over_the_wire(mailbox: Mailbox) -> None:
    send_mail("Hello", "Good morning", None, ["alice@example.org"])

    assert mailbox.to("alice@example.org")[0]["Subject"] == "Hello"
    assert "Good morning" in mailbox[0].get_content()


def test_the_mailbox_is_empty_at_first(mailbox: Mailbox) -> None:
    assert len(mailbox) == 0


def test_the_live_site_is_ready(live_site: str) -> None:
    with urllib.request.urlopen(f"{live_site}/readyz", timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("_time", ["first", "again"])
def test_rows_from_migrations_survive_a_test_that_commits(live_site: str, _time: str) -> None:
    assert ContentType.objects.filter(app_label="booking").exists()


@pytest.mark.parametrize("_time", ["first", "again"])
def test_rows_of_a_test_that_commits_do_not(transactional_db: None, _time: str) -> None:
    assert not Group.objects.filter(name="left over").exists()
    Group.objects.create(name="left over")


@pytest.mark.parametrize("_time", ["first", "again"])
def test_rows_that_it_deletes_come_back(transactional_db: None, _time: str) -> None:
    assert Group.objects.all().delete()[0] > 0


def test_the_browser_opens_the_live_site(live_site: str, page: Page) -> None:
    page.goto(f"{live_site}/healthz")

    assert page.inner_text("body").strip() == "alive"


def test_the_browser_and_the_database_get_on(live_site: str, page: Page) -> None:
    page.goto(f"{live_site}/healthz")

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
