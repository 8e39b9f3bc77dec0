import pytest
from django.test import Client


def test_it_says_that_it_lives(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200


@pytest.mark.django_db
def test_it_says_that_it_is_ready(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": "ok",
        "broker": "ok",
        "oldest_overdue_message_seconds": None,
    }
