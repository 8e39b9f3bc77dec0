"""What is read as it stands, in every language: by path, then by words, with the reason.

One module a place, named like the room; each has EXCEPTIONS: {path: {words: reason}}. The words as
the command prints them; WHOLE instead of words leaves out a file, which wants a good reason.
"""

import pkgutil
from importlib import import_module

from tests.clinic.unmarked.words import Found

WHOLE = "*"


def everything() -> dict[str, dict[str, str]]:
    """The exceptions of all modules here."""
    modules = (
        import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return {path: said for module in modules for path, said in module.EXCEPTIONS.items()}


def is_meant(found: Found) -> bool:
    """Whether somebody said why these words are not marked."""
    said = _EVERYTHING.get(found.path, {})
    return WHOLE in said or found.words in said


_EVERYTHING = everything()
