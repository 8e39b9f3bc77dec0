"""The first therapist: who, what they treat, when they work, and how they sign in."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import EmailForm
from accounts.models import User
from frontdesk.setting_up.form import StepForm
from frontdesk.setting_up.hours import open_hours
from frontdesk.setting_up.messages import welcome
from frontdesk.setting_up.scene import free_slug
from frontdesk.setting_up.week import WeekFields
from therapists.models import Registration, Therapist, WeeklyShift
from timeline.wall import local_date
from treatments.models import TreatmentType

ROLE = "therapist"
TITLE = "RMT"
CLOSED = _("The account with this address is closed. Open it first.")


class TherapistForm(WeekFields, StepForm):
    """Each time it makes one more."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("First name and family name, as patients see it."),
        error_messages={"required": _("Give the therapist’s name.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("They sign in with it: each time a code is sent there, and no password."),
        error_messages={
            "required": _("Give the address with which the therapist signs in."),
            "invalid": _("This is not an e-mail address. An example is maya@clinic.example."),
        },
    )
    treatments = forms.ModelMultipleChoiceField(
        TreatmentType.objects.filter(is_active=True),
        label=_("Treatments"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one treatment."),
            "invalid_choice": _("Tick treatments of the list."),
            "invalid_pk_value": _("Tick treatments of the list."),
            "invalid_list": _("Tick treatments of the list."),
        },
    )
    college = forms.CharField(
        label=_("Registered with"),
        max_length=150,
        required=False,
        help_text=_("The college that issued it. Receipts for insurers need both; it can wait."),
    )
    number = forms.CharField(label=_("Registration number"), max_length=40, required=False)

    def read(self) -> dict[str, Any]:
        here = Therapist.objects.filter(is_active=True).order_by("name")
        self.there = list(here.values_list("pk", "name")[:50])
        treatments = TreatmentType.objects.filter(is_active=True).values_list("pk", flat=True)
        return {"there": self.there, "treatments": list(treatments)}

    def suggested(self) -> dict[str, Any]:
        """The opening hours; of a split day the first stretch: a shift is typed, not copied."""
        whole = [one for one in open_hours(self.scene.location) if one.starts < one.ends]
        first = {one.weekday: one for one in reversed(whole)}
        return self.shown(first.values())

    def build(self) -> None:
        self.add_week()

    @property
    def closed_because(self) -> str:
        if not self.stored["treatments"]:
            return gettext("First say which treatments you offer.")
        return ""

    def clean_email(self) -> str:
        typed = EmailForm({"email": self.cleaned_data["email"]})
        if not typed.is_valid():
            raise ValidationError(self.fields["email"].error_messages["invalid"])
        address: str = typed.cleaned_data["email"]
        if known := Therapist.objects.filter(user__email=address).first():
            raise ValidationError(
                gettext("{name} signs in with this address already.").format(name=known.name)
            )
        if User.objects.filter(email=address, is_active=False).exists():
            raise ValidationError(CLOSED)
        return address

    def clean(self) -> dict[str, Any]:
        self.check_week(gettext("Tick at least one day of work."))
        college, number = self.cleaned_data.get("college"), self.cleaned_data.get("number")
        if bool(college) != bool(number):
            self.add_error(
                "number" if college else "college", gettext("Give both, or leave both empty.")
            )
        if number and Registration.objects.filter(college=college, number=number).exists():
            self.add_error("number", gettext("Somebody is registered with this number already."))
        return self.cleaned_data

    def save(self) -> None:
        typed = self.cleaned_data
        therapist = Therapist.objects.create(
            user=self._account(),
            name=typed["name"],
            slug=free_slug(Therapist, typed["name"]),
        )
        therapist.treatments.set(typed["treatments"])
        if typed["number"]:
            Registration.objects.create(
                therapist=therapist, college=typed["college"], number=typed["number"], title=TITLE
            )
        self._give_shifts(therapist)
        if therapist.user != self.scene.owner:
            welcome(therapist, now=self.scene.now)

    def _account(self) -> User:
        """An address that is known keeps its account, and what it may do already."""
        address, name = self.cleaned_data["email"], self.cleaned_data["name"]
        account = User.objects.filter(email=address).first()
        account = account or User.objects.create_user(address, name=name)
        account.groups.add(Group.objects.get(name=ROLE))
        return account

    def _give_shifts(self, therapist: Therapist) -> None:
        location = self.scene.location
        assert location
        today = local_date(self.scene.now, location.zone)
        WeeklyShift.objects.bulk_create(
            WeeklyShift(
                therapist=therapist,
                location=location,
                weekday=day,
                starts=starts,
                ends=ends,
                valid_from=today,
            )
            for day, starts, ends in self.hours()
        )
