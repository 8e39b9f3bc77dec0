"""The shapes of what is typed: the day after, the questionnaire, the course of care."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from care.models import CourseOfCare
from care.progress.answers import SAID, Answers, Soreness
from care.progress.courses import Plan
from care.progress.roland_morris import ITEMS

LONGEST_WORDS = 2000
# A day further off was mistyped; the calendar ends, too.
FURTHEST = timedelta(days=5 * 366)
CHOOSE = {
    "required": _("Please choose one."),
    "invalid_choice": _("Please choose one of these."),
}


class CheckInForm(forms.Form):
    """Four short questions."""

    soreness = forms.ChoiceField(
        label=_("Are you sore?"),
        choices=[(key.value, said) for key, said in SAID.items()],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    bruising = forms.ChoiceField(
        label=_("Do you have bruises?"),
        choices=(("no", _("No")), ("yes", _("Yes"))),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    pain = forms.TypedChoiceField(
        label=_("How strong is your pain today?"),
        help_text=_("0 is no pain, 10 the worst you can imagine."),
        choices=[(str(score), str(score)) for score in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    words = forms.CharField(
        label=_("Anything you want to say?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    call = forms.BooleanField(label=_("Please call me"), required=False)

    def answers(self) -> Answers:
        """What was answered; the form is valid."""
        given = self.cleaned_data
        return Answers(
            soreness=Soreness(given["soreness"]),
            bruising=given["bruising"] == "yes",
            pain=given["pain"],
            words=given["words"],
            call=given["call"],
        )

    @staticmethod
    def initial_of(answers: Answers) -> dict[str, Any]:
        return {**answers.to_store(), "bruising": "yes" if answers.bruising else "no"}


class QuestionnaireForm(forms.Form):
    """Twenty-four sentences to tick or to leave."""

    items = forms.TypedMultipleChoiceField(
        label=_("Tick what describes you today"),
        choices=list(enumerate(ITEMS, start=1)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("This is none of the sentences. Please look again.")},
    )


class CourseForm(forms.ModelForm):  # type: ignore[type-arg]
    """What therapist and patient plan together."""

    aim = forms.CharField(
        label=_("Aim, in the patient's words"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = CourseOfCare
        fields = ("planned_sessions", "every_days", "starts_on", "review_on")
        labels = {
            "planned_sessions": _("Number of sessions"),
            "every_days": _("Days from session to session"),
            "starts_on": _("First day"),
            "review_on": _("Look back on"),
        }
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    field_order = ("planned_sessions", "every_days", "aim", "starts_on", "review_on")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        course: CourseOfCare | None = kwargs.get("instance")
        usual = {
            "planned_sessions": 6,
            "every_days": 7,
            "starts_on": today,
            "review_on": today + timedelta(weeks=6),
        }
        kwargs["initial"] = {"aim": course.aim} if course else usual
        super().__init__(*args, **kwargs)
        self.today = today
        for name, most in (("planned_sessions", 100), ("every_days", 365)):
            field = self.fields[name]
            field.widget.attrs |= {"inputmode": "numeric", "min": 1, "max": most}
            field.min_value, field.max_value = 1, most  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for name, most in (("planned_sessions", 100), ("every_days", 365)):
            if (value := cleaned.get(name)) is not None and not 1 <= value <= most:
                words = gettext("Please give a number from 1 to {most}.")
                self.add_error(name, words.format(most=most))
        for name in ("starts_on", "review_on"):
            day = cleaned.get(name)
            # What was planned long ago stands.
            if day and name in self.changed_data and abs(day - self.today) > FURTHEST:
                self.add_error(name, gettext("Please give a day within five years of today."))
        first, review = cleaned.get("starts_on"), cleaned.get("review_on")
        if first and review and review < first:
            self.add_error("review_on", gettext("This is before the first day."))
        return cleaned

    def plan(self) -> Plan:
        """What was planned; the form is valid."""
        given = self.cleaned_data
        return Plan(**{name: given[name] for name in self.field_order})
