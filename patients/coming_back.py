"""The page that the switch between the languages comes back to: always one of ours, to look at."""

import re
from collections.abc import Callable, Iterator
from inspect import getclosurevars, isfunction
from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest) -> str:
    """The page of the switch, query included; the first page when nothing safe is known of it.

    The browser's own word comes first: it knows what scripts have made of the address since. Not so
    for an answer to a form, whose address cannot be opened.
    """
    told = request.headers.get("Referer", "")
    known = request.POST.get("next", "")
    for address in (known, told) if "answered" in request.POST else (told, known):
        if address and _is_ours(request, address):
            parts = urlsplit(address)
            path = _of_this_site(parts.path)
            if not is_shown(path):
                return _above(path)
            return path + (f"?{parts.query}" if parts.query else "")
    return "/"


def is_shown(path: str) -> bool:
    """Whether that address can be opened, and does not only take what a form sends."""
    try:
        view = resolve(unquote(path)).func
    except Resolver404:
        # The page that says so is in the language, too.
        return True
    return all("GET" in methods for methods in _methods(view))


def _methods(view: Callable[..., Any]) -> Iterator[list[str]]:
    """What Django's require_POST and its like around the view let through."""
    layer: Any = view
    while isfunction(layer):
        methods = getclosurevars(layer).nonlocals.get("request_method_list")
        if methods is not None:
            yield methods
        layer = getattr(layer, "__wrapped__", None)


def _above(path: str) -> str:
    """The nearest one above it that shows a page: /waiting/…/ for /waiting/…/accept/"""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if _is_known(path) and is_shown(path):
            break
    return path


def _is_known(path: str) -> bool:
    try:
        resolve(unquote(path))
    except Resolver404:
        return False
    return True


def _of_this_site(path: str) -> str:
    """Begins with one slash: browsers read two, and a backslash too, as the name of a site."""
    return "/" + re.sub(r"^[/\\]+", "", path)


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
