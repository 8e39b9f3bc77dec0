"""What we compose, the standard library's parser must read back as it was given."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.channels import EmailContent, Letter
from reminders.channels.mime import compose

NOW = datetime(2027, 5, 3, 15, 0, tzinfo=UTC)
CLINIC = ("Unknot Massage Therapy", "bookings@clinic.test")
KEY = "<message-1-2@clinic.test>"

any_text = st.text(st.characters(exclude_categories=["Cs"]))
one_line = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1)
    .map(str.strip)
    .filter(bool)
)
# The parser itself makes one space of several in a name.
names = one_line.map(lambda text: " ".join(text.split()))
addresses = st.from_regex(
    r"[a-z0-9!#$%&'*+/=?^_{|}~-]{1,20}@[a-z0-9]{1,20}\.[a-z]{2,5}", fullmatch=True
)


def letter(sender: tuple[str, str] = CLINIC, **fields: Any) -> Letter:
    note = EmailContent(to="alice@example.test", subject="A note", text="Hello.", html="<p>Hi</p>")
    return compose(replace(note, **fields), sender=sender, message_id=KEY, now=NOW)


def read(source: bytes) -> EmailMessage:
    message = message_from_bytes(source, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def in_unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def said(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return in_unix_lines(payload.decode())


@given(text=any_text, html=any_text)
def test_it_says_any_text_unchanged(text: str, html: str) -> None:
    plain, rich = read(letter(text=text, html=html).source).iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert (said(plain), said(rich)) == (in_unix_lines(text), in_unix_lines(html))


@given(subject=one_line)
def test_it_says_any_subject_unchanged(subject: str) -> None:
    assert read(letter(subject=subject).source)["Subject"] == subject


@given(name=names)
def test_it_names_any_clinic_unchanged(name: str) -> None:
    source = letter(sender=(name, "bookings@clinic.test")).source
    # The modern parser puts spaces between the encoded words of a name.
    shown, at = parseaddr(message_from_bytes(source)["From"])
    assert (str(make_header(decode_header(shown))), at) == (name, "bookings@clinic.test")


@given(to=addresses, reply_to=addresses)
def test_it_addresses_whom_it_is_told(to: str, reply_to: str) -> None:
    written = letter(to=to, reply_to=reply_to)
    message = read(written.source)
    assert (message["To"], message["Reply-To"], written.to) == (to, reply_to, to)


@given(text=any_text, subject=one_line, calendar=st.binary(min_size=1))
def test_it_never_writes_a_line_that_smtp_forbids(text: str, subject: str, calendar: bytes) -> None:
    source = letter(text=text, subject=subject, calendar=calendar, calendar_method="REQUEST").source
    lines = source.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(b"\r" in line or b"\n" in line or not line.isascii() for line in lines)


@given(calendar=st.binary(min_size=1))
def test_it_carries_an_invitation_to_act_on_and_as_a_file(calendar: bytes) -> None:
    message = read(letter(calendar=calendar, calendar_method="CANCEL").source)
    bodies, attached = message.iter_parts()
    _plain, _html, invitation = bodies.iter_parts()
    assert invitation.get_payload(decode=True) == attached.get_payload(decode=True) == calendar
    assert invitation["Content-Type"].params == {"charset": "utf-8", "method": "CANCEL"}
    assert attached.get_filename() == "appointment.ics"


def test_it_has_the_headers_of_an_automatic_message() -> None:
    message = read(letter().source)
    assert message["Message-ID"] == KEY
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    assert message["MIME-Version"] == "1.0"


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n", "\x00", "\x0b", "\x7f"])
@pytest.mark.parametrize("field", ["to", "subject", "reply_to"])
def test_it_refuses_what_would_add_a_header(field: str, line_end: str) -> None:
    smuggled: dict[str, Any] = {field: f"a@example.test{line_end}Bcc: b@example.test"}
    with pytest.raises(ValueError, match="Control characters"):
        letter(**smuggled)


@pytest.mark.parametrize(
    "to",
    ["", "alice", "a@b, c@d", "a b@example.test", "<a@b.test>", "é@example.test", "a@b.test c@d"],
)
def test_it_refuses_what_is_not_one_address(to: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        letter(to=to)


def test_it_writes_a_domain_with_accents_as_mail_servers_know_it() -> None:
    assert letter(to="zoe@château.test").to == "zoe@xn--chteau-xta.test"
