"""The doors to what has come in: the data page, undo, changes, which source counts, lines that are no product."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from connectors import books
from connectors.pages.changes import changes_page
from connectors.pages.data import data_page
from connectors.pages.formats import words_for
from connectors.pages.goods import KINDS, goods_words
from connectors.pages.imports import told_of_undo, undo_page
from connectors.uploads import decide
from edge.facts import goods
from edge.facts.dimensions import Feed
from edge.facts.ledger import BatchState
from edge.lib.errors import MerchantMustAct, NotFound
from edge.lib.texts import storable
from edge.merchants.access import access_of, merchant_page
from edge.merchants.models import Merchant, Role
from edge.merchants.roles import reaches
from edge.merchants.tenancy import tenant_context


@require_GET
@merchant_page()
def data(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show what is there, what is missing and what came in; a month of it is chosen by `month`."""
    today = merchant.calendar.business_date(now())
    locale = words_for(merchant).locale
    page = data_page(merchant, today=today, month=request.GET.get("month", ""), locale=locale)
    page["may_change"] = reaches(access_of(request).role, Role.MANAGER)
    return render(request, "connectors/data.html", page)


@require_http_methods(["GET", "POST"])
@merchant_page(role=Role.MANAGER)
def undo(request: HttpRequest, merchant: Merchant, batch_id: str) -> HttpResponse:
    """Say what taking an import back would do, and do it."""
    words = words_for(merchant)
    batch = books.find_batch(merchant, batch_id)
    if request.method == "GET":
        if batch.state != BatchState.PUBLISHED:
            messages.warning(
                request,
                _("This import is not in your numbers, so there is nothing to undo."),
            )
            return redirect("data")
        return render(request, "connectors/undo.html", undo_page(merchant, batch, words))
    try:
        _gone, change = decide.undo(merchant, batch_id, by=access_of(request).actor)
    except MerchantMustAct as error:
        messages.error(request, error.merchant_text)
        return redirect("data")
    text = told_of_undo(merchant, change, words)
    messages.success(request, text)
    return redirect("data")


@require_GET
@merchant_page(role=Role.MANAGER)
def changes(request: HttpRequest, merchant: Merchant, batch_id: str) -> HttpResponse:
    """Show what an import changed."""
    page = changes_page(merchant, books.find_batch(merchant, batch_id), words_for(merchant))
    return render(request, "connectors/changes.html", page)


@require_POST
@merchant_page(role=Role.MANAGER)
def take_out(request: HttpRequest, merchant: Merchant, batch_id: str) -> HttpResponse:
    """Take the older receipts out that a newer file of the same days no longer holds."""
    batch = books.find_batch(merchant, batch_id)
    try:
        change = books.take_out_missing(merchant, batch_id, by=access_of(request).actor)
    except MerchantMustAct as error:
        messages.error(request, error.merchant_text)
    else:
        told = {"rows": words_for(merchant).count(change.removed)}
        messages.success(
            request,
            _("Taken out: %(rows)s rows. Undoing this import brings them back.") % told,
        )
    return redirect("import_changes", batch.public_id)


@require_POST
@merchant_page(role=Role.MANAGER)
def prefer(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Say which of two sources counts on the days that both tell of."""
    one, other = (_feed(merchant, request.POST.get(name, "")) for name in ("one", "other"))
    said = request.POST.get("counts", "")
    if said not in (one.public_id, other.public_id, "both"):
        messages.warning(request, _("Nothing was chosen, so nothing changed."))
        return redirect("data")
    counts = None if said == "both" else one if said == one.public_id else other
    try:
        books.choose(
            merchant,
            (one.public_id, other.public_id),
            counts.public_id if counts else None,
            by=access_of(request).actor,
            first=_day(request, "first"),
            last=_day(request, "last"),
        )
    except MerchantMustAct as error:
        messages.error(request, error.merchant_text)
        return redirect("data")
    name = _("Both count") if counts is None else _("%(source)s counts") % {"source": counts.name}
    messages.success(request, _("%(what)s on these days from now on.") % {"what": name})
    return redirect("data")


@require_GET
@merchant_page(role=Role.MANAGER)
def suggested(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show what stands among the items and is probably none; a fragment of it to who asks for one."""
    page = {"goods": goods_words(goods.suggestions(merchant), words_for(merchant))}
    is_part = request.headers.get("X-Requested-With") == "fetch"
    if is_part and not page["goods"]:
        return HttpResponse(status=204)
    return render(request, f"connectors/{'_goods' if is_part else 'goods'}.html", page)


@require_POST
@merchant_page(role=Role.MANAGER)
def mark(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Say that something that stands among the items is no product, or that it is one."""
    code, kind = storable(request.POST.get("code", "")), request.POST.get("kind", "")
    if kind not in KINDS:
        raise NotFound(_("There is no such kind of line."))
    product = books.mark_product(merchant, code, kind, by=access_of(request).actor)
    told = {"name": product.name or code, "kind": KINDS[kind]}
    messages.success(request, _("%(name)s counts as %(kind)s from now on.") % told)
    return redirect("data")


def _feed(merchant: Merchant, public_id: str) -> Feed:
    with tenant_context(merchant):
        found = Feed.objects.for_merchant(merchant).filter(public_id=storable(public_id)).first()
    if found is None:
        raise NotFound(_("There is no such source."))
    return found


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None
