"""Secret links never reach a log line."""

import secrets

import pytest

from clinic.logging import hide_tokens


@pytest.mark.parametrize(
    "around", ["/book/{}/", "?next=%2Fappointments%2F{}%2F", "{}", "a {} b", "/feed/{}.ics"]
)
def test_it_hides_tokens(around: str) -> None:
    token = secrets.token_urlsafe(32)
    event = hide_tokens(None, "info", {"request": around.format(token)})
    assert event == {"request": around.format("[token]")}
