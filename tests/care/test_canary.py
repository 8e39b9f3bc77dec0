"""A word goes into every clinical field, all flows run, and the word is found nowhere else."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.core.cache import cache
from django.test import Client
from redis import Redis

from care import fields
from care.models import (
    Addendum,
    BreakGlass,
    CheckIn,
    Consent,
    CourseOfCare,
    Intake,
    NoteTemplate,
    SessionNote,
)
from tests import conftest
from tests.care import canary
from tests.care.canary_flows import FLOWS, Scene
from tests.care.people import Cast
from tests.edges import Mailbox, SmsProvider

pytestmark = pytest.mark.django_db(transaction=True)
FIELDS: tuple[tuple[Any, str], ...] = (
    (Intake, "answers"),
    (Consent, "signed_name"),
    (SessionNote, "content"),
    (Addendum, "text"),
    (NoteTemplate, "content"),
    (CheckIn, "answers"),
    (CourseOfCare, "aim"),
    (BreakGlass, "reason"),
)


@pytest.fixture(autouse=True)
def _empty_broker() -> Iterator[None]:
    yield
    with Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.flushdb()


@pytest.fixture
def look(cast: Cast, mailbox: Mailbox, sms_provider: SmsProvider) -> Any:
    """Runs all flows, and says in which places the word was found."""

    def run_and_look() -> set[str]:
        scene = Scene(cast)
        with canary.Log() as log:
            for flow in FLOWS:
                flow(scene)
        browsers = list(scene.browsers.values())
        places: dict[str, Iterator[str | bytes]] = {
            "the database": canary.database(),
            "the broker": canary.broker(),
            "the cookies": canary.cookies(browsers),
            "the letters": canary.letters(mailbox, sms_provider),
            "the log": iter(log.lines),
            "the servers' logs": canary.files(conftest.surroundings.folder),
        }
        assert mailbox
        assert sum("request_started" in line for line in log.lines) > 200
        assert any("Traceback" in line for line in log.lines)
        assert {200, 302, 303, 403, 404, 409, 422} <= set(scene.answered)
        assert all(canary.is_in(_opened(*field)) for field in FIELDS)
        return {
            place for place, texts in places.items() if any(canary.is_in(text) for text in texts)
        }

    return run_and_look


def _opened(model: Any, field: str) -> str:
    return str([getattr(row, field) for row in model.objects.all()])


def test_the_word_is_nowhere_else(look: Any) -> None:
    assert look() == set()


def test_without_the_cipher_it_is_found(look: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the places are looked at indeed."""

    def seal(value: Any, **_place: str) -> bytes:
        return json.dumps(value).encode()

    def unseal(sealed: bytes, **_place: str) -> Any:
        return json.loads(sealed)

    monkeypatch.setattr(fields, "seal", seal)
    monkeypatch.setattr(fields, "unseal", unseal)

    assert "the database" in look()


@pytest.mark.parametrize("spelling", canary.spellings())
def test_it_knows_the_word_in_every_spelling(spelling: bytes) -> None:
    assert canary.is_in(b"before " + spelling + b" after")


def leak_to_the_log() -> Iterator[str | bytes]:
    with canary.Log() as log:
        structlog.get_logger("anywhere").info("saved", answers={"reason": canary.WORD})
    return iter(log.lines)


def leak_to_the_broker() -> Iterator[str | bytes]:
    with Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.lpush("celery", json.dumps({"text": canary.WORD}))
    return canary.broker()


def leak_to_a_session() -> Iterator[str | bytes]:
    session = SessionStore()
    session["typed"] = canary.WORD
    session.save()
    return canary.database()


def leak_to_the_cache() -> Iterator[str | bytes]:
    cache.set("page", canary.WORD)
    return canary.database()


def leak_to_a_cookie() -> Iterator[str | bytes]:
    browser = Client()
    browser.cookies["messages"] = signing.dumps([canary.WORD] * 50, compress=True)
    return canary.cookies([browser])


@pytest.mark.parametrize(
    "leak",
    [
        leak_to_the_log,
        leak_to_the_broker,
        leak_to_a_session,
        leak_to_the_cache,
        leak_to_a_cookie,
    ],
)
def test_a_leak_is_seen(leak: Callable[[], Iterator[str | bytes]]) -> None:
    assert any(canary.is_in(text) for text in leak())
