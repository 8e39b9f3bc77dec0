"""An e-mail as the bytes that go over the wire (RFC 5322, 2045 to 2047), composed directly.

The standard library's `email.message` builds a tree and decides anew for every part how to encode
it; that costs more than sending. Here the shape is known: text and HTML in quoted-printable, an
invitation in base64. What a header may not hold is refused, so nothing can add one.
"""

import re
from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from reminders.channels import EmailContent, Letter

CALENDAR_FILE = "appointment.ics"
# Neither quoted-printable nor base64 can contain "=_" (RFC 2045, 6.7).
MIXED, BODIES = "=_message", "=_bodies"
LONGEST_LINE = 76
# An encoded word and the name of its header fit into one line (RFC 2047, 2).
ENCODED_BYTES = 39

FORBIDDEN = re.compile(r"[\x00-\x1f\x7f]")
ATOM = r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+"
DOMAIN = r"@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*"
ORDINARY_ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*{DOMAIN}")
QUOTED_ADDRESS = re.compile(rf'"(?:[ !#-\[\]-~]|\\[ -~])+"{DOMAIN}')
# Words of ASCII with one space between them; "=?" would be read as an encoded word.
ORDINARY_TEXT = re.compile(r"(?!.*=\?)[!-~]{1,70}(?: [!-~]{1,70})*")
ORDINARY_NAME = re.compile(rf"{ATOM}(?: {ATOM})*")


def compose(
    content: EmailContent, *, sender: tuple[str, str], message_id: str, now: datetime
) -> Letter:
    """The letter from `sender` (name, address); raises ValueError when it cannot be written.

    Calendar programs look for an invitation in two places: Gmail and Outlook act on a
    `text/calendar` alternative whose type names the method, Apple Mail and the rest offer the
    attached file.
    """
    to = address(content.to)
    reply_to = [f"Reply-To: {address(content.reply_to)}"] if content.reply_to else []
    headers = (
        f"Subject: {unstructured(content.subject, used=len('Subject: '))}",
        f"From: {mailbox(*sender)}",
        f"To: {to}",
        *reply_to,
        f"Date: {_date(now.replace(microsecond=0))}",
        f"Message-ID: {_plain(message_id)}",
        # Keeps holiday replies away (RFC 3834).
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    )
    body = _with_invitation(content) if content.calendar else _bodies(content)
    return Letter(
        address(sender[1]), to, b"\r\n".join(("\r\n".join(headers).encode("ascii"), body))
    )


@lru_cache(maxsize=2000)
def address(typed: str) -> str:
    """The bare address as headers and envelopes want it; raises ValueError for anything else."""
    if ORDINARY_ADDRESS.fullmatch(typed):
        return typed
    # What is left is rare: accents in the domain, quotes before the @.
    local, _, domain = _plain(typed).rpartition("@")
    written = f"{local}@{domain.encode('idna').decode()}"
    if ORDINARY_ADDRESS.fullmatch(written) or QUOTED_ADDRESS.fullmatch(written):
        return written
    raise ValueError("This is not the address of one mailbox.")


def unstructured(text: str, *, used: int = 0) -> str:
    """A header's text, folded (RFC 5322) or encoded (RFC 2047); `used` characters stand before."""
    _plain(text)
    if ORDINARY_TEXT.fullmatch(text):
        return _folded(text, used)
    return "\r\n ".join(_encoded_words(text)) if text else ""


@lru_cache(maxsize=8)
def mailbox(name: str, at: str) -> str:
    """Name and address as one header writes them."""
    if not _plain(name):
        return address(at)
    if not ORDINARY_TEXT.fullmatch(name):
        phrase = "\r\n ".join(_encoded_words(name))
    elif ORDINARY_NAME.fullmatch(name):
        phrase = name
    else:
        phrase = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{phrase} <{address(at)}>"


def _plain(text: str) -> str:
    if FORBIDDEN.search(text):
        raise ValueError("Control characters, such as line ends, have no place in a header.")
    return text


def _folded(text: str, used: int) -> str:
    if used + len(text) <= LONGEST_LINE:
        return text
    lines, line = [], " " * used
    for word in text.split(" "):
        if len(line) + 1 + len(word) > LONGEST_LINE:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join((*lines, line))[used + 1 :]


def _encoded_words(text: str) -> Iterator[str]:
    """Whole characters only, so that each word can be read by itself."""
    piece = b""
    for character in text:
        encoded = character.encode()
        if len(piece) + len(encoded) > ENCODED_BYTES:
            yield f"=?utf-8?b?{b64encode(piece).decode()}?="
            piece = b""
        piece += encoded
    yield f"=?utf-8?b?{b64encode(piece).decode()}?="


@lru_cache(maxsize=8)
def _date(second: datetime) -> str:
    return format_datetime(second)


def _part(headers: str, body: bytes) -> bytes:
    return headers.encode("ascii") + b"\r\n\r\n" + body


def _multipart(subtype: str, boundary: str, *parts: bytes) -> bytes:
    opening = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n'.encode()
    between = f"\r\n--{boundary}\r\n".encode()
    return opening + between + between.join(parts) + f"\r\n--{boundary}--\r\n".encode()


def _written(subtype: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _part(
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable",
        b"\r\n".join(map(_quoted, lines)),
    )


# Most lines of a message stand in all others of its kind.
@lru_cache(maxsize=4096)
def _quoted(line: str) -> bytes:
    # b2a_qp ends the lines it folds as its text's first line ends, so there must be one.
    return b2a_qp(f"{line}\r\n".encode(), istext=True).removesuffix(b"\r\n")


def _bodies(content: EmailContent, *more: bytes) -> bytes:
    plain, html = _written("plain", content.text), _written("html", content.html)
    return _multipart("alternative", BODIES, plain, html, *more)


def _with_invitation(content: EmailContent) -> bytes:
    # Base64, so that no relay rewrites the line ends and folds that iCalendar prescribes.
    coded = encodebytes(content.calendar).replace(b"\n", b"\r\n")
    method = _plain(content.calendar_method)
    invitation = _part(
        f'Content-Type: text/calendar; charset="utf-8"; method="{method}"\r\n'
        "Content-Transfer-Encoding: base64",
        coded,
    )
    attached = _part(
        "Content-Type: application/ics\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{CALENDAR_FILE}"',
        coded,
    )
    return _multipart("mixed", MIXED, _bodies(content, invitation), attached)
