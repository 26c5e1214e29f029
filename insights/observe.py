"""Reads what detectors look at: one merchant's net sales by day and hour, complete days only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import holidays as public_holidays
from django.db.models import Max, Sum

from edge.facts.models import Coverage, EventKind, HourRollup, MoneyEvent
from edge.lib.money import exponent
from edge.lib.period import BusinessCalendar
from edge.merchants.models import Merchant
from insights.detectors.contract import Days

# A feed that spoke within this time is live: its running day is today, not the last day of an old file.
LIVE_WITHIN = timedelta(days=2)


@dataclass(frozen=True)
class Vantage:
    """From where a merchant's books are judged: now where they are live, else their own last moment.

    last_complete: the last business day that is over. running: the day after it that has begun, if any, and
    reached_hour the last of its hours that is over.
    """

    as_of: datetime
    last_complete: date
    running: date | None = None
    reached_hour: int | None = None


def vantage_of(merchant: Merchant, now: datetime) -> Vantage | None:
    """Return where the merchant's books stand, None where nothing was loaded. Call inside the merchant's context."""
    data_until = _latest_sale(merchant)
    if data_until is None:
        return None
    calendar = merchant.calendar
    as_of = now if now - data_until <= LIVE_WITHIN else data_until
    day = calendar.business_date(data_until)
    if day < calendar.business_date(as_of):
        return Vantage(as_of, calendar.business_date(as_of) - timedelta(days=1))
    return Vantage(as_of, day - timedelta(days=1), day, _last_hour_over(calendar, data_until, day))


def _latest_sale(merchant: Merchant) -> datetime | None:
    # Not the latest word of any feed: a payout told at noon does not say that the till has spoken since ten.
    days = HourRollup.objects.for_merchant(merchant).filter(sale_rows__gt=0)
    day = days.aggregate(last=Max("business_date"))["last"]
    if day is None:
        return None
    sold = (
        MoneyEvent.objects.for_merchant(merchant)
        .live()
        .filter(business_date=day, kind=EventKind.SALE)
    )
    latest: datetime | None = sold.aggregate(last=Max("occurred_at"))["last"]
    return latest


def _last_hour_over(calendar: BusinessCalendar, moment: datetime, day: date) -> int | None:
    # By elapsed time, so that the hour that a night skips or repeats does no harm.
    over = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    start = calendar.bounds(day)[0]
    return calendar.local(over - timedelta(minutes=1)).hour if over > start else None


def known_days(merchant: Merchant) -> set[date]:
    """Return the days of which every feed that told of them told all: only these are judged, or taken as usual.

    A day that no feed has told of is not a day without sales: the till may be silent.
    """
    rows = Coverage.objects.for_merchant(merchant).values_list("business_date", "is_complete")
    complete = {day for day, is_complete in rows if is_complete}
    return complete - {day for day, is_complete in rows if not is_complete}


def observe(merchant: Merchant, vantage: Vantage, *, history_days: int) -> "Observed":
    """Return the hours of the last `history_days` days up to the vantage. Call inside the merchant's context."""
    last = vantage.running or vantage.last_complete
    first = last - timedelta(days=history_days)
    rows = HourRollup.objects.for_merchant(merchant).filter(
        business_date__range=(first, last), currency=merchant.currency
    )
    scale = 10 ** exponent(merchant.currency)
    hours: dict[date, dict[int, float]] = {}
    sums = rows.values_list("business_date", "hour").annotate(
        net=Sum("gross_minor") - Sum("refund_minor")
    )
    for day, hour, net in sums:
        hours.setdefault(day, {})[hour] = net / scale
    known = sorted(day for day in known_days(merchant) if first <= day <= vantage.last_complete)
    return Observed(
        currency=merchant.currency,
        hours=hours,
        complete=tuple((day, sum(hours.get(day, {}).values())) for day in known),
        holidays=_holidays(merchant.country, first.year, last.year),
        first_hour=merchant.day_end_minutes // 60,
    )


@dataclass(frozen=True)
class Observed:
    """Everything that the detectors need of one merchant, read once."""

    currency: str
    hours: dict[date, dict[int, float]]
    complete: tuple[tuple[date, float], ...]
    holidays: frozenset[date]
    first_hour: int

    @property
    def complete_days(self) -> frozenset[date]:
        """The days of which everything is known."""
        return frozenset(day for day, _ in self.complete)

    def up_to(self, day: date, *, reached_hour: int | None = None, history_days: int = 400) -> Days:
        """Return the view of a detector that judges `day` and knows only what came before it."""
        begin = day - timedelta(days=history_days)
        return Days(
            day=day,
            values=tuple((when, value) for when, value in self.complete if begin <= when < day),
            value=sum(self.hours.get(day, {}).values()),
            currency=self.currency,
            holidays=self.holidays,
            hours=self.hours,
            first_hour=self.first_hour,
            reached_hour=reached_hour,
        )


def _holidays(country: str, first_year: int, last_year: int) -> frozenset[date]:
    if country not in public_holidays.list_supported_countries(include_aliases=False):
        return frozenset()
    return frozenset(
        public_holidays.country_holidays(country, years=range(first_year, last_year + 1))
    )
