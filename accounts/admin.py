"""Accounts: who may sign in, and with which role."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, Form
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import BooleanRadioFilter, RelatedCheckboxFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.models import User

# Roles are a table in accounts/roles.py, not something to click together.
admin.site.unregister(Group)
# allauth's own list of addresses; an account has one address, edited on the account itself.
admin.site.unregister(EmailAddress)

# What a role's group is called; the group itself has its name for good (accounts/roles.py).
SPOKEN_ROLES = {
    "patient": _("patient"),
    "receptionist": _("receptionist"),
    "therapist": _("therapist"),
    "manager": _("manager"),
}
ADMIN_FIELDS = ("is_active", "is_staff", "groups")


def spoken_role(group: Group) -> str:
    return str(SPOKEN_ROLES.get(group.name, group.name))


class RoleFilter(RelatedCheckboxFilter):
    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        choices = super().field_choices(field, request, model_admin)
        return [(key, SPOKEN_ROLES.get(name, name)) for key, name in choices]


class AccountCreationForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language", *ADMIN_FIELDS)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        password = self.fields["usable_password"]
        password.label = gettext("Signs in with")
        password.widget.choices = [
            ("true", gettext("A password")),
            ("false", gettext("A code by e-mail only")),
        ]
        password.help_text = gettext("The admin needs a password.")


class AccountChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "language", "password", *ADMIN_FIELDS)


@admin.register(User)
class AccountAdmin(UserAdmin, ModelAdmin):  # type: ignore[type-arg]
    form = AccountChangeForm
    add_form = AccountCreationForm
    change_password_form = AdminPasswordChangeForm
    add_form_template = None
    list_display = ("email", "name", "roles", "is_staff", "is_active", "last_login")
    list_filter = (
        ("is_staff", BooleanRadioFilter),
        ("is_active", BooleanRadioFilter),
        ("groups", RoleFilter),
    )
    list_filter_submit = True
    search_fields = ("email", "name")
    search_help_text = _("E-mail or name")
    show_full_result_count = False
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    warn_unsaved_form = True
    add_fieldsets = (
        (None, {"fields": ("email", "name", "language")}),
        (_("Password"), {"fields": ("usable_password", "password1", "password2")}),
        (_("Rights"), {"fields": ADMIN_FIELDS}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        queryset: QuerySet[User] = super().get_queryset(request)
        return queryset.prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        # Who may only look gets no password line: not even the hash's first characters.
        password = ("password",) if self.has_change_permission(request, obj) else ()
        superuser = ("is_superuser",) if request.user.is_superuser else ()
        return (
            (None, {"fields": ("email", "name", "language", *password)}),
            (_("Rights"), {"fields": (*ADMIN_FIELDS, *superuser)}),
            (_("Dates"), {"fields": ("last_login", "date_joined")}),
        )

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "language":
            kwargs["choices"] = [("", gettext("As the clinic")), *settings.LANGUAGES]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, CheckboxSelectMultiple):
            field.label, field.help_text = gettext("Roles"), ""
            field.label_from_instance = spoken_role  # type: ignore[assignment, method-assign]
        return field

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody reaches above themselves: only superusers edit superusers."""
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: Form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            # Otherwise codes would go on opening the account from the old address.
            EmailAddress.objects.filter(user=obj).delete()

    @display(description=_("roles"))
    def roles(self, account: User) -> str:
        return ", ".join(spoken_role(group) for group in account.groups.all())
