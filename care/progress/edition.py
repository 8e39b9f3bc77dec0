"""What somebody saw before they changed it, as a word for the form: says nothing of the content."""

from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac


def edition_of(*parts: Any) -> str:
    """The same for the same parts, another one as soon as one of them differs."""
    return salted_hmac("care.progress.edition", repr(parts), algorithm="sha256").hexdigest()[:32]


def is_same(edition: str, seen: str) -> bool:
    return constant_time_compare(edition, seen)
