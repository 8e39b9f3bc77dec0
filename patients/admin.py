"""Patients: how to reach them. Nothing clinical."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import Case, QuerySet, When
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import display

from patients import search
from patients.contact import choose_channels
from patients.models import SAID_AT_THE_DESK, Patient, PatientMerge, Relationship
from patients.new_record import NewRecordForm
from patients.record_form import TEXTS, RecordForm

# A list of more than these is narrowed by typing, not by turning pages.
MOST_FOUND = 200
AGREEMENT = (TEXTS, "sms_agreed_at", "sms_stopped_at")
NOT_AGREED = Patient()
# What a merge has kept, by the names that stand in it.
KEPT = {
    "given_name": _("given name"),
    "family_name": _("family name"),
    "preferred_name": _("preferred name"),
    "pronouns": _("pronouns"),
    "date_of_birth": _("date of birth"),
    "phone": _("phone"),
    "email": _("email"),
    "account": _("account"),
    "language": _("language"),
    "relationship": _("relationship"),
    "reminders_by_email": _("reminders by email"),
    "reminders_by_sms": _("reminders by sms"),
    "sms_agreed_at": _("sms agreed at"),
    "sms_stopped_at": _("sms stopped at"),
    "created_at": _("created at"),
    "appointments": _("appointments"),
    "waiting list": _("waiting list"),
    "series": _("series"),
    "care record": _("care record"),
}


@admin.register(Patient)
class PatientAdmin(ModelAdmin):
    list_display = ("full_name", "telephone", "contact_email", "date_of_birth", "booked_by", "page")
    list_filter = (
        ("reminders_by_email", BooleanRadioFilter),
        ("reminders_by_sms", BooleanRadioFilter),
    )
    list_filter_submit = True
    list_select_related = ("account",)
    ordering = ("family_name", "given_name", "pk")
    # Only says that there is a search; `get_search_results` does it.
    search_fields = ("search_text",)
    search_help_text = _("Name, e-mail, telephone or date of birth")
    show_full_result_count = False
    autocomplete_fields = ("account",)
    readonly_fields = ("sms_agreement",)
    change_form_outer_before_template = "admin/patients/patient/links.html"
    change_form_before_template = "admin/patients/patient/perhaps.html"
    warn_unsaved_form = True
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "given_name",
                    "family_name",
                    "preferred_name",
                    "pronouns",
                    "date_of_birth",
                )
            },
        ),
        (_("Contact"), {"fields": ("phone", "email", "account", "relationship", "language")}),
        (_("Reminders"), {"fields": ("reminders_by_email", "reminders_by_sms", "sms_agreement")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Patient]:
        queryset: QuerySet[Patient] = super().get_queryset(request)
        return queryset.select_related("account")

    def get_form(
        self, request: HttpRequest, obj: Patient | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = RecordForm if change else NewRecordForm
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "relationship":
            said = SAID_AT_THE_DESK.items()
            kwargs["choices"] = [(value, capfirst(words)) for value, words in said]
        if db_field.name == "language":
            kwargs["choices"] = [("", gettext("As the account or the clinic")), *settings.LANGUAGES]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Patient], search_term: str
    ) -> tuple[QuerySet[Patient], bool]:
        """As everywhere at the desk; the best first, unless a column was chosen to sort by."""
        if not search_term:
            return queryset, False
        keys = search.keys(search_term, MOST_FOUND)
        found = queryset.filter(pk__in=keys)
        if ORDER_VAR in request.GET:
            return found, False
        places = (When(pk=key, then=place) for place, key in enumerate(keys))
        return found.order_by(Case(*places, default=MOST_FOUND), "pk"), False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A record that was merged leads on to the one that stayed."""
        merge = PatientMerge.objects.of(object_id).first()
        if merge and self.has_view_permission(request):
            messages.warning(request, gettext("That record was merged into this one."))
            return redirect("admin:patients_patient_change", merge.kept_id)
        page: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return page

    def suggestion(self, patient: Patient) -> str:
        """Enough to tell namesakes apart on the telephone."""
        phone = patient.phone.as_national if patient.phone else ""
        date = patient.date_of_birth
        born = gettext("born {date}").format(date=date.isoformat()) if date else ""
        return ", ".join(filter(None, (patient.full_name, born, phone or patient.contact_email)))

    def save_model(
        self, request: HttpRequest, obj: Patient, form: "ModelForm[Patient]", change: bool
    ) -> None:
        """Saves the form; agreement to texts, and its end, keep their date.

        Both are as they stand now, whatever the form had read, unless the box itself was changed.
        """
        by_sms = obj.reminders_by_sms if TEXTS in form.changed_data else None
        stored = Patient.objects.select_for_update(no_key=True).filter(pk=obj.pk).first()
        for name in AGREEMENT:
            setattr(obj, name, getattr(stored or NOT_AGREED, name))
        super().save_model(request, obj, form, change)
        choose_channels(
            stored or obj,
            by_email=obj.reminders_by_email,
            by_sms=by_sms,
            phone=obj.phone,
            now=timezone.now(),
        )

    @display(description=_("agreement to texts"))
    def sms_agreement(self, patient: Patient) -> str:
        dates = (
            (gettext("given {date}"), patient.sms_agreed_at),
            (gettext("ended {date}"), patient.sms_stopped_at),
        )
        told = (words.format(date=_day(at)) for words, at in dates if at)
        return ", ".join(told) or pgettext("agreement", "never given")

    @display(description=_("name"), ordering=("family_name", "given_name"))
    def full_name(self, patient: Patient) -> str:
        return patient.full_name

    @display(description=_("at the desk"))
    def page(self, patient: Patient) -> str:
        address = reverse("frontdesk:patient", args=(patient.pk,))
        words = gettext("Page of {name}").format(name=patient.called)
        return format_html('<a class="in-list" href="{}">{}</a>', address, words)

    @display(description=_("phone"))
    def telephone(self, patient: Patient) -> str:
        return patient.phone.as_national if patient.phone else ""

    @display(description=_("e-mail"))
    def contact_email(self, patient: Patient) -> str:
        return patient.contact_email

    @display(description=_("booked by"))
    def booked_by(self, patient: Patient) -> str:
        """The account, and who the patient is to it, as the desk would say."""
        if not patient.account:
            return gettext("front desk only")
        who = {
            Relationship.CHILD: gettext("{account} for a child"),
            Relationship.OTHER: gettext("{account} for somebody else"),
        }
        said = who.get(Relationship(patient.relationship), "{account}")
        return said.format(account=patient.account)


