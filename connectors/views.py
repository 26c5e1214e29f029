"""The doors to bringing data: the data page, the upload page, what was refused, undo."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from connectors.data_page import data_page
from connectors.upload_page import upload_page
from connectors.uploads import decide
from connectors.uploads.fields import LABELS, Field
from connectors.uploads.intake import find_upload, receive
from connectors.uploads.refused import refused_table
from edge.lib.errors import Conflict, MerchantMustAct
from edge.lib.locales import locale_for
from edge.merchants.access import access_of, merchant_page
from edge.merchants.models import Merchant, Role
from edge.merchants.tenancy import tenant_context


def _locale(merchant: Merchant) -> str:
    return locale_for(get_language() or merchant.language, merchant.country)


@require_GET
@merchant_page()
def data(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show what is there, what is missing and what came in."""
    today = merchant.calendar.business_date(now())
    page = data_page(merchant, today=today, locale=_locale(merchant))
    return render(request, "connectors/data.html", page)


@require_http_methods(["GET", "POST"])
@merchant_page(role=Role.MANAGER, is_in_context=False)
def upload(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Take a file, or show where to drop one."""
    if request.method == "GET":
        return _upload_form(request, merchant, {})
    content = request.FILES.get("file")
    if content is None:
        return _upload_form(request, merchant, {"is_missing": True}, status=422)
    try:
        found = receive(merchant, content, name=content.name or "", by=access_of(request).actor)
    except MerchantMustAct as error:
        return _upload_form(request, merchant, {"error": error}, status=error.status)
    return redirect("upload_check", found.public_id)


def _upload_form(
    request: HttpRequest, merchant: Merchant, page: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    with tenant_context(merchant):
        return render(request, "connectors/upload.html", page, status=status)


@require_GET
@merchant_page(role=Role.MANAGER)
def check(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Show how a file is read and how far it has come; a fragment of it to who asks for one."""
    found = find_upload(merchant, public_id)
    page = upload_page(found, locale=_locale(merchant), currency=merchant.currency)
    is_part = request.headers.get("X-Requested-With") == "fetch"
    return render(request, f"connectors/{'_check' if is_part else 'check'}.html", page)


@require_POST
@merchant_page(role=Role.MANAGER)
def correct(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Read the file anew with the merchant's corrections."""
    found = find_upload(merchant, public_id)
    columns = [column["name"] for column in (found.reading or {"columns": []})["columns"]]
    meanings = {
        name: Field(request.POST[f"column-{at}"])
        for at, name in enumerate(columns)
        if request.POST.get(f"column-{at}") in LABELS
    }
    answers = {
        key.removeprefix("answer-"): str(value)
        for key, value in request.POST.items()
        if key.startswith("answer-")
    }
    return _decided(request, public_id, lambda: decide.correct(found, meanings, answers))


@require_POST
@merchant_page(role=Role.MANAGER)
def load(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Load a file as it is read."""
    found = find_upload(merchant, public_id)
    actor = access_of(request).actor
    return _decided(request, public_id, lambda: decide.confirm(found, by=actor))


@require_POST
@merchant_page(role=Role.MANAGER)
def discard(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Throw away a file that was not loaded."""
    found = find_upload(merchant, public_id)
    decide.discard(found, by=access_of(request).actor)
    messages.success(request, _("The file is gone; nothing of it was loaded."))
    return redirect("data")


@require_POST
@merchant_page(role=Role.MANAGER)
def undo(request: HttpRequest, merchant: Merchant, batch_id: str) -> HttpResponse:
    """Take an import back."""
    try:
        _batch, change = decide.undo(merchant, batch_id, by=access_of(request).actor)
        text = _("Taken back: %(rows)s rows.") % {"rows": f"{change.removed:,}"}
        messages.success(request, text)
    except Conflict as error:
        messages.error(request, error.merchant_text)
    return redirect("data")


@require_GET
@merchant_page(role=Role.MANAGER)
def refused(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Give the refused rows with their reasons as CSV."""
    found = find_upload(merchant, public_id)
    text = StringIO()
    csv.writer(text).writerows(refused_table(found))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{found.public_id}.csv"'
    return response


def _decided(request: HttpRequest, public_id: str, decision: Callable[[], object]) -> HttpResponse:
    try:
        decision()
    except MerchantMustAct as error:
        messages.error(request, error.merchant_text)
    return redirect("upload_check", public_id)
