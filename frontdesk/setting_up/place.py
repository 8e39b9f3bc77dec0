"""The clinic's name, its location, and the rooms there."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontdesk.setting_up.form import PhoneField, StepForm
from frontdesk.setting_up.scene import free_slug
from frontdesk.setting_up.zones import OF_PROVINCE, every_zone, find_zone
from locations import letterhead
from locations.models import Location, Room

MOST_ROOMS = 50
PLACE_FIELDS = ("name", "street", "city", "province", "postal_code", "phone", "email", "zone_name")


class NameForm(StepForm):
    needs_location = False
    name = forms.CharField(
        label=_("Name of the clinic"),
        max_length=100,
        help_text=_("It stands on every page and in every message."),
        error_messages={"required": _("Say what the clinic is called.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def read(self) -> dict[str, Any]:
        return {"name": letterhead.stored_name()}

    def suggested(self) -> dict[str, Any]:
        """What the pages say until it has one."""
        return {} if self.stored["name"] else {"name": settings.CLINIC_NAME}

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def save(self) -> None:
        letterhead.rename(self.cleaned_data["name"])


class LocationForm(StepForm):
    """The first location is made; one that is there is changed."""

    needs_location = False
    name = forms.CharField(
        label=_("What people call it"),
        max_length=100,
        help_text=_("Often the town or the part of it, such as Port Moody."),
        error_messages={"required": _("Give the location a name.")},
    )
    street = forms.CharField(
        label=_("Street and number"),
        max_length=200,
        error_messages={"required": _("Patients need the street to find you.")},
    )
    city = forms.CharField(
        label=_("City"), max_length=100, error_messages={"required": _("Say in which city it is.")}
    )
    province = forms.ChoiceField(
        label=_("Province"), choices=[(name, name) for name in OF_PROVINCE], initial="BC"
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=7,
        error_messages={"required": _("Give the postal code, such as V3H 0A0.")},
    )
    phone = PhoneField(
        label=_("Phone"),
        required=False,
        help_text=_("Stands in every message, for whoever must move on short notice."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={
            "invalid": _("This is not an e-mail address. An example is hello@clinic.example.")
        },
    )
    zone_name = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=64,
        help_text=_("Type a city, or leave it empty for the zone of the province."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )

    def read(self) -> dict[str, Any]:
        location = self.scene.location
        return {name: getattr(location, name) for name in PLACE_FIELDS} if location else {}

    def build(self) -> None:
        if self.scene.is_booked:
            self.fields["zone_name"].disabled = True
            self.fields["zone_name"].help_text = _(
                "People are booked here by this clock, so it stays."
            )

    @property
    def zones(self) -> tuple[str, ...]:
        return every_zone()

    def clean_zone_name(self) -> str:
        if self.fields["zone_name"].disabled:
            return str(self.stored["zone_name"])
        typed = self.cleaned_data["zone_name"]
        zone = find_zone(typed)
        if not typed or self._follows_the_province(zone):
            # Without one, the province's own error is enough.
            return OF_PROVINCE.get(self.cleaned_data.get("province", ""), "")
        if not zone:
            raise ValidationError(_("There is no such time zone. An example is America/Vancouver."))
        return zone

    def _follows_the_province(self, zone: str) -> bool:
        """Whether it is only what the field showed, because of the province it was in before."""
        before = OF_PROVINCE.get(self.stored.get("province", ""))
        return zone == self.stored.get("zone_name") == before

    def save(self) -> None:
        location = self.scene.location or Location()
        for name in PLACE_FIELDS:
            setattr(location, name, self.cleaned_data[name])
        location.slug = location.slug or free_slug(Location, location.name)
        location.save()


class RoomsForm(StepForm):
    """Adds rooms. What is there is changed in the admin, which knows what is booked in it."""

    names = forms.CharField(
        label=_("Rooms, one a line"),
        required=False,
        max_length=50 * MOST_ROOMS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def read(self) -> dict[str, Any]:
        return {"there": self.there}

    def suggested(self) -> dict[str, Any]:
        return {} if self.there else {"names": gettext("Room 1")}

    @cached_property
    def there(self) -> list[str]:
        location = self.scene.location
        rooms = Room.objects.filter(location=location).order_by("name")
        return list(rooms.values_list("name", flat=True)) if location else []

    def clean_names(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = list(dict.fromkeys(filter(None, lines)))
        for name in names:
            if len(name) > Room._meta.get_field("name").max_length:  # type: ignore[operator]
                raise ValidationError(_("A room’s name has at most 50 characters."))
            if name in self.stored["there"]:
                raise ValidationError(
                    gettext("There is a room called {name} already.").format(name=name)
                )
        if len(names) > MOST_ROOMS:
            raise ValidationError(_("Add at most 50 rooms at once."))
        if not names and not self.stored["there"]:
            raise ValidationError(_("A session needs a room. Write at least one."))
        return names

    def save(self) -> None:
        assert self.scene.location
        Room.objects.bulk_create(
            Room(location=self.scene.location, name=name) for name in self.cleaned_data["names"]
        )
