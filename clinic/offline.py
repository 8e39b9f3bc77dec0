"""What a browser shows without a connection, and the service worker that keeps it there.

The worker keeps two pages and the files they need, and nothing of anybody's. The network always
comes first.
"""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache

FILES = (
    *("vendor/bootstrap/bootstrap.min.css", "css/tokens.css", "css/clinic.css"),
    *("css/components.css", "drawings/favicon.svg", "drawings/scenes.svg"),
    *("vendor/figtree/figtree-latin.woff2", "vendor/young-serif/young-serif-latin.woff2"),
)


@cache_control(public=True, max_age=3600)
def page(request: HttpRequest) -> HttpResponse:
    """In both languages, for whoever opened a page."""
    return HttpResponse(_page(is_form=False))


@cache_control(public=True, max_age=3600)
def form(request: HttpRequest) -> HttpResponse:
    """In both languages, for whoever sent a form."""
    return HttpResponse(_page(is_form=True))


@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The script at the root, as it may only speak for what lies below it.

    Where the clinic wants none it takes itself out of the browsers that have it.
    """
    template = "offline/worker.js" if settings.OFFLINE_PAGE else "offline/no_worker.js"
    said = {"facts": json.dumps(_facts())}
    return render(request, template, said, content_type="text/javascript; charset=utf-8")


def _facts() -> dict[str, object]:
    pages = {"page": reverse("offline"), "form": reverse("offline_form")}
    files = [static(name) for name in FILES]
    # A file that changes has another address, so the pages and the addresses say it all.
    contents = [_page(is_form=False), _page(is_form=True), *files]
    version = hashlib.sha256("\n".join(contents).encode()).hexdigest()[:16]
    return {"version": version, **pages, "files": files}


def _page(*, is_form: bool) -> str:
    return render_to_string("offline/page.html", {"is_form": is_form})
