"""Typed settings from the environment. A wrong or missing value stops the start with a sentence."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
# It goes into a header: nothing but a name and a port.
HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


@dataclass(frozen=True)
class Environment:
    """Reads typed values from `source`, normally `os.environ`.

    Every method raises ImproperlyConfigured with a sentence that names the variable.
    """

    source: Mapping[str, str]

    def text(self, name: str, default: str | None = None) -> str:
        value = self.source.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set. See docs/running.md for what it means.")
        return default

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, "on" if default else "off").lower()
        if value in YES:
            return True
        if value in NO:
            return False
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")

    def whole_number(
        self, name: str, default: int, *, least: int = 0, most: int = 1_000_000
    ) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal():
            raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
        if not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} must be from {least} to {most}, not {value}.")
        return int(value)

    def words(self, name: str, default: str | None = None) -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def url(self, name: str, schemes: set[str], default: str | None = None) -> SplitResult:
        value = self.text(name, default)
        try:
            parts = urlsplit(value)
            parts.port  # noqa: B018  (reading it checks it)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} is not a URL: {error}.") from None
        if parts.scheme not in schemes:
            wanted = ", ".join(sorted(schemes))
            raise ImproperlyConfigured(f"{name} must begin with one of {wanted}.")
        return parts

    def origins(self, name: str) -> list[str]:
        """Scheme and host of web sites, such as https://clinic.example; empty: none."""
        found = self.words(name, "")
        for origin in found:
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("https", "http")
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ImproperlyConfigured(
                    f"{name} must list origins such as https://clinic.example, not {origin!r}."
                )
            if not HOST.fullmatch(parts.netloc):
                raise ImproperlyConfigured(f"{name}: {parts.netloc!r} is not a host.")
        return found

    def database(self, name: str, default: str | None = None) -> dict[str, Any]:
        """A Django DATABASES entry from `postgresql://user:password@host:port/name?host=…`."""
        parts = self.url(name, {"postgres", "postgresql"}, default)
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", unquote(parts.hostname or "")),
            "PORT": options.pop("port", str(parts.port or "")),
            "OPTIONS": options,
        }

    def mailer(self, name: str, default: str | None = None) -> dict[str, Any]:
        """A Django MAILERS entry from `smtp://user:password@host:port`.

        `smtp` talks in clear, `smtp+tls` upgrades with STARTTLS, `smtps` begins with TLS.
        """
        parts = self.url(name, {"smtp", "smtp+tls", "smtps"}, default)
        return {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname or "localhost",
                "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_tls": parts.scheme == "smtp+tls",
                "use_ssl": parts.scheme == "smtps",
                "timeout": 10,
            },
        }

    def encryption_keys(self, name: str, default: str | None = None) -> dict[str, bytes]:
        """Keys by id from `id:base64,id:base64`; the first one encrypts, all of them decrypt."""
        keys = {}
        for word in self.words(name, default):
            key_id, _, encoded = word.partition(":")
            try:
                key = base64.urlsafe_b64decode(encoded)
            except (binascii.Error, ValueError):
                key = b""
            if not key_id or len(key) != 32:
                raise ImproperlyConfigured(
                    f"{name} must list id:key pairs, each key 32 random bytes in URL-safe base64."
                )
            keys[key_id] = key
        return keys
