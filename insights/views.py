"""The pages of this package; each parses, calls one verb and renders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from edge.lib.errors import NotAllowed
from edge.merchants.access import merchant_page
from edge.merchants.models import Merchant
from insights.home import home
from insights.payouts import payouts
from insights.sales import sales
from insights.sections.comparing import Reader


def reader_of(merchant: Merchant) -> Reader:
    """Return the reader of this request, in the language that the page speaks."""
    return Reader(merchant, get_language() or merchant.language)


@merchant_page()
def home_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show the day, or the way in where nothing was sold yet."""
    sees = request.access.sees_metric  # type: ignore[attr-defined]  # set by merchant_page
    page = home(merchant, now=timezone.now(), reader=reader_of(merchant), sees=sees)
    if page is None:
        return render(request, "insights/first_run.html", {"merchant": merchant})
    return render(request, "insights/home.html", {"merchant": merchant, "home": page})


@merchant_page()
def sales_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show one span of sales; an unknown span is the usual one."""
    page = sales(
        merchant,
        span_key=request.GET.get("span", ""),
        now=timezone.now(),
        reader=reader_of(merchant),
    )
    if page is None:
        return render(request, "insights/first_run.html", {"merchant": merchant})
    return render(request, "insights/sales.html", {"merchant": merchant, "sales": page})


@merchant_page()
def payouts_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show what reached the bank, to those whose role may see it."""
    access = request.access  # type: ignore[attr-defined]  # set by merchant_page
    if not (access.sees_metric("payouts") and access.sees_metric("fees")):
        raise NotAllowed("Your role does not see payouts. Ask the owner of this shop.")
    page = payouts(merchant, now=timezone.now(), reader=reader_of(merchant))
    if page is None:
        return render(request, "insights/first_run.html", {"merchant": merchant})
    return render(request, "insights/payouts.html", {"merchant": merchant, "payouts": page})
