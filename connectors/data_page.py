"""What the data page shows: which days each source has told of, what came in, what to expect next."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_datetime, get_day_names
from babel.numbers import format_currency, format_decimal
from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _

from connectors.models import Upload, UploadState
from edge.facts.dimensions import Feed
from edge.facts.ledger import Coverage
from edge.merchants.models import Merchant

MOST_SOURCES = 6
MOST_UPLOADS = 30


@dataclass(frozen=True)
class Day:
    """One day of a source's calendar: there, part, gone, none (nothing due) or future."""

    number: int
    kind: str
    words: str
    is_now: bool = False


@dataclass(frozen=True)
class Source:
    """One feed with its calendar of the month."""

    name: str
    caption: str
    weeks: list[list[Day | None]]
    note: str


def data_page(merchant: Merchant, *, today: date, locale: str) -> dict[str, Any]:
    """Return what the page shows, as values that its template prints; inside the merchant's context."""
    feeds = list(
        Feed.objects.for_merchant(merchant)
        .exclude(data_until=None)
        .order_by("-data_until")[:MOST_SOURCES]
    )
    uploads = _uploads(merchant, locale)
    if not feeds:
        return {"uploads": uploads, "sources": [], "today": today}
    latest = max(
        merchant.calendar.business_date(feed.data_until) for feed in feeds if feed.data_until
    )
    month = latest.replace(day=1)
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    told = _told(merchant, feeds, month, last)
    # Where the data end in an earlier month, only the days up to there can be whole.
    end = today if month <= today <= last else latest
    due = [month + timedelta(days=at) for at in range((end - month).days + 1)]
    # The source that tells the latest decides which days are whole; others come and go.
    whole = [day for day in due if told[feeds[0].pk].get(day)]
    return {
        "uploads": uploads,
        "sources": [_source(merchant, feed, told[feed.pk], month, today, locale) for feed in feeds],
        "weekdays": _weekdays(locale),
        "month": format_date(month, "LLLL", locale=locale),
        "month_year": format_date(month, "LLLL y", locale=locale),
        "whole": len(whole),
        "due": len(due),
        "until": _moment(merchant, feeds[0], locale),
        "live": [_live(merchant, feed, locale) for feed in feeds if feed.kind != "upload"],
        "expected": [_expected(merchant, feed, today, locale) for feed in feeds],
    }


def _told(
    merchant: Merchant, feeds: list[Feed], first: date, last: date
) -> dict[int, dict[date, bool]]:
    found: dict[int, dict[date, bool]] = {feed.pk: {} for feed in feeds}
    rows = (
        Coverage.objects.for_merchant(merchant)
        .filter(feed__in=feeds, business_date__range=(first, last))
        .values_list("feed_id", "business_date", "is_complete")
    )
    for feed_id, day, is_complete in rows:
        found[feed_id][day] = is_complete
    return found


def _source(
    merchant: Merchant, feed: Feed, told: dict[date, bool], month: date, today: date, locale: str
) -> Source:
    weeks = [
        [_day(one, told, today, locale) if one.month == month.month else None for one in week]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month)
    ]
    whole = sum(told.values())
    caption = _("imported files") if feed.kind == "upload" else _("as it happens")
    note = _("%(whole)s days whole, %(part)s in part. Data up to %(until)s.") % {
        "whole": whole,
        "part": len(told) - whole,
        "until": _moment(merchant, feed, locale),
    }
    return Source(feed.name, caption, weeks, note)


def _day(day: date, told: dict[date, bool], today: date, locale: str) -> Day:
    name = format_date(day, "d MMMM", locale=locale)
    if day > today:
        return Day(day.day, "future", _("%(day)s, to come") % {"day": name})
    if day in told:
        kind = "there" if told[day] else "part"
        words = _("%(day)s, all there") if told[day] else _("%(day)s, in part")
        return Day(day.day, kind, words % {"day": name}, is_now=day == today)
    is_gap = bool(told) and min(told) < day < max(told)
    if is_gap:
        return Day(day.day, "gone", _("%(day)s, missing") % {"day": name}, is_now=day == today)
    return Day(day.day, "none", _("%(day)s, nothing told") % {"day": name}, is_now=day == today)


def _weekdays(locale: str) -> list[tuple[str, str]]:
    short, wide = get_day_names("short", locale=locale), get_day_names("wide", locale=locale)
    return [(short[at], wide[at]) for at in range(7)]


def _moment(merchant: Merchant, feed: Feed, locale: str) -> str:
    if feed.data_until is None:
        return "–"
    local = merchant.calendar.local(feed.data_until).replace(tzinfo=None)
    return str(format_datetime(local, "d MMM y, HH:mm", locale=locale))


def _live(merchant: Merchant, feed: Feed, locale: str) -> dict[str, str]:
    extent = (
        Coverage.objects.for_merchant(merchant)
        .filter(feed=feed)
        .aggregate(first=Min("business_date"), last=Max("business_date"), rows=Sum("rows"))
    )
    return {
        "name": feed.name,
        "until": _moment(merchant, feed, locale),
        "holds": _("%(rows)s entries since %(first)s")
        % {
            "rows": format_decimal(extent["rows"] or 0, locale=locale),
            "first": format_date(extent["first"], locale=locale) if extent["first"] else "–",
        },
    }


def _expected(merchant: Merchant, feed: Feed, today: date, locale: str) -> tuple[str, str]:
    assert feed.data_until is not None  # noqa: S101 -- for the type checker: feeds without are left out
    last = merchant.calendar.business_date(feed.data_until)
    if feed.kind != "upload":
        return feed.name, _("by itself, as sales happen")
    if last >= today:
        return feed.name, _("up to date")
    begin = format_date(last, locale=locale)
    return feed.name, _("the days from %(day)s on, whenever you export them") % {"day": begin}


def _uploads(merchant: Merchant, locale: str) -> list[dict[str, Any]]:
    rows = (
        Upload.objects.for_merchant(merchant)
        .select_related("batch")
        .order_by("-created_at")[:MOST_UPLOADS]
    )
    return [_upload(merchant, upload, locale) for upload in rows]


def _upload(merchant: Merchant, upload: Upload, locale: str) -> dict[str, Any]:
    local = merchant.calendar.local(upload.created_at).replace(tzinfo=None)
    total = (upload.outline or {}).get("total")
    return {
        "upload": upload,
        "came": format_datetime(local, "d MMM, HH:mm", locale=locale),
        "holds": _holds(upload, locale),
        "sum": str(format_currency(Decimal(total["net"]), merchant.currency, locale=locale))
        if total and upload.state == UploadState.LOADED
        else "",
        "is_running": upload.state in (UploadState.RECEIVED, UploadState.LOADING),
        "is_waiting": upload.state == UploadState.READY,
        "is_loaded": upload.state == UploadState.LOADED,
        "is_failed": upload.state == UploadState.FAILED,
    }


def _holds(upload: Upload, locale: str) -> str:
    batch = upload.batch
    if batch is None or upload.state not in (UploadState.LOADED, UploadState.UNDONE):
        return ""
    lines = format_decimal(batch.loaded, locale=locale)
    if batch.first_day is None or batch.last_day is None:
        return str(_("%(lines)s lines") % {"lines": lines})
    return str(
        _("%(lines)s lines, %(first)s to %(last)s")
        % {
            "lines": lines,
            "first": format_date(batch.first_day, locale=locale),
            "last": format_date(batch.last_day, locale=locale),
        }
    )
