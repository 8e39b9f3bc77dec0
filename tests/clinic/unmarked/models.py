"""What the admin calls models, fields and columns, where nobody marked it for translation.

Django names what has no name after the code, in English only.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.functional import Promise


def unnamed(room: str) -> list[str]:
    """Everything in the room's part of the admin that is not called by marked words."""
    found: set[str] = set()
    for model, shown in admin.site._registry.items():
        if model.__module__.split(".")[0] == room:
            found.update(_of_model(model))
            found.update(_of_fields(model, shown))
            for inline in getattr(shown, "inlines", ()):
                found.update(_of_model(inline.model))
                found.update(_of_fields(inline.model, inline(model, admin.site)))
    return sorted(found)


def _of_model(model: type[Model]) -> Iterator[str]:
    names = (model._meta.verbose_name, model._meta.verbose_name_plural)
    if not all(isinstance(name, Promise) for name in names):
        yield f"{model.__name__}: verbose_name and verbose_name_plural"


def _of_fields(model: type[Model], shown: Any) -> Iterator[str]:
    for name in {*_in_lists(shown), *_in_forms(model, shown)} - {"__str__", "id", "pk", "DELETE"}:
        if not _is_named(model, shown, name):
            yield f"{model.__name__}.{name}"


def _in_lists(shown: Any) -> Iterator[str]:
    for name in (*getattr(shown, "list_display", ()), *shown.readonly_fields):
        yield name if isinstance(name, str) else name.__name__


def _in_forms(model: type[Model], shown: Any) -> Iterator[str]:
    if shown.fieldsets:
        yield from flatten_fieldsets(shown.fieldsets)
    elif shown.fields:
        yield from flatten(shown.fields)
    else:
        left_out = shown.exclude or ()
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.editable and not field.auto_created and field.name not in left_out:
                yield field.name


def _is_named(model: type[Model], shown: Any, name: str) -> bool:
    method: Any = getattr(shown, name, None)
    if method is None:
        try:
            return isinstance(getattr(model._meta.get_field(name), "verbose_name", ""), Promise)
        except (FieldDoesNotExist, AttributeError):
            method = getattr(model, name, None)
    if isinstance(method, property):
        method = method.fget
    # What only the form knows has its label there.
    return method is None or isinstance(getattr(method, "short_description", None), Promise)
