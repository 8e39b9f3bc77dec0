"""Answers that several pages give in the same way."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect


def see_other(to: str, *args: Any) -> HttpResponseBase:
    """After a POST has done its work: go and look at this page."""
    response = redirect(to, *args)
    response.status_code = 303
    return response


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks, and can replace a part of its page. (Its history asks for whole pages.)"""
    return bool(request.htmx)  # type: ignore[attr-defined]


def part_for_htmx(request: HttpRequest, template: str, part: str) -> str:
    """Only `part` of the template where that is enough."""
    return f"{template}#{part}" if wants_part(request) else template


def refusals_are_pages[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A refusal does not fit into the part that htmx replaces: the browser loads it as a page."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not wants_part(request):
            return view(request, *args, **kwargs)
        whole_page = HttpResponseClientRedirect(request.get_full_path())
        try:
            response = view(request, *args, **kwargs)
        except (Http404, BadRequest):
            return whole_page
        return whole_page if response.status_code >= 400 else response

    return answer
