"""How long the law has a record kept.

The default follows Canadian colleges of massage therapists (for British Columbia: CMTBC bylaws,
records 16 years from the last entry, a minor's from the age of majority). A clinic sets its own
province's figures in the admin (`RecordKeeping`).
"""

from datetime import date

from care.models import RecordKeeping


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the day after a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def due_on(
    keeping: RecordKeeping, *, last_entry: date | None, born: date | None, today: date
) -> date:
    """The first day on which the record may be erased: today when there is none.

    `born` None is an adult: a clinic that treats a child asks for the date of birth.
    """
    if last_entry is None:
        return today
    begins = [last_entry]
    if born is not None:
        begins.append(years_after(born, keeping.age_of_majority))
    return max(today, years_after(max(begins), keeping.years))
