"""Figures of a report and how people read them."""

from decimal import Decimal
from enum import Enum

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from booking.templatetags.clinic_time import money

# None: there is no such figure, for instance a share of nothing.
type Figure = str | int | float | Decimal | None

NOTHING = "–"
# So many hours, and more, are shown without tenths.
WITH_TENTHS = 1000


class Kind(Enum):
    """What a column holds. Shares are from 0 to 1, hours and days may be fractions."""

    TEXT = "text"
    COUNT = "count"
    HOURS = "hours"
    SHARE = "share"
    MONEY = "money"

    def shown(self, figure: Figure) -> str:
        """The figure as people read it."""
        if figure is None:
            return NOTHING
        match self:
            case Kind.MONEY:
                return money(Decimal(figure))
            case Kind.SHARE:
                return percent(float(figure), decimals=0 if float(figure) in (0, 1) else 1)
            case Kind.HOURS:
                decimals = 1 if float(figure) < WITH_TENTHS else 0
                return number_format(float(figure), decimal_pos=decimals, force_grouping=True)
            case Kind.COUNT:
                return number_format(figure, force_grouping=True)
            case Kind.TEXT:
                return str(figure)


def share(part: float | Decimal, whole: float | Decimal) -> float | None:
    """`part` of `whole` as a number from 0 to 1, if there is a whole."""
    return float(part) / float(whole) if whole else None


def percent(part: float, *, decimals: int) -> str:
    """66.7%; 66,7 %"""
    rounded = Decimal(f"{100 * part:.{decimals}f}")
    return _("{number}%").format(number=number_format(rounded, decimals))
