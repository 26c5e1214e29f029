"""Conditions on rows: a dimension's column, a filter on it, a time of day, the rows that held at a watermark."""

from dataclasses import dataclass
from datetime import date

from edge.lib.errors import InvalidRequest
from edge.lib.period import BusinessCalendar
from insights.metrics.catalog import ATTRIBUTE, NARROWING
from insights.metrics.figure import Filter, MetricQuery
from insights.metrics.sql_customers import of_customers
from insights.metrics.sql_text import Sql, joined

WEEK_START = "(business_date - (extract(isodow FROM business_date)::int - 1))"
# What a row shows for each dimension that follows from its moment.
TIME_COLUMNS = {
    "day": "business_date",
    "week": WEEK_START,
    "month": "date_trunc('month', business_date)::date",
    "quarter": "date_trunc('quarter', business_date)::date",
    "weekday": "extract(isodow FROM business_date)::int",
    "hour": "hour::int",
    "weekday_hour": "extract(isodow FROM business_date)::int * 100 + hour::int",
}
# Those that are numbers: a weekday 1 to 7, an hour, and both as 514 for Friday at 14.
COUNTED_TIMES = frozenset({"weekday", "hour", "weekday_hour"})
# Dimensions kept as a row's id in a table of their own, with the column that people know the row by.
NAMED = {
    "product": ("facts_product", "code"),
    "location": ("facts_location", "name"),
    "staff": ("facts_staff", "name"),
    "customer": ("facts_customer", "reference"),
}
TEXTS = frozenset({"category", "payment_method", "channel", "country", "document"})
MINUTES_A_DAY = 1440
LINES = "facts_lineitem"
# `first_day` comes from the history that is joined. Who gives back without a known sale has bought before the books.
GROUP = "CASE WHEN customer_id IS NULL THEN '' WHEN first_day >= {start} THEN 'new' ELSE 'returning' END"


@dataclass(frozen=True)
class Scope:
    """Whose rows are read, on which calendar, in which currency; watermark None reads what holds now.

    lines: where lines are read, once several questions about the same ones share them.
    """

    merchant_id: int
    calendar: BusinessCalendar
    currency: str
    watermark: int | None = None
    lines: str = LINES

    @property
    def live(self) -> Sql:
        """The rows of this merchant that hold; the merchant's number is a constant, which prunes the partitions."""
        if self.watermark is None:
            return Sql("merchant_id = %s AND until_batch IS NULL", (self.merchant_id,))
        return Sql(
            "merchant_id = %s AND since_batch <= %s AND (until_batch IS NULL OR until_batch > %s)",
            (self.merchant_id, self.watermark, self.watermark),
        )


def column(dimension: str, start: Sql) -> Sql:
    """Return what a row of facts shows for a dimension: an id, a text, a date or a number.

    start: the first day of the period, or of the part of it that the row counts to.
    """
    if dimension == "customer_group":
        return Sql(GROUP.format(start=start.text), start.params)
    if dimension.startswith(ATTRIBUTE):
        return Sql(
            "left(coalesce(attributes ->> %s, ''), 120)", (dimension.removeprefix(ATTRIBUTE),)
        )
    if dimension in TIME_COLUMNS:
        return Sql(TIME_COLUMNS[dimension])
    return Sql(f"{dimension}_id" if dimension in NAMED else dimension)


def rolled_column(dimension: str) -> Sql:
    """Return the same for a row of the day rollup, whose key is text."""
    if dimension in TIME_COLUMNS:
        return Sql(TIME_COLUMNS[dimension])
    return Sql("nullif(key, '')::bigint" if dimension in NAMED else "key")


def condition(
    scope: Scope,
    given: Filter,
    days: tuple[date, date],
    *,
    start: Sql | None = None,
    is_rolled: bool = False,
) -> Sql:
    """Return a filter as a condition; InvalidRequest where its values do not fit its dimension.

    days: the first and last business day that are read, within which a pair must have been sold together.
    start: where what counts as new begins; the first day where it is left out.
    """
    if given.dimension == "pair":
        return _holds_both(scope, given, days)
    if given.dimension in NARROWING:
        return of_customers(scope.live, given)
    start = start or Sql("%s", days[:1])
    shown = rolled_column(given.dimension) if is_rolled else column(given.dimension, start)
    if given.dimension in TIME_COLUMNS:
        return _on_time(given, shown)
    if given.dimension in NAMED:
        return _on_named(scope, given, shown)
    return _on_text(given, shown)


def time_of_day(query: MetricQuery, calendar: BusinessCalendar) -> Sql | None:
    """Return the condition of a time window on the wall clock, or None where there is none."""
    hours = window_hours(query, calendar)
    if hours is not None:
        return Sql("hour = ANY(%s::int[])", (hours,)) if len(hours) < 24 else None
    start, end = _window(query, calendar)
    wall = "(occurred_at AT TIME ZONE %s)::time"
    binding = " AND " if start < end else " OR "
    text = f"({wall} >= %s::time{binding}{wall} < %s::time)"
    return Sql(text, (calendar.time_zone, _clock(start), calendar.time_zone, _clock(end)))


