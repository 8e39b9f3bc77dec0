"""The steps in their order, each with the page that asks it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontdesk.setting_up.form import StepForm
from frontdesk.setting_up.hours import HoursForm, PolicyForm
from frontdesk.setting_up.place import LocationForm, NameForm, RoomsForm
from frontdesk.setting_up.testing import MessagesForm
from frontdesk.setting_up.therapist import TherapistForm
from frontdesk.setting_up.treatments import TreatmentsForm


@dataclass(frozen=True)
class Step:
    """`name` stands in the address and names the template; without a form nothing is asked."""

    name: str
    title: Promise
    lead: Promise
    form: type[StepForm] | None

    @property
    def template(self) -> str:
        return f"admin/frontdesk/set_up/{self.name}.html"


STEPS = (
    Step(
        "name",
        _("What is the clinic called?"),
        _("The name stands on every page and in every message. You can change it at any time."),
        NameForm,
    ),
    Step(
        "location",
        _("Where do patients come to?"),
        _("Begin with one location; more can be added in the admin."),
        LocationForm,
    ),
    Step(
        "hours",
        _("When are you open?"),
        _("Sessions lie within these hours. A break at noon or holidays can be added later."),
        HoursForm,
    ),
    Step(
        "rooms",
        _("Which rooms do you have?"),
        _("As many people can be treated at a time as there are rooms."),
        RoomsForm,
    ),
    Step(
        "treatments",
        _("What do you offer?"),
        _("Five kinds of massage come with their texts. Tick yours, and set your prices."),
        TreatmentsForm,
    ),
    Step(
        "therapist",
        _("Who treats?"),
        _("Begin with one person, maybe yourself. Each gets an e-mail that says how to sign in."),
        TherapistForm,
    ),
    Step(
        "policy",
        _("What may patients do themselves?"),
        _("These rules suit most clinics. The desk can make an exception at any time."),
        PolicyForm,
    ),
    Step(
        "messages",
        _("Do messages arrive?"),
        _("Send one to yourself, the same way as patients will get theirs."),
        MessagesForm,
    ),
    Step("done", _("Open for booking"), _("What is still missing stands in the list."), None),
)
BY_NAME = {step.name: step for step in STEPS}


def after(step: Step) -> Step:
    """The next step; the last one stays."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: Step) -> Step | None:
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None
