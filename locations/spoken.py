"""The clinic's own texts: English columns, with French ones beside them."""

from typing import Any

from django.utils.translation import get_language


class InFrenchToo:
    """A row that has French words of its own: `summary`, and beside it `summary_in_french`."""

    @property
    def spoken(self) -> "Spoken":
        """What people read of it: `treatment.spoken.summary`."""
        return Spoken(self)


class Spoken:
    """The words of a row in the active language; the English ones where it has no French ones."""

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getattr__(self, name: str) -> str:
        in_french = getattr(self._row, f"{name}_in_french")
        words: str = in_french if reads_french() and in_french else getattr(self._row, name)
        return words


def reads_french() -> bool:
    return (get_language() or "").startswith("fr")


def in_both(*names: str) -> tuple[tuple[str, str], ...]:
    """For the admin: each field with its French one beside it."""
    return tuple((name, f"{name}_in_french") for name in names)
