"""What the data page shows: which days each source has told of, what came in, what to expect next."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _

from connectors.pages.days import Month, calendar_for, expected, gap_sentences, name_of
from connectors.pages.formats import Words
from connectors.pages.imports import imports
from connectors.pages.overlap import overlap_words
from edge.facts.calendar import FeedDays, calendar_of
from edge.facts.dimensions import Feed
from edge.facts.ledger import Coverage
from edge.facts.overlap import overlaps
from edge.merchants.models import Merchant

MOST_CALENDARS = 12
# Months beyond are shown as the nearest of these: a calendar has an end, and a month before its first.
FIRST_MONTH, LAST_MONTH = date(1970, 1, 1), date(2100, 12, 1)


def data_page(merchant: Merchant, *, today: date, month: str, locale: str) -> dict[str, Any]:
    """Return what the page shows, as values that its template prints; inside the merchant's context.

    month: as 2026-11; anything else is the latest one that a source has told of.
    """
    words = Words(locale, merchant.currency)
    shown: dict[str, Any] = {"imports": imports(merchant, words)}
    feeds = Feed.objects.for_merchant(merchant).exclude(data_until=None)
    until = feeds.aggregate(last=Max("data_until"))["last"]
    if until is None:
        return shown
    latest = min(merchant.calendar.business_date(until), today)
    chosen = Month(_chosen(month) or latest.replace(day=1), today, locale)
    found = calendar_of(merchant, chosen.first, chosen.last, today)
    return shown | _days(merchant, found, chosen, words)


def _chosen(month: str) -> date | None:
    try:
        chosen = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return min(max(chosen, FIRST_MONTH), LAST_MONTH)


def _told(found: FeedDays) -> list[date]:
    return [day for day, one in found.days.items() if one.state in ("complete", "partial")]


def _days(
    merchant: Merchant, found: Sequence[FeedDays], month: Month, words: Words
) -> dict[str, Any]:
    main = max((one.feed for one in found), key=lambda feed: feed.data_until or feed.created_at)
    due, whole = _counted([one for one in found if one.feed.pk == main.pk], month)
    ends = {one.feed.pk: _until(merchant, one.feed, words) for one in found}
    return {
        "calendars": [
            calendar_for(one, month, until=ends[one.feed.pk]) for one in found[:MOST_CALENDARS]
        ],
        "weekdays": month.weekdays(),
        "month": month.words("LLLL"),
        "month_year": month.words(),
        "earlier": month.earlier(),
        "later": month.later() if month.last < month.today else None,
        "whole": len(whole),
        "due": len(due),
        "until": ends[main.pk],
        "gaps": gap_sentences(found, words.locale),
        "overlaps": overlap_words(overlaps(merchant), words),
        "live": [_live(merchant, feed, words) for feed in _live_feeds(found)],
        "expected": [(name_of(one), _expected(merchant, one, month)) for one in found],
    }


def _counted(found: Sequence[FeedDays], month: Month) -> tuple[list[date], list[date]]:
    """Return the days of the month that are due by now, and those of them of which all places told everything."""
    told = [day for one in found for day in _told(one)]
    end = min(month.last, month.today)
    if told and max(told) < end and not any(one.rhythm and one.rhythm.is_late for one in found):
        # Where the data end earlier, and nothing is late, only the days up to there can be whole.
        end = max(max(told), month.first)
    days = [month.first + timedelta(days=at) for at in range((end - month.first).days + 1)]
    # Before the first day that was ever told nothing is due.
    due = [day for day in days if any(one.days[day].state != "untold" for one in found)]
    whole = [
        day
        for day in due
        if all(day in one.days and one.days[day].state in ("complete", "closed") for one in found)
    ]
    return due, whole


def _expected(merchant: Merchant, found: FeedDays, month: Month) -> str:
    until = found.feed.data_until
    last = month.today if until is None else merchant.calendar.business_date(until)
    return expected(found, last, month)


def _until(merchant: Merchant, feed: Feed, words: Words) -> str:
    return "–" if feed.data_until is None else words.moment_of(merchant, feed.data_until)


def _live_feeds(found: Sequence[FeedDays]) -> list[Feed]:
    return list({one.feed.pk: one.feed for one in found if one.feed.kind != "upload"}.values())


def _live(merchant: Merchant, feed: Feed, words: Words) -> dict[str, str]:
    extent = (
        Coverage.objects.for_merchant(merchant)
        .filter(feed=feed)
        .aggregate(first=Min("business_date"), rows=Sum("rows"))
    )
    first = format_date(extent["first"], locale=words.locale) if extent["first"] else "–"
    return {
        "name": feed.name,
        "until": _until(merchant, feed, words),
        "holds": _("%(rows)s entries since %(first)s")
        % {
            "rows": format_decimal(extent["rows"] or 0, locale=words.locale),
            "first": first,
        },
    }
