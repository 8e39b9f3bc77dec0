import pytest
from django.core.exceptions import ImproperlyConfigured

from reminders.channels.sms_account import SmsAccount, sms_account


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("twilio://AC1:se%2Fcret@api.twilio.com?from=%2B16045550100", "https://api.twilio.com"),
        ("twilio+http://AC1:se%2Fcret@127.0.0.1:9?from=+16045550100", "http://127.0.0.1:9"),
    ],
)
def test_it_reads_the_account_from_the_url(url: str, origin: str) -> None:
    assert sms_account(url) == SmsAccount(origin, "AC1", "se/cret", "+16045550100")


def test_it_knows_no_account_without_a_url() -> None:
    assert sms_account("") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://AC1:secret@api.twilio.com?from=%2B1604",
        "twilio://api.twilio.com?from=%2B1604",
        "twilio://AC1:secret@api.twilio.com",
        "AC1:secret",
    ],
)
def test_it_refuses_anything_else_with_a_sentence(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^SMS_URL must .*\.$"):
        sms_account(url)
