"""The fixtures that other tests build on are real."""

import urllib.request

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.db import connection, connections
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


def test_another_connection_knows_these_rows_too(transactional_db: None) -> None:
    """Beside a browser, Django has another connection than the one that made the database."""
    assert hasattr(connections.create_connection("default"), "_test_serialized_contents")


def test_the_browser_opens_the_live_site(live_site: str, page: Page) -> None:
    page.goto(f"{live_site}/healthz")

    assert page.inner_text("body").strip() == "alive"


def test_the_browser_and_the_database_get_on(live_site: str, page: Page) -> None:
    page.goto(f"{live_site}/healthz")

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