@admin.register(PatientMerge)
class PatientMergeAdmin(ModelAdmin):
    """What was merged, by whom, and what stood there. Nobody edits or removes it."""

    list_display = ("at", "stayed", "went", "by", "what_moved")
    list_display_links = ("at",)
    list_select_related = ("kept", "by")
    search_fields = ("=absorbed_key", "kept__search_text")
    search_help_text = _("Number of the record that is gone, or a name")
    show_full_result_count = False
    actions = None
    fields = ("at", "by", "stayed", "went", "what_stood_there", "what_moved", "what_it_replaced")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=_("stayed"))
    def stayed(self, merge: PatientMerge) -> str:
        return _record(merge.kept.full_name, merge.kept_id)

    @display(description=_("went"))
    def went(self, merge: PatientMerge) -> str:
        names = (merge.absorbed.get(name, "") for name in ("given_name", "family_name"))
        return _record(" ".join(names), merge.absorbed_key)

    @display(description=_("what moved"))
    def what_moved(self, merge: PatientMerge) -> str:
        return _spoken({name: told for name, told in merge.moved.items() if name != "replaced"})

    @display(description=_("what stood in the record that is gone"))
    def what_stood_there(self, merge: PatientMerge) -> str:
        return _spoken(merge.absorbed)

    @display(description=_("what it replaced in the record that stayed"))
    def what_it_replaced(self, merge: PatientMerge) -> str:
        return _spoken(merge.moved.get("replaced", {})) or gettext("nothing")


def _record(name: str, key: int) -> str:
    return gettext("{name} (record {number})").format(name=name, number=key)


def _day(moment: datetime) -> str:
    """04 May 2027; 4 mai 2027"""
    return date_format(timezone.localtime(moment), pgettext("date pattern", "d F Y"))


def _spoken(facts: dict[str, Any]) -> str:
    """given name: Ali, phone: nothing"""
    words = gettext("{what}: {value}")
    return ", ".join(
        words.format(what=KEPT.get(name, name.replace("_", " ")), value=_value(told))
        for name, told in facts.items()
    )


def _value(told: Any) -> str:
    if told in ("", None):
        return gettext("nothing")
    if isinstance(told, bool):
        return gettext("True") if told else gettext("False")
    return str(told)
