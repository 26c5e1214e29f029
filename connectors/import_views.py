"""The doors to what has come in: the data page and undo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from connectors.data_page import data_page
from connectors.uploads import decide
from connectors.words import words_for
from edge.lib.errors import Conflict
from edge.merchants.access import access_of, merchant_page
from edge.merchants.models import Merchant, Role


@require_GET
@merchant_page()
def data(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show what is there, what is missing and what came in."""
    today = merchant.calendar.business_date(now())
    page = data_page(merchant, today=today, locale=words_for(merchant).locale)
    return render(request, "connectors/data.html", page)


@require_http_methods(["GET", "POST"])
@merchant_page(role=Role.MANAGER)
def undo(request: HttpRequest, merchant: Merchant, batch_id: str) -> HttpResponse:
    """Take an import back."""
    if request.method == "GET":
        return redirect("data")
    try:
        _batch, change = decide.undo(merchant, batch_id, by=access_of(request).actor)
        text = _("Taken back: %(rows)s rows.") % {"rows": f"{change.removed:,}"}
        messages.success(request, text)
    except Conflict as error:
        messages.error(request, error.merchant_text)
    return redirect("data")
