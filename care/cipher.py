"""Clinical text is sealed with AES-256-GCM before it reaches the database, value by value.

A sealed value is `version, length of the key's id, the key's id, 12 random bytes, ciphertext`. It
is bound to the row and column it was written for: copied into another one, it does not open. The
keys come from the setting FIELD_ENCRYPTION_KEYS; its first one seals, all of them open. NIST SP
800-38D allows 2**32 values a key with random nonces: far more than a clinic ever writes.
"""

import json
import secrets
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = 1
NONCE = 12
# Spaces to a multiple of this many bytes: the length must not tell true from false, or 3 from 10.
BLOCK = 64


class CannotUnseal(Exception):
    """Not with these keys, not in this place, or not what was written. Says nothing of the text."""


def seal(value: Any, *, place: str) -> bytes:
    """`value` (anything JSON can hold), readable again only at the same `place`."""
    key_id = current_key()
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    padded = plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
    nonce = secrets.token_bytes(NONCE)
    head = _head(key_id)
    return head + nonce + _aes(_keys()[key_id]).encrypt(nonce, padded, head + place.encode())


def unseal(sealed: bytes, *, place: str) -> Any:
    """What was sealed for this place. Raises CannotUnseal."""
    head = _head(key_of(sealed))
    nonce, encrypted = sealed[len(head) : len(head) + NONCE], sealed[len(head) + NONCE :]
    try:
        aes = _aes(_keys()[key_of(sealed)])
        return json.loads(aes.decrypt(nonce, encrypted, head + place.encode()))
    except KeyError:
        raise CannotUnseal(f"FIELD_ENCRYPTION_KEYS has no key {key_of(sealed)!r}.") from None
    except (InvalidTag, ValueError):
        raise CannotUnseal(f"This is not what was sealed for {place}.") from None


def key_of(sealed: bytes) -> str:
    """The id of the key that opens it. Raises CannotUnseal for what is no sealed value."""
    if len(sealed) < 2 or sealed[0] != VERSION:
        raise CannotUnseal("This is no sealed value.")
    return sealed[2 : 2 + sealed[1]].decode(errors="replace")


def current_key() -> str:
    """The id of the key that seals."""
    return next(iter(_keys()))


def _keys() -> dict[str, bytes]:
    return settings.FIELD_ENCRYPTION_KEYS


def _head(key_id: str) -> bytes:
    name = key_id.encode()
    return bytes((VERSION, len(name))) + name


@lru_cache(maxsize=16)
def _aes(key: bytes) -> AESGCM:
    return AESGCM(key)
