"""A real Celery worker, in processes of its own, on the tests' database, broker and mail server."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from booking.messages import Kind
from booking.models import Appointment
from clinic.children import Child
from clinic.embedded import free_port
from reminders.models import Channel, OutgoingMessage, State
from reminders.outbox import BATCH
from tests.booking.golden_appointment import a_message, make_golden_appointment
from tests.edges import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)

CHECKOUT = Path(__file__).resolve().parents[2]
# Away from what other tests and the application itself put into the broker.
BROKER = urlsplit(settings.REDIS_URL)._replace(path="/9").geturl()
SECONDS = 40

StartWorker = Callable[..., Child]


def database_url() -> str:
    database = connection.settings_dict
    user = f"{database['USER']}:{database['PASSWORD']}"
    where = f"host={database['HOST']}&port={database['PORT']}"
    return f"postgresql://{user}@/{database['NAME']}?{where}"


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[StartWorker]:
    """Starts workers; each one, and what it left in the broker, is gone after the test."""
    started: list[Child] = []

    def start(*options: str, **environment: str) -> Child:
        program = [sys.executable, "-m", "celery", "-A", "clinic", "worker", "--concurrency=1"]
        worker = Child(
            f"worker-{len(started)}",
            [*program, f"--schedule={tmp_path}/schedule", *options],
            state=tmp_path,
            folder=CHECKOUT,
            environment=os.environ
            | {"DATABASE_URL": database_url(), "REDIS_URL": BROKER}
            | environment,
        )
        worker.start()
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.stop(seconds=15)
    with Celery(broker=BROKER).connection() as broker:
        broker.default_channel.client.flushdb()


def tick() -> None:
    """What beat does."""
    with Celery(broker=BROKER).connection() as broker:
        Celery(broker=BROKER).send_task("reminders.deliver_due", connection=broker)


def due_reminder() -> OutgoingMessage:
    """Of an appointment in two hours, a minute late."""
    now = timezone.now()
    starts_at = now + timedelta(hours=2)
    appointment: Appointment = make_golden_appointment(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        blocked_until=starts_at + timedelta(hours=1),
    )
    message = a_message(appointment, Kind.REMINDER_SECOND, Channel.EMAIL)
    message.due_at = message.next_try_at = now - timedelta(minutes=1)
    message.not_after = starts_at
    message.save()
    return message


def is_sent(message: OutgoingMessage) -> bool:
    message.refresh_from_db()
    return message.state == State.SENT


def test_it_sends_a_due_reminder_when_beat_ticks(
    start_worker: StartWorker, mailbox: Mailbox
) -> None:
    reminder = due_reminder()
    worker = start_worker("--beat")
    worker.wait_until(lambda: is_sent(reminder), seconds=SECONDS)
    [letter] = mailbox
    assert letter["To"] == "alice@example.test"
    assert str(letter["Subject"]).startswith("Reminder for ")


class SwallowsTheFirst:
    """A mail server that never answers for its first message, and accepts every other."""

    def __init__(self) -> None:
        self.begun = 0
        self.accepted: list[bytes] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.begun += 1
        if self.begun == 1:
            await server.loop.create_future()
        self.accepted.append(envelope.original_content or b"")
        return "250 OK"


@pytest.fixture
def swallowing() -> Iterator[SwallowsTheFirst]:
    server = SwallowsTheFirst()
    server.controller.start()
    yield server
    server.controller.stop()


def test_it_sends_what_a_killed_worker_had_claimed(
    start_worker: StartWorker, swallowing: SwallowsTheFirst
) -> None:
    reminder = due_reminder()
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{swallowing.controller.port}"}
    first = start_worker(**mail)
    tick()
    first.wait_until(lambda: swallowing.begun == 1, seconds=SECONDS)
    assert first.running
    os.killpg(first.running.pid, signal.SIGKILL)
    assert not is_sent(reminder)
    assert reminder.state == State.SENDING

    OutgoingMessage.objects.update(next_try_at=timezone.now())  # the lease runs out
    # Beat ticks again and again: the broker may still hand a tick to the one that was just killed.
    second = start_worker("--beat", **mail)
    second.wait_until(lambda: is_sent(reminder), seconds=SECONDS)
    assert (len(swallowing.accepted), reminder.attempts) == (1, 2)


def test_it_goes_on_with_the_next_batch_without_another_tick(
    start_worker: StartWorker, mailbox: Mailbox
) -> None:
    reminder = due_reminder()
    # Of versions that the appointment never had: they are settled without being sent.
    others = [
        OutgoingMessage(
            subject=reminder.subject,
            version=version,
            kind=reminder.kind,
            channel=reminder.channel,
            due_at=reminder.due_at,
            next_try_at=reminder.due_at - timedelta(minutes=1),
            not_after=reminder.not_after,
        )
        for version in range(1, 2 * BATCH + 1)
    ]
    OutgoingMessage.objects.bulk_create(others)
    worker = start_worker()
    tick()
    worker.wait_until(lambda: is_sent(reminder), seconds=SECONDS)
    assert not OutgoingMessage.objects.exclude(pk=reminder.pk).exclude(state="withdrawn").exists()
