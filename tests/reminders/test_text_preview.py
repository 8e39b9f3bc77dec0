"""A message is shown with somebody made up: without the database, these tests have none."""

from email import message_from_bytes, policy

import pytest

from reminders.channels import EmailContent
from reminders.channels.mime import compose
from reminders.models import Channel
from reminders.texts.catalogue import Text
from reminders.texts.preview import Preview, preview
from reminders.words import editable
from tests.factories import NOW

LANGUAGES = ("en-ca", "fr-ca")
REMINDER = Text("reminder_first", Channel.EMAIL, "en-ca")


def shown(text: Text = REMINDER, **draft: str) -> Preview:
    return preview(text, draft, now=NOW)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "channel"), editable())
def test_it_shows_every_text_that_can_be_written(
    kind: str, channel: Channel, language: str
) -> None:
    found = shown(Text(kind, channel, language))
    assert found.text.strip()
    assert found.glance
    assert bool(found.subject) == (channel == Channel.EMAIL)
    assert found.content.to in ("robin@example.com", "+16045550123")


def test_it_shows_light_and_dark_whatever_the_reader_has() -> None:
    found = shown()
    for html in (found.light, found.dark):
        assert "prefers-color-scheme" not in html
        assert "light dark" not in html
    assert "@media not all" in found.light
    assert "@media all" in found.dark
    assert "color-scheme: dark" in found.dark


def test_it_makes_nothing_up_for_a_kind_without_sample() -> None:
    with pytest.raises(LookupError):
        shown(Text("no_such_kind", Channel.EMAIL, "en-ca"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_no_stored_text_adds_a_line_to_the_head_of_an_e_mail(end: str) -> None:
    """The form refuses it; a row that came another way must not do it either."""
    content = shown(subject=f"Soon{end}Bcc: all@example.test", heading=f"Soon{end}there").content
    assert isinstance(content, EmailContent)
    assert len(content.subject.splitlines()) == 1
    letter = compose(
        content, sender=("Unknot", "bookings@clinic.test"), message_id="<1@clinic.test>", now=NOW
    )
    read = message_from_bytes(letter.source, policy=policy.default)
    assert read["Bcc"] is None
    assert read["To"] == content.to
