"""The folder behind /dev/inbox/: one file for each message that somebody would have received.

An e-mail is kept as it came over the wire (`….eml`), an SMS as JSON (`….sms.json`: to, from,
body). File names begin with the time of arrival, so that sorting them is sorting by time.
"""

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path


def keep_email(folder: Path, content: bytes) -> Path:
    return _keep(folder, ".eml", content)


def keep_sms(folder: Path, *, to: str, sender: str, body: str) -> Path:
    return _keep(
        folder,
        ".sms.json",
        json.dumps({"to": to, "from": sender, "body": body}).encode(),
    )


def _keep(folder: Path, suffix: str, content: bytes) -> Path:
    """Writes the file so that a reader sees all of it or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}{suffix}"
    unfinished = folder / f".{name}"
    unfinished.write_bytes(content)
    return unfinished.rename(folder / name)
