"""Patients: how to reach them. Nothing clinical."""

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
from django.utils.html import format_html
from django.utils.text import capfirst
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
    search_help_text = "Name, e-mail, telephone or date of birth"
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
        ("Contact", {"fields": ("phone", "email", "account", "relationship", "language")}),
        ("Reminders", {"fields": ("reminders_by_email", "reminders_by_sms", "sms_agreement")}),
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
            kwargs["choices"] = [("", "As the account or the clinic"), *settings.LANGUAGES]
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
            messages.warning(request, "That record was merged into this one.")
            return redirect("admin:patients_patient_change", merge.kept_id)
        page: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return page

    def suggestion(self, patient: Patient) -> str:
        """Enough to tell namesakes apart on the telephone."""
        phone = patient.phone.as_national if patient.phone else ""
        born = f"born {patient.date_of_birth:%Y-%m-%d}" if patient.date_of_birth else ""
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

    @display(description="agreement to texts")
    def sms_agreement(self, patient: Patient) -> str:
        dates = (("given", patient.sms_agreed_at), ("ended", patient.sms_stopped_at))
        told = (f"{word} {timezone.localtime(at):%d %B %Y}" for word, at in dates if at)
        return ", ".join(told) or "never given"

    @display(description="name", ordering=("family_name", "given_name"))
    def full_name(self, patient: Patient) -> str:
        return patient.full_name

    @display(description="at the desk")
    def page(self, patient: Patient) -> str:
        address = reverse("frontdesk:patient", args=(patient.pk,))
        return format_html('<a class="in-list" href="{}">Page of {}</a>', address, patient.called)

    @display(description="phone")
    def telephone(self, patient: Patient) -> str:
        return patient.phone.as_national if patient.phone else ""

    @display(description="e-mail")
    def contact_email(self, patient: Patient) -> str:
        return patient.contact_email

    @display(description="booked by")
    def booked_by(self, patient: Patient) -> str:
        """The account, and who the patient is to it, as the desk would say."""
        if not patient.account:
            return "front desk only"
        who = {Relationship.CHILD: " for a child", Relationship.OTHER: " for somebody else"}
        return f"{patient.account}{who.get(Relationship(patient.relationship), '')}"


@admin.register(PatientMerge)
class PatientMergeAdmin(ModelAdmin):
    """What was merged, by whom, and what stood there. Nobody edits or removes it."""

    list_display = ("at", "stayed", "went", "by", "what_moved")
    list_display_links = ("at",)
    list_select_related = ("kept", "by")
    search_fields = ("=absorbed_key", "kept__search_text")
    search_help_text = "Number of the record that is gone, or a name"
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

    @display(description="stayed")
    def stayed(self, merge: PatientMerge) -> str:
        return f"{merge.kept.full_name} (record {merge.kept_id})"

    @display(description="went")
    def went(self, merge: PatientMerge) -> str:
        names = (merge.absorbed.get(name, "") for name in ("given_name", "family_name"))
        return f"{' '.join(names)} (record {merge.absorbed_key})"

    @display(description="what moved")
    def what_moved(self, merge: PatientMerge) -> str:
        return _spoken({name: told for name, told in merge.moved.items() if name != "replaced"})

    @display(description="what stood in the record that is gone")
    def what_stood_there(self, merge: PatientMerge) -> str:
        return _spoken(merge.absorbed)

    @display(description="what it replaced in the record that stayed")
    def what_it_replaced(self, merge: PatientMerge) -> str:
        return _spoken(merge.moved.get("replaced", {})) or "nothing"


def _spoken(facts: dict[str, Any]) -> str:
    """given name: Ali, phone: nothing"""
    empty = ("", None)
    return ", ".join(
        f"{name.replace('_', ' ')}: {'nothing' if told in empty else told}"
        for name, told in facts.items()
    )
