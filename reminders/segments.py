"""Of how many parts a text message is made: what it costs, and whether telephones take it.

3GPP TS 23.038: a message is written in the GSM alphabet, seven bits a letter, or, as soon as one
letter is not of it, wholly in UCS-2, sixteen bits. A part has 140 bytes, and less of them for text
when there are several, because each then says which it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Written with an escape before them, so they count twice.
ESCAPED = frozenset("\f^{}\\[~]|€")
IN_ONE, IN_EACH = 160, 153
IN_ONE_OF_UCS2, IN_EACH_OF_UCS2 = 70, 67


@dataclass(frozen=True)
class Segments:
    """`units` of the alphabet in `parts`; `beyond` are the letters that the GSM alphabet lacks."""

    units: int
    parts: int
    beyond: tuple[str, ...] = ()

    @property
    def alphabet(self) -> str:
        return "UCS-2" if self.beyond else "GSM-7"


def segments(text: str) -> Segments:
    """How a provider would send the text; an empty one is of no part."""
    beyond = tuple(dict.fromkeys(letter for letter in text if not _is_gsm(letter)))
    if beyond:
        return _counted(text, _ucs2_units, IN_ONE_OF_UCS2, IN_EACH_OF_UCS2, beyond)
    return _counted(text, _gsm_units, IN_ONE, IN_EACH, ())


def _counted(
    text: str,
    units_of: Callable[[str], int],
    in_one: int,
    in_each: int,
    beyond: tuple[str, ...],
) -> Segments:
    widths = [units_of(letter) for letter in text]
    units = sum(widths)
    if units <= in_one:
        return Segments(units, 1 if text else 0, beyond)
    return Segments(units, _packed(widths, in_each), beyond)


def _packed(widths: Iterable[int], size: int) -> int:
    """The number of parts when no letter is torn in two."""
    parts, left = 0, 0
    for width in widths:
        if width > left:
            parts, left = parts + 1, size
        left -= width
    return parts


def _is_gsm(letter: str) -> bool:
    return letter in GSM or letter in ESCAPED


def _gsm_units(letter: str) -> int:
    return 2 if letter in ESCAPED else 1


def _ucs2_units(letter: str) -> int:
    return len(letter.encode("utf-16-be")) // 2
