"""An address or number was marked, and the desk knows that it is right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontdesk.pages import CHANGE_PATIENTS, SEE_PATIENTS, desk_page
from frontdesk.views.people import where_it_went
from patients.models import Patient
from patients.trouble import clear_as_seen


@require_POST
@desk_page(SEE_PATIENTS, CHANGE_PATIENTS)
def contact_works(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Takes the mark away as it was seen; one that was set again meanwhile stays."""
    shown = Patient.objects.select_related("account").filter(pk=pk).first()
    if shown is None:
        return where_it_went(request, pk)
    key, since = request.POST.get("trouble", ""), request.POST.get("since", "")
    if clear_as_seen(shown, key, since):
        messages.success(request, _("The mark is gone. The next message will tell."))
    else:
        messages.warning(request, _("Nothing was changed: the mark is gone, or was set again."))
    return redirect("frontdesk:patient", shown.pk)
