"""Where a clinical word could leak to, and how to look there for it."""

import base64
import logging
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.test import Client
from redis import Redis

from tests.edges import Mailbox, SmsProvider

WORD = "zaunkoenig7q"


class Log(logging.Handler):
    """Every line that the site logs, as it is written out, and what it was written from."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        # Django's own logger hands nothing on to the root.
        self.loggers = [logging.getLogger(), logging.getLogger("django")]
        self.setFormatter(self.loggers[1].handlers[0].formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [self.format(record), str(record.__dict__)]

    def __enter__(self) -> Self:
        for logger in self.loggers:
            logger.addHandler(self)
        return self

    def __exit__(self, *_error: object) -> None:
        for logger in self.loggers:
            logger.removeHandler(self)


def spellings(word: str = WORD) -> list[bytes]:
    """As it is, in capitals, as PostgreSQL shows bytes, and in base64 at each of three offsets."""
    plain = word.encode()
    shifted = [base64.b64encode(b"x" * by + plain)[4 if by else 0 : -4] for by in range(3)]
    return [plain, word.upper().encode(), plain.hex().encode(), *shifted]


def is_in(text: str | bytes) -> bool:
    """Whether the word stands there, in any spelling."""
    found = text if isinstance(text, bytes) else text.encode()
    return any(spelling in found for spelling in spellings())


def database() -> Iterator[str]:
    """Every row of every table in clear, sessions and cache unpacked as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row::text FROM public."{table}" row')  # noqa: S608
            yield from (row for (row,) in cursor.fetchall())
        cursor.execute(f"SELECT value FROM {settings.CACHES['default']['LOCATION']}")  # noqa: S608
        yield from (base64.b64decode(value).decode(errors="replace") for (value,) in cursor)
    for session in Session.objects.all():
        yield str(session.get_decoded())


def broker() -> Iterator[bytes]:
    """Every key that the broker holds, and what is behind it."""
    with Redis.from_url(settings.REDIS_URL) as valkey:
        for key in valkey.scan_iter():
            yield key
            yield valkey.dump(key) or b""
            if valkey.type(key) == b"list":
                yield from valkey.lrange(key, 0, -1)
            if valkey.type(key) == b"hash":
                yield from valkey.hgetall(key).values()


def cookies(browsers: list[Client]) -> Iterator[str]:
    """What the browsers were given to keep, unpacked where Django packs it."""
    for browser in browsers:
        for cookie in browser.cookies.values():
            yield cookie.value
            yield from _unpacked(cookie.value)


def _unpacked(value: str) -> Iterator[str]:
    packed = value.split(":")[0]
    try:
        content = signing.b64_decode(packed.lstrip(".").encode())
        yield content.decode(errors="replace")
        yield zlib.decompress(content).decode(errors="replace")
    except (ValueError, zlib.error):
        return


def letters(mailbox: Mailbox, phone: SmsProvider) -> Iterator[str]:
    """All that was sent, each part decoded."""
    for letter in mailbox:
        yield letter.as_string()
        yield from (str(part.get_content()) for part in letter.walk() if not part.is_multipart())
    yield from (str(form) for form in phone.requests)


def files(folder: Path) -> Iterator[bytes]:
    """The logs of the servers around us: PostgreSQL writes down statements that failed."""
    for log in folder.rglob("*.log"):
        yield log.read_bytes()
