"""The admin calls its models, fields and columns by words that are marked for translation."""

import pytest
from django.contrib.admin import ModelAdmin, site
from django.contrib.auth.models import Group

from clinic.translations import ROOMS
from tests.clinic.unmarked.models import _of_fields, unnamed


@pytest.mark.parametrize("room", ROOMS)
def test_it_names_everything(room: str) -> None:
    assert unnamed(room) == []


def test_it_finds_what_has_no_name_of_its_own() -> None:
    class Groups(ModelAdmin):  # type: ignore[type-arg]
        list_display = ("name", "size")

        def size(self, group: Group) -> int:
            return group.user_set.count()

    assert set(_of_fields(Group, Groups(Group, site))) == {"Group.size"}
