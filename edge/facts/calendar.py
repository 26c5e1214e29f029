"""What each source has told of each day, as a calendar: whole, in part, missing, nothing due; and what comes next."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

from django.db.models import Sum

from edge.facts.dimensions import Feed, Location
from edge.facts.events import EventKind, MoneyEvent
from edge.facts.ledger import Batch, BatchKind, BatchState, Coverage
from edge.facts.sums import Totals, import_sums
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

__all__ = ["DayState", "FeedDays", "Rhythm", "Totals", "calendar_of", "import_sums"]
State = Literal["complete", "partial", "missing", "closed", "ahead", "untold"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# So many imports say at which intervals they come.
FEWEST_IMPORTS = 3
LATEST_IMPORTS = 12


@dataclass(frozen=True)
class DayState:
    """One day of one source; net_minor is its sales less refunds that hold, in the merchant's currency."""

    state: State
    rows: int = 0
    net_minor: int = 0


@dataclass(frozen=True)
class Rhythm:
    """At which intervals a source is brought, and when it is due again."""

    every_days: int
    next_expected: date
    is_late: bool


@dataclass(frozen=True)
class FeedDays:
    """A source, the place it sells at (None: several, or not told), its days, and those that are missing in a row."""

    feed: Feed
    location: Location | None
    days: dict[date, DayState]
    rhythm: Rhythm | None
    gaps: tuple[tuple[date, date], ...]


def calendar_of(merchant: Merchant, first: date, last: date, today: date) -> list[FeedDays]:
    """Return every source that ever told anything, the latest first, with its days from `first` to `last`.

    missing: between its first and last day, and nobody told of it though it is a day on which it usually tells.
    closed: nothing was due, by the opening hours or the source's own week. untold: before or after all it told.
    """
    with tenant_context(merchant):
        feeds = Feed.objects.for_merchant(merchant).exclude(data_until=None)
        return [
            _feed_days(merchant, feed, (first, last), today)
            for feed in feeds.order_by("-data_until", "pk")
        ]


def _feed_days(merchant: Merchant, feed: Feed, span: tuple[date, date], today: date) -> FeedDays:
    told = {
        row.business_date: row
        for row in Coverage.objects.for_merchant(merchant)
        .filter(feed=feed)
        .order_by("business_date")
    }
    sums = _net(merchant, feed, span)
    open_days = _open_weekdays(merchant, told)
    rhythm = _rhythm(merchant, feed, today)
    # A source that is late owes its days up to yesterday; one that is not may have ended.
    owes = today if rhythm is not None and rhythm.is_late else None
    due = _Due(told, open_days, today, owes)
    days = {
        day: _state(day, due, sums.get(day, 0))
        for day in (span[0] + timedelta(days=step) for step in range((span[1] - span[0]).days + 1))
    }
    return FeedDays(
        feed=feed,
        location=_only_location(merchant, feed),
        days=days,
        rhythm=rhythm,
        gaps=_gaps(due),
    )


@dataclass(frozen=True)
class _Due:
    """What a source has told of its days, and up to which day it owes more; `owes` is None where it may have ended."""

    told: dict[date, Coverage]
    open_days: frozenset[int]
    today: date
    owes: date | None

    @property
    def marks(self) -> list[date]:
        """The days between which each open one is due: those told of, and today where the source is late."""
        days = sorted(self.told)
        return [*days, self.owes] if days and self.owes and self.owes > days[-1] else days


def _state(day: date, due: _Due, net_minor: int) -> DayState:
    row = due.told.get(day)
    if day > due.today:
        # A file that spans days to come has told nothing of them yet.
        return DayState("ahead", row.rows if row else 0, net_minor)
    if row is not None and (row.rows or day.weekday() in due.open_days):
        return DayState("complete" if row.is_complete else "partial", row.rows, net_minor)
    if row is not None:
        return DayState("closed")
    marks = due.marks
    if not marks or not marks[0] < day < marks[-1]:
        return DayState("untold")
    return DayState("missing" if day.weekday() in due.open_days else "closed")


def _open_weekdays(merchant: Merchant, told: dict[date, Coverage]) -> frozenset[int]:
    """Return the days of the week on which something is due: by the opening hours, else as the source's weeks are."""
    if merchant.opening_hours:
        return frozenset(
            place for place, name in enumerate(WEEKDAYS) if merchant.opening_hours.get(name)
        )
    busy = {day.weekday() for day, row in told.items() if row.rows}
    return frozenset(busy) or frozenset(range(7))


def _gaps(due: _Due) -> tuple[tuple[date, date], ...]:
    gaps = []
    for before, after in pairwise(due.marks):
        between = [before + timedelta(days=step) for step in range(1, (after - before).days)]
        missing = [day for day in between if day.weekday() in due.open_days]
        if missing:
            gaps.append((missing[0], missing[-1]))
    return tuple(gaps)


def _net(merchant: Merchant, feed: Feed, span: tuple[date, date]) -> dict[date, int]:
    rows = (
        MoneyEvent.objects.for_merchant(merchant)
        .live()
        .filter(
            feed=feed,
            business_date__range=span,
            currency=merchant.currency,
            kind__in=(EventKind.SALE, EventKind.REFUND),
        )
        .values_list("business_date", "kind")
        .annotate(amount=Sum("amount_minor"))
    )
    net: dict[date, int] = {}
    for day, kind, amount in rows:
        net[day] = net.get(day, 0) + (amount if kind == EventKind.SALE else -amount)
    return net


def _only_location(merchant: Merchant, feed: Feed) -> Location | None:
    ids = list(
        MoneyEvent.objects.for_merchant(merchant)
        .live()
        .filter(feed=feed, kind=EventKind.SALE)
        .order_by()
        .values_list("location_id", flat=True)
        .distinct()[:2]
    )
    if len(ids) != 1 or ids[0] is None:
        return None
    return Location.objects.for_merchant(merchant).filter(pk=ids[0]).first()


def _rhythm(merchant: Merchant, feed: Feed, today: date) -> Rhythm | None:
    """Return how far the last days of the latest imports lie apart, which is how often somebody brings one."""
    if feed.kind != "upload":
        return None
    loads = Batch.objects.for_merchant(merchant).filter(
        feed=feed, state=BatchState.PUBLISHED, kind=BatchKind.LOAD, last_day__isnull=False
    )
    last_days = loads.values_list("last_day", flat=True)
    ends = sorted({day for day in last_days if day is not None})
    ends = ends[-LATEST_IMPORTS:]
    if len(ends) < FEWEST_IMPORTS:
        return None
    every = max(1, round(median((b - a).days for a, b in pairwise(ends))))
    expected = ends[-1] + timedelta(days=every)
    return Rhythm(every, expected, is_late=today > expected + timedelta(days=max(1, every // 4)))
