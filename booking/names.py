"""Names in a row."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def joined(names: Iterable[str]) -> str:
    """Maya; Maya and Jonas; Maya, Jonas and Priya. Empty of none."""
    *others, last = [*names] or [""]
    return _("{others} and {last}").format(others=", ".join(others), last=last) if others else last
