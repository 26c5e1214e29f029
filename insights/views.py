"""The pages of this package; each parses, calls one verb and renders."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from edge.lib.errors import NotAllowed
from edge.merchants.access import merchant_page
from edge.merchants.models import Merchant, User
from insights.home import home
from insights.inbox import act, find_insight, inbox, show_insight
from insights.insight import insight_page as page_of
from insights.metrics.receipt import open_token, receipt_for
from insights.metrics.receipt_rows import rows_as_csv
from insights.payouts import payouts
from insights.restated import restated
from insights.sales import sales
from insights.sections.comparing import Reader

ENTRIES_ON_HOME = 3


def reader_of(merchant: Merchant) -> Reader:
    """Return the reader of this request, in the language that the page speaks."""
    return Reader(merchant, get_language() or merchant.language)


def person_of(request: HttpRequest) -> User | None:
    """Return who is logged in; reading marks and ratings are theirs."""
    return request.user if isinstance(request.user, User) else None


@merchant_page()
def home_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show the day, or the way in where nothing was sold yet."""
    sees = request.access.sees_metric  # type: ignore[attr-defined]  # set by merchant_page
    reader = reader_of(merchant)
    page = home(merchant, now=timezone.now(), reader=reader, sees=sees)
    if page is None:
        return render(request, "insights/first_run.html", {"merchant": merchant})
    found = inbox(merchant, person_of(request), reader, only_open=True, limit=ENTRIES_ON_HOME)
    shown = {"merchant": merchant, "home": page, "inbox": found}
    return render(request, "insights/home.html", shown)


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


@merchant_page()
def inbox_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """List the open insights, or all of them, latest day first."""
    shows_all = request.GET.get("show") == "all"
    found = inbox(merchant, person_of(request), reader_of(merchant), only_open=not shows_all)
    shown = {"merchant": merchant, "inbox": found, "shows_all": shows_all}
    return render(request, "insights/inbox.html", shown)


@merchant_page()
def insight_page(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Show one insight with what it stands on."""
    reader = reader_of(merchant)
    told = show_insight(merchant, find_insight(merchant, public_id), person_of(request), reader)
    shown = {"merchant": merchant, "entry": told, "page": page_of(merchant, told, reader)}
    return render(request, "insights/insight.html", shown)


@require_POST
@merchant_page()
def insight_action(
    request: HttpRequest, merchant: Merchant, public_id: str, action: str
) -> HttpResponse:
    """Read, rate, snooze, close or reopen an insight; the page sends `read` itself, since looking writes nothing."""
    act(merchant, person_of(request), find_insight(merchant, public_id), action)
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(
        "insights" if action in {"snooze", "resolve"} else reverse("insight", args=[public_id])
    )


@merchant_page()
def receipt_page(request: HttpRequest, merchant: Merchant, given: str) -> HttpResponse:
    """Show the receipt of a figure, computed anew, to those whose role may see the figure."""
    _check_sight(request, merchant, given)
    receipt = receipt_for(merchant, given, reader_of(merchant).language)
    return render(request, "insights/receipt.html", {"merchant": merchant, "receipt": receipt})


@merchant_page()
def restated_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show the figures that were told and no longer hold, as a page or as a part of another one."""
    sees = request.access.sees_metric  # type: ignore[attr-defined]  # set by merchant_page
    found = restated(merchant, reader_of(merchant).language, sees=sees)
    is_part = request.headers.get("X-Requested-With") == "fetch"
    name = "insights/_restated.html" if is_part else "insights/restated.html"
    return render(request, name, {"merchant": merchant, "restated": found})


@merchant_page()
def receipt_csv(request: HttpRequest, merchant: Merchant, given: str) -> FileResponse:
    """Send all rows behind a figure as CSV."""
    _check_sight(request, merchant, given)
    recipe = open_token(merchant, given)
    sees = request.access.sees_metric  # type: ignore[attr-defined]  # set by merchant_page
    names_staff = all(sees(metric, "staff") for metric, _ in recipe.asked)
    file = rows_as_csv(merchant, recipe, names_staff=names_staff)
    return FileResponse(file, as_attachment=True, filename="rows.csv", content_type="text/csv")


def _check_sight(request: HttpRequest, merchant: Merchant, given: str) -> None:
    access = request.access  # type: ignore[attr-defined]  # set by merchant_page
    asked = open_token(merchant, given).asked
    if not all(access.sees_metric(metric, dimension) for metric, dimension in asked):
        raise NotAllowed("Your role does not see this figure. Ask the owner of this shop.")
