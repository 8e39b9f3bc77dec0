"""The four roles, as groups whose permissions are one table."""

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.contrib.auth.models import Group, Permission
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import ROLES, may, sync_roles, sync_roles_after_migrate
from tests.factories import make_user
from tests.staff import make_staff

pytestmark = pytest.mark.django_db


def held_by(role: str) -> set[str]:
    permissions = Permission.objects.filter(group__name=role).select_related("content_type")
    return {f"{found.content_type.app_label}.{found.codename}" for found in permissions}


def last_room() -> str:
    return [room for room in apps.get_app_configs() if room.models_module][-1].label


@pytest.mark.parametrize("role", ROLES)
def test_it_has_every_permission_of_the_table_after_a_plain_migrate(role: str) -> None:
    assert held_by(role) == ROLES[role]


def test_it_takes_away_what_the_table_does_not_say() -> None:
    Group.objects.get(name="patient").permissions.add(Permission.objects.all()[0])
    sync_roles()
    assert held_by("patient") == set()


def test_it_can_run_again_without_making_groups_twice() -> None:
    sync_roles()
    sync_roles()
    assert Group.objects.count() == len(ROLES)


def test_it_waits_for_the_last_room_to_have_its_permissions() -> None:
    Group.objects.all().delete()
    sync_roles_after_migrate(sender=apps.get_app_config("accounts"))
    assert not Group.objects.exists()
    sync_roles_after_migrate(sender=apps.get_app_config(last_room()))
    assert held_by("manager") == ROLES["manager"]


def test_it_leaves_a_database_alone_that_has_no_groups_yet() -> None:
    Group.objects.all().delete()
    sync_roles_after_migrate(sender=apps.get_app_config(last_room()), apps=Apps())
    assert not Group.objects.exists()


def test_it_spells_permissions_as_django_does() -> None:
    assert may(("view", "add"), ("booking.appointment",)) == {
        "booking.view_appointment",
        "booking.add_appointment",
    }


def test_it_gives_nobody_the_right_to_delete_appointments_patients_or_accounts() -> None:
    everything = set().union(*ROLES.values())
    kept = may(("delete",), ("booking.appointment", "patients.patient", "accounts.user"))
    assert not everything & kept
    assert not any(name.endswith("appointmentevent") and "view" not in name for name in everything)


def test_it_asks_once_what_somebody_is_permitted(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = make_staff("receptionist")
    person.user_permissions.add(Permission.objects.get(codename="break_glass"))
    person = User.objects.get(pk=person.pk)
    with django_assert_num_queries(1):
        assert person.has_perms(["care.break_glass", *ROLES["receptionist"]])
        assert not person.has_perm("booking.view_reports")
        assert person.get_all_permissions() == {"care.break_glass", *ROLES["receptionist"]}


@pytest.mark.parametrize(("active", "may"), [(True, True), (False, False)])
def test_it_permits_a_superuser_everything_while_active(active: bool, may: bool) -> None:
    person = make_user(is_superuser=True, is_active=active)
    assert person.has_perm("booking.view_reports") is may
    assert ("booking.view_reports" in person.get_all_permissions()) is may