def window_hours(query: MetricQuery, calendar: BusinessCalendar) -> list[int] | None:
    """Return the hours of a window that is made of whole hours (all 24 without a window), else None."""
    start, end = _window(query, calendar)
    if start == end:
        return list(range(24))
    if start % 60 or end % 60:
        return None
    return [hour for hour in range(24) if _within(hour * 60, start, end)]


def _window(query: MetricQuery, calendar: BusinessCalendar) -> tuple[int, int]:
    given = (query.time_from, query.time_to)
    for minute in given:
        if minute is not None and not 0 <= minute <= MINUTES_A_DAY:
            raise InvalidRequest(
                f"A time of day lies between 0 and {MINUTES_A_DAY} minutes, not at {minute}."
            )
    # An open end is the end of the business day: a bar's "after 22:00" reaches to its 05:00.
    start, end = (calendar.day_end_minutes if minute is None else minute for minute in given)
    return start % MINUTES_A_DAY, end % MINUTES_A_DAY


def _within(minute: int, start: int, end: int) -> bool:
    return start <= minute < end if start < end else minute >= start or minute < end


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _on_text(given: Filter, shown: Sql) -> Sql:
    values = list(given.values)
    if given.op in ("missing", "known"):
        return shown + Sql(" = ''" if given.op == "missing" else " <> ''")
    if given.op == "between":
        low, high = _two(given)
        return shown + Sql(" BETWEEN %s AND %s", (low, high))
    operator = " = ANY(%s::text[])" if given.op == "is" else " <> ALL(%s::text[])"
    return shown + Sql(operator, (values,))


def _on_named(scope: Scope, given: Filter, shown: Sql) -> Sql:
    table, known_by = NAMED[given.dimension]
    if given.op in ("missing", "known"):
        return shown + Sql(" IS NULL" if given.op == "missing" else " IS NOT NULL")
    ids = f"SELECT id FROM {table} WHERE merchant_id = %s AND {known_by}"
    if given.op == "between":
        return shown + Sql(f" IN ({ids} BETWEEN %s AND %s)", (scope.merchant_id, *_two(given)))
    chosen = shown + Sql(f" IN ({ids} = ANY(%s::text[]))", (scope.merchant_id, list(given.values)))
    if given.op == "is":
        return chosen
    return joined("", [Sql("("), chosen, Sql(") IS NOT TRUE")])


def _on_time(given: Filter, shown: Sql) -> Sql:
    if given.op in ("missing", "known"):
        return Sql("false" if given.op == "missing" else "true")
    values = [_moment(given.dimension, value) for value in given.values]
    kind = "int" if given.dimension in COUNTED_TIMES else "date"
    if given.op == "between":
        _two(given)
        return shown + Sql(f" BETWEEN %s::{kind} AND %s::{kind}", tuple(values))
    operator = f" = ANY(%s::{kind}[])" if given.op == "is" else f" <> ALL(%s::{kind}[])"
    return shown + Sql(operator, (values,))


def _moment(dimension: str, value: str) -> int | date:
    """Return a key of a time dimension as its column shows it: "2011-11" is the first of November."""
    try:
        if dimension in COUNTED_TIMES:
            return int(value)
        if dimension == "month":
            return date.fromisoformat(f"{value}-01")
        if dimension == "quarter":
            year, quarter = value.split("-Q")
            return date(int(year), int(quarter) * 3 - 2, 1)
        return date.fromisoformat(value)
    except ValueError as error:
        raise InvalidRequest(f"{value!r} is no {dimension}.", code="invalid_filter") from error


def _two(given: Filter) -> tuple[str, str]:
    if len(given.values) != 2:
        raise InvalidRequest(
            f"A range of {given.dimension} needs two values.", code="invalid_filter"
        )
    return given.values[0], given.values[1]


def _holds_both(scope: Scope, given: Filter, days: tuple[date, date]) -> Sql:
    """Return the condition that a document sold both products of a pair."""
    merchant, codes = scope.merchant_id, list(_two(given))
    return joined(
        "",
        [
            Sql("(feed_id, document) IN (SELECT feed_id, document FROM facts_lineitem WHERE "),
            scope.live,
            Sql(" AND business_date BETWEEN %s AND %s AND kind = 'sale' AND product_id IN (", days),
            Sql(
                "SELECT id FROM facts_product WHERE merchant_id = %s AND code = ANY(%s::text[])) ",
                (merchant, codes),
            ),
            Sql("GROUP BY feed_id, document HAVING count(DISTINCT product_id) = 2)"),
        ],
    )
