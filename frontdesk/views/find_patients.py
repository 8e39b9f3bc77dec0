"""The list of patients below a search box, of the board, the booking panel, and its own page."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frontdesk.pages import SEE_PATIENTS, desk_page, in_the_frame
from frontdesk.people.found import LIMIT, listing
from patients.search import summaries


@require_safe
@desk_page(SEE_PATIENTS)
def find_patients(request: HttpRequest) -> HttpResponseBase:
    typed = request.GET.get("q", "")
    found = listing(typed, summaries(typed, limit=LIMIT), choose=bool(request.GET.get("choose")))
    if request.headers.get("HX-Request") == "true":
        return TemplateResponse(request, "admin/frontdesk/found_patients.html", found)
    context = {"title": _("Find a patient"), **found}
    return in_the_frame(request, "admin/frontdesk/people/find.html", context)
