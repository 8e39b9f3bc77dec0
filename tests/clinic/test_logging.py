"""Secret links never reach a log line."""

import secrets

import pytest
from django.test import Client

from clinic.logging import hide_tokens
from tests.factories import make_user


@pytest.mark.parametrize(
    "around", ["/book/{}/", "?next=%2Fappointments%2F{}%2F", "{}", "a {} b", "/feed/{}.ics"]
)
def test_it_hides_tokens(around: str) -> None:
    token = secrets.token_urlsafe(32)
    event = hide_tokens(None, "info", {"request": around.format(token)})
    assert event == {"request": around.format("[token]")}


@pytest.mark.django_db
def test_it_names_the_account_where_a_page_asks_and_not_what_was_searched(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    account = make_user()
    client.force_login(account)
    for address in ("/appointments/", "/healthz?q=Alice"):
        client.get(address)
    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    named = {line["request"]: line.get("user_id") for line in lines if "code" in line}
    assert named == {"GET /appointments/": account.pk, "GET /healthz": None}
