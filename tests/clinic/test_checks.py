"""Settings that must not reach production are refused, by `check` and by everything that runs."""

import os
import zoneinfo
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from clinic import checks
from tests.clinic import production

INSECURE = {
    "RATE_LIMITS": "off",
    "SITE_URL": "http://book.clinic.example",
    "DATABASE_REPLICA_URL": os.environ["DATABASE_URL"],
}
SENTENCES = (
    "RATE_LIMITS may be off only",
    "SITE_URL must begin with https://",
    "DATABASE_REPLICA_URL must name another server",
)


@pytest.fixture
def in_production(settings: Settings) -> Settings:
    settings.DEBUG = False
    settings.SECRET_KEY = production.SECRET_KEY
    settings.FIELD_ENCRYPTION_KEYS = {"key1": bytes(range(32))}
    settings.ALLOWED_HOSTS = ["book.clinic.example"]
    settings.SITE_URL = "https://book.clinic.example"
    settings.HTTPS = True
    settings.RATE_LIMITS = True
    settings.DEV_INBOX = ""
    settings.TRUSTED_PROXY_COUNT = 1
    return settings


def test_it_accepts_safe_settings(in_production: Settings) -> None:
    assert checks.production_settings() == []
    assert checks.proxy_is_known() == []
    checks.refuse_unsafe_settings()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY must be at least 50 random characters."),
        ("SECRET_KEY", "insecure-" + "ab1c2d3e4f" * 6, "SECRET_KEY must be at least 50"),
        ("SECRET_KEY", "abc" * 20, "SECRET_KEY must be at least 50"),
        ("FIELD_ENCRYPTION_KEYS", {"dev": bytes(32)}, "FIELD_ENCRYPTION_KEYS holds a key"),
        ("HTTPS", False, "SITE_URL must begin with https://"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS must name the hosts, not *."),
        ("ALLOWED_HOSTS", ["other.example"], "ALLOWED_HOSTS must contain the host of SITE_URL."),
        ("RATE_LIMITS", False, "RATE_LIMITS may be off only when DEBUG is on."),
        ("DEV_INBOX", "/tmp/inbox", "DEV_INBOX shows every message to everybody"),  # noqa: S108
    ],
)
def test_it_refuses_what_is_unsafe(
    in_production: Settings, name: str, value: Any, sentence: str
) -> None:
    setattr(in_production, name, value)

    (error,) = checks.production_settings()

    assert error.msg.startswith(sentence)


def test_it_names_everything_at_once(in_production: Settings) -> None:
    in_production.RATE_LIMITS = False
    in_production.HTTPS = False

    with pytest.raises(SystemExit, match=r"(?s)SITE_URL must.*RATE_LIMITS may"):
        checks.refuse_unsafe_settings()


def test_it_lets_development_be(in_production: Settings) -> None:
    in_production.DEBUG = True
    in_production.RATE_LIMITS = False

    assert checks.production_settings() == []


def test_it_warns_about_an_unknown_proxy(in_production: Settings) -> None:
    in_production.TRUSTED_PROXY_COUNT = 0

    (warning,) = checks.proxy_is_known()

    assert warning.msg.startswith("TRUSTED_PROXY_COUNT is 0")


def test_it_refuses_the_zone_rules_of_the_operating_system() -> None:
    zoneinfo.reset_tzpath(to=["/usr/share/zoneinfo"])
    try:
        (error,) = checks.pinned_zone_rules()
    finally:
        zoneinfo.reset_tzpath(to=())

    assert "must come from the tzdata package, not /usr/share/zoneinfo" in error.msg
    assert checks.pinned_zone_rules() == []


def test_check_deploy_is_clean() -> None:
    done = production.run("manage", "check", "--deploy", "--fail-level", "INFO")

    assert "no issues" in done.stdout
    assert done.returncode == 0


def test_check_refuses() -> None:
    done = production.run("manage", "check", **INSECURE)

    assert done.returncode == 1
    assert all(sentence in done.stderr for sentence in SENTENCES)


@pytest.mark.parametrize(
    "program",
    [
        ("celery", "--app", "clinic", "worker", "--pool", "threads"),
        ("celery", "--app", "clinic", "beat", "--schedule", "{folder}/schedule"),
        ("granian", "--interface", "wsgi", "--port", "0", "clinic.wsgi:application"),
    ],
    ids=["worker", "beat", "web"],
)
def test_no_program_starts_with_unsafe_settings(program: tuple[str, ...], tmp_path: Path) -> None:
    done = production.run(*(part.format(folder=tmp_path) for part in program), **INSECURE)

    assert done.returncode != 0
    assert all(sentence in done.stdout + done.stderr for sentence in SENTENCES)
