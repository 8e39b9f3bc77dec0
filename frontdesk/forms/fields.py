"""Fields that several forms of the desk share."""

from collections.abc import Mapping
from copy import copy
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment
from booking.refusals import Refused, TooLate
from locations.models import Location
from timeline.wall import instant

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
LONGEST_KEY = 18
# Sent by the button that does it; every other submit only looks again.
SAVE = "save"


class RowField(forms.Field):
    """One row, named by its slug or its number; whatever names none is refused in words."""

    def __init__(self, rows: QuerySet[Any], sentence: str | Promise, **options: Any) -> None:
        super().__init__(**options)
        self.rows = rows
        self.sentence = sentence

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        name = str(value)
        row = self.rows.filter(**self._where(name)).first() if "\0" not in name else None
        if row is None:
            raise forms.ValidationError(str(self.sentence))
        return row

    def _where(self, name: str) -> dict[str, str]:
        has_slug = any(field.name == "slug" for field in self.rows.model._meta.get_fields())
        if name.isascii() and name.isdecimal() and len(name) <= LONGEST_KEY:
            return {"pk": name}
        return {"slug": name} if has_slug else {"pk__in": ""}


class DayField(forms.DateField):
    """A date on the clinic's calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ("%Y-%m-%d",)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["invalid"] = _("This is not a date. An example is 2027-05-31.")

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError(_("This date is too far away."))


class MomentField(forms.CharField):
    """A moment: with its offset an instant, without one a time on the clinic's wall clock.

    The field cannot know the clinic: `moment_at` reads what it let through.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 40, **options})

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError:
            moment = None
        if moment is None or not FIRST_DAY <= moment.date() <= LAST_DAY:
            raise forms.ValidationError(_("This is not a time."))
        return moment


def moment_at(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The instant of what a MomentField read, on the wall clock of `zone` if it names no other."""
    if moment is None:
        return None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return instant(moment.date(), moment.time(), zone)


I_TELL_THEM = _("No, I tell them myself")


class TellField(forms.ChoiceField):
    """Whether the patient is told by us. The desk answers each time; yes stands first."""

    def __init__(self, no: str | Promise = I_TELL_THEM) -> None:
        super().__init__(
            label=_("Tell the patient?"),
            choices=(("yes", _("Yes")), ("no", no)),
            required=False,
            initial="yes",
            widget=forms.RadioSelect,
        )

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Shown as "yes" also in a form that is filled in from an address."""
        return initial if data is None else data

    def clean(self, value: Any) -> bool:
        return bool(super().clean(value) != "no")


class ReasonField(forms.CharField):
    """Why a rule is overridden."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "label": _("Reason"),
                "required": False,
                "max_length": 300,
                "help_text": _("It stays in the history. Nothing about health."),
                **options,
            }
        )


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Beside the reason, where one would help; else above the form."""
    wants_reason = isinstance(refusal, TooLate) and "reason" in form.fields
    form.add_error("reason" if wants_reason else None, str(refusal))


def as_seen(appointment: Appointment, sent: Mapping[str, Any]) -> Appointment:
    """The appointment with the sequence and status that a form was filled in by."""
    seen = copy(appointment)
    if sent.get("sequence") is not None:
        seen.sequence = sent["sequence"]
    if sent.get("status"):
        seen.status = sent["status"]
    return seen


def at_some_location(query: QueryDict) -> QueryDict:
    """Without a location it is the first; the board names the one it shows."""
    if query.get("location"):
        return query
    first = Location.objects.open_to_patients().values_list("slug", flat=True).first()
    query = query.copy()
    query["location"] = first or ""
    return query


def is_saving(data: Mapping[str, Any]) -> bool:
    """Whether the button was pressed that does it."""
    return SAVE in data
