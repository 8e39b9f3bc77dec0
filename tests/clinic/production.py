"""Programs of ours under production settings."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = "q1w2e3r4t5z6u7i8o9p0a1s2d3f4g5h6j7k8l9y0x1c2v3b4n5m6q7w8e9r0"
SETTINGS = {
    "DEBUG": "off",
    "SECRET_KEY": SECRET_KEY,
    "FIELD_ENCRYPTION_KEYS": "key1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "ALLOWED_HOSTS": "book.clinic.example",
    "SITE_URL": "https://book.clinic.example",
    "TRUSTED_PROXY_COUNT": "1",
    "EMAIL_URL": "smtp+tls://clinic:secret@mail.clinic.example",
    "FROM_EMAIL": "bookings@clinic.example",
    "SMS_URL": "",
    "RATE_LIMITS": "on",
    "DEV_INBOX": "",
    # The browser tests of this session may have set it.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",
}


def run(*module: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Runs `python -m module …` with production settings, some of them changed."""
    # What tests with a browser set for themselves has no place in production.
    surroundings = {name: it for name, it in os.environ.items() if not name.startswith("DJANGO_")}
    return subprocess.run(
        [sys.executable, "-m", *module],
        cwd=CHECKOUT,
        env={**surroundings, **SETTINGS, **changes},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
