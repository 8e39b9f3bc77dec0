"""The broker is killed with everything it held: rows wait, booking goes on."""

from reminders.models import OutgoingMessage
from tests.clinic.waiting import eventually
from tests.concurrency.together import Stopwatch
from tests.factories import Clinic
from tests.faults.booking import book_on_the_website
from tests.faults.crew import Crew
from tests.faults.due import address, all_sent, due
from tests.faults.post_office import PostOffice
from tests.faults.servers import Servers

FIVE_MINUTES = 300


def test_it_books_meanwhile_and_sends_everything_after_its_return(
    open_clinic: Clinic, running: Crew, servers: Servers, post_office: PostOffice
) -> None:
    servers.kill_broker()
    messages = due(open_clinic, 100)
    booked = book_on_the_website(running.web_address, open_clinic)
    about_it = OutgoingMessage.objects.filter(
        subject=f"appointment:{booked.pk}", kind="confirmation"
    )
    assert running.web_says("/readyz") == 503
    assert post_office.taken == []

    servers.start_broker_again()
    watch = Stopwatch()
    eventually(lambda: all_sent([*messages, *about_it]), seconds=FIVE_MINUTES)
    watch.say("broker killed, 100 due", copies=post_office.copies)
    assert {address(number) for number in range(100)} < set(post_office.taken)
    assert post_office.copies == 0
    assert running.web_says("/readyz") == 200
