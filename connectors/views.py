"""The doors to bringing a file: the upload page, its check, loading, what was refused and mended."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from connectors.models import Upload, UploadState
from connectors.pages.formats import words_for
from connectors.pages.refused import refused_page, told, typed
from connectors.pages.upload import said_in, upload_page
from connectors.uploads import decide
from connectors.uploads.intake import find_upload, receive
from connectors.uploads.mending.mend import Changes, mend
from connectors.uploads.mending.mended_file import MOST_BYTES, changes_in
from connectors.uploads.mending.refused import column_names, refused_table
from edge.lib.errors import MerchantMustAct
from edge.lib.texts import whole_number
from edge.merchants.access import access_of, merchant_page
from edge.merchants.models import Merchant, Role
from edge.merchants.tenancy import tenant_context


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
    page["most"] = settings.UPLOAD_MAX_BYTES // 1_000_000
    with tenant_context(merchant):
        return render(request, "connectors/upload.html", page, status=status)


@require_GET
@merchant_page(role=Role.MANAGER)
def check(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Show how a file is read and how far it has come; a fragment of it to who asks for one."""
    found = find_upload(merchant, public_id)
    page = upload_page(found, words=words_for(merchant))
    is_part = request.headers.get("X-Requested-With") == "fetch"
    return render(request, f"connectors/{'_check' if is_part else 'check'}.html", page)


@require_POST
@merchant_page(role=Role.MANAGER)
def correct(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Read the file anew with the merchant's corrections."""
    found = find_upload(merchant, public_id)
    try:
        said = said_in(found, request.POST)
    except MerchantMustAct as error:
        messages.error(request, error.merchant_text)
        return redirect("upload_check", public_id)
    seen = _seen(request)
    return _decided(request, public_id, lambda: decide.correct(found, said, seen=seen))


@require_POST
@merchant_page(role=Role.MANAGER)
def load(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Load a file as it is read."""
    found = find_upload(merchant, public_id)
    actor = access_of(request).actor
    seen = _seen(request)
    return _decided(request, public_id, lambda: decide.confirm(found, by=actor, seen=seen))


@require_POST
@merchant_page(role=Role.MANAGER)
def discard(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Throw away a file that was not loaded."""
    found = find_upload(merchant, public_id)
    decide.discard(found, by=access_of(request).actor)
    messages.success(request, _("The file is gone; nothing of it was loaded."))
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


@require_http_methods(["GET", "POST"])
@merchant_page(role=Role.MANAGER)
def mend_rows(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Show the refused rows with their cells, and load those that were mended, here or in a table."""
    found = find_upload(merchant, public_id)
    if request.method == "GET":
        return _mend_page(request, found, whole_number(request.GET.get("after", "")) or 0)
    try:
        changes = _mended(request, found)
        result = mend(found, changes, by=access_of(request).actor)
    except MerchantMustAct as error:
        messages.error(request, f"{error.merchant_text} {error.mend}")
        return redirect("upload_mend", public_id)
    level = messages.warning if result.still_refused else messages.success
    level(request, told(result))
    return redirect("upload_mend", public_id)


def _mend_page(request: HttpRequest, upload: Upload, after: int) -> HttpResponse:
    if upload.state != UploadState.LOADED:
        return redirect("upload_check", upload.public_id)
    page = refused_page(upload, after=after, locale=words_for(upload.merchant).locale)
    return render(request, "connectors/refused.html", page)


def _mended(request: HttpRequest, upload: Upload) -> Changes:
    table = request.FILES.get("table")
    if table is not None:
        return changes_in(table.read(MOST_BYTES + 1), column_names(upload))
    return typed(upload, request.POST)


@require_POST
@merchant_page(role=Role.MANAGER)
def cancel(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Stop the reading or loading of a file."""
    found = find_upload(merchant, public_id)
    try:
        upload = decide.cancel(found, by=access_of(request).actor)
    except MerchantMustAct as error:
        messages.error(request, f"{error.merchant_text} {error.mend}")
        return redirect("upload_check", public_id)
    if upload is not None:
        messages.success(request, _("Stopped; nothing was loaded. The file waits as you read it."))
        return redirect("upload_check", public_id)
    messages.success(request, _("Stopped. The file is gone; nothing of it was loaded."))
    return redirect("data")


def _seen(request: HttpRequest) -> int | None:
    """Return the revision of the upload that the page showed."""
    return whole_number(request.POST.get("revision", ""))


def _decided(request: HttpRequest, public_id: str, decision: Callable[[], object]) -> HttpResponse:
    try:
        decision()
    except MerchantMustAct as error:
        messages.error(request, error.merchant_text)
    return redirect("upload_check", public_id)
