"""The operator's page in a real browser: readable by everybody, and it reads itself anew."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from reminders import signs
from reminders.models import Channel, State
from tests.browser.desk import inspect_everywhere, staff
from tests.reminders.notes import make_message

PAGE = "/admin/messages/"


def late_messages() -> None:
    now = timezone.now()
    make_message(due_at=now - timedelta(minutes=14), not_after=now + timedelta(days=1))
    make_message(state=State.DEAD, due_at=now, error="The mail server refused the message: 550 No.")
    make_message(state=State.SENT, sent_at=now, channel=Channel.SMS)
    signs.note_provider(Channel.SMS, trouble="No answer.", now=now)


def test_it_can_be_read_by_everybody_on_any_screen(browser: Browser, live_site: str) -> None:
    late_messages()
    with staff(browser, live_site, "manager") as page:
        page.goto(PAGE)
        inspect_everywhere(page)


def test_it_reads_itself_anew(browser: Browser, live_site: str) -> None:
    with staff(browser, live_site, "manager") as page:
        page.clock.install()
        page.goto(PAGE)
        expect(page.get_by_role("heading", name="Messages go as they should")).to_be_visible()
        late_messages()
        page.clock.run_for(16_000)
        expect(page.get_by_role("heading", name="Messages do not go")).to_be_visible()


def test_it_can_be_read_without_scripts(browser: Browser, live_site: str) -> None:
    late_messages()
    with staff(browser, live_site, "manager", scripts=False) as page:
        page.goto(PAGE)
        expect(page.get_by_role("table", name="By channel")).to_be_visible()
