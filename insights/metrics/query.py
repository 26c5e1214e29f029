"""Answers a question about one merchant's books: one figure, or a series of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from edge.lib.money import exponent
from edge.merchants.models import Merchant
from insights.metrics import buckets
from insights.metrics.availability import Availability, availability
from insights.metrics.catalog import Metric, metric_of
from insights.metrics.codec import encode, figure_id
from insights.metrics.figure import Figure, MetricQuery, Point, Series
from insights.metrics.sql_filters import Scope
from insights.metrics.sql_groups import ranks_products, statement
from insights.metrics.sql_rows import span_of
from insights.metrics.sql_text import Sql

__all__ = [
    "Availability",
    "Books",
    "PartRow",
    "Parts",
    "availability",
    "breakdown",
    "breakdown_many",
    "compute",
    "figures_and_parts",
    "measure",
    "measure_many",
    "parts_many",
    "sql_of",
]
# Averages and rates keep this many digits after the point; they are rounded where they are shown.
_EXACT = Decimal("0.0000000001")


@dataclass(frozen=True)
class Books:
    """Where the books stood when the statement read them."""

    merchant: Merchant
    scope: Scope
    watermark: int
    data_until: datetime | None
    first_day: date | None
    last_day: date | None
    # Kinds of what stands among the products and is none; read where products are ranked.
    no_products: tuple[str, ...]


@dataclass(frozen=True)
class PartRow:
    """One part as the statement told it: its measures, minor units where they are money, and how many rows."""

    key: str
    label: str
    currency: str
    a: Decimal | None
    b: Decimal | None
    rows: int
    sales: int
    total: int


@dataclass(frozen=True)
class Parts:
    """A breakdown as it was read; figures are made of those parts only that are shown."""

    books: Books
    query: MetricQuery
    rows: Mapping[str, PartRow]

    def label(self, key: str) -> str:
        """Return what the books call a part."""
        row = self.rows.get(key)
        return row.label if row and row.label else key

    def value(self, key: str) -> Decimal | int:
        """Return the value of an additive metric's part; 0 where there is none."""
        metric = metric_of(self.query.metric)
        currency = self.books.scope.currency if metric.is_of_money else None
        return _value(metric, self.rows.get(key), currency, 0) or 0

    def figure(self, key: str) -> Figure:
        """Return the part as a figure of its own."""
        calendar = self.books.scope.calendar
        return self._valued(
            buckets.part_query(self.query, key, self.label(key), calendar=calendar), key
        )

    def whole(self) -> Figure:
        """Return the only part as the figure of the query, which has no breakdown."""
        return self._valued(self.query, "")

    def _valued(self, query: MetricQuery, key: str) -> Figure:
        metric = metric_of(query.metric)
        currency = self.books.scope.currency if metric.is_of_money else None
        return _valued(self.books, metric, query, self.rows.get(key), currency)


def measure(merchant: Merchant, query: MetricQuery, *, watermark: int | None = None) -> Figure:
    """Return one figure, inside the merchant's tenant_context.

    watermark: read the books as they stood after that batch instead of now. Raises InvalidRequest where the metric
    is not known or cannot be asked that way.
    """
    return measure_many(merchant, [query], watermark=watermark)[0]


def measure_many(
    merchant: Merchant, queries: Sequence[MetricQuery], *, watermark: int | None = None
) -> list[Figure]:
    """Return a figure for each query, in their order, with one statement."""
    return [answer for answer in compute(merchant, [query.as_number() for query in queries], watermark=watermark)
            if isinstance(answer, Figure)]  # fmt: skip


def breakdown(merchant: Merchant, query: MetricQuery, *, watermark: int | None = None) -> Series:
    """Return the parts of a figure along `query.by`, inside the merchant's tenant_context."""
    return breakdown_many(merchant, [query], watermark=watermark)[0]


def breakdown_many(
    merchant: Merchant, queries: Sequence[MetricQuery], *, watermark: int | None = None
) -> list[Series]:
    """Return a series for each query, in their order, with one statement."""
    return [
        answer
        for answer in compute(merchant, queries, watermark=watermark)
        if isinstance(answer, Series)
    ]


def compute(
    merchant: Merchant, queries: Sequence[MetricQuery], *, watermark: int | None = None
) -> list[Figure | Series]:
    """Return a Series for each query with a breakdown and a Figure for each without, all read by one statement."""
    if not queries:
        return []
    if len({query.currency or merchant.currency for query in queries}) > 1:
        return [
            answer
            for query in queries
            for answer in compute(merchant, [query], watermark=watermark)
        ]
    books, rows = _read(merchant, queries, watermark)
    return [
        _series(books, query, rows[index])
        if query.by and not query.counts_parts
        else _figure(books, query, rows[index])
        for index, query in enumerate(queries)
    ]


def parts_many(
    merchant: Merchant, queries: Sequence[MetricQuery], *, watermark: int | None = None
) -> list["Parts"]:
    """Return the parts of each breakdown with one statement; all are asked in one currency."""
    return figures_and_parts(merchant, [], queries, watermark=watermark)[1]


def figures_and_parts(
    merchant: Merchant,
    wholes: Sequence[MetricQuery],
    breakdowns: Sequence[MetricQuery],
    *,
    watermark: int | None = None,
) -> tuple[list[Figure], list["Parts"]]:
    """Return a figure for each of the first queries and the parts of each of the second, with one statement."""
    asked = [query.whole() for query in wholes]
    books, rows = _read(merchant, [*asked, *breakdowns], watermark)
    figures = [_figure(books, query, rows[place]) for place, query in enumerate(asked)]
    currencies = ("", books.scope.currency)
    parts = [
        Parts(books, query, {row.key: row for row in rows[place] if row.currency in currencies})
        for place, query in enumerate(breakdowns, start=len(wholes))
    ]
    return figures, parts


def _read(
    merchant: Merchant, queries: Sequence[MetricQuery], watermark: int | None
) -> tuple[Books, dict[int, list[PartRow]]]:
    """Return where the books stood and the rows of each query, by its place."""
    currency = queries[0].currency or merchant.currency
    scope = Scope(merchant.pk, merchant.calendar, currency, watermark)
    found = _fetch(statement(scope, list(queries)))
    at, data_until, first_day, last_day, no_products = found[0][:5]
    books = Books(
        merchant,
        scope,
        at if watermark is None else watermark,
        data_until,
        first_day,
        last_day,
        tuple(no_products or ()),
    )
    rows: dict[int, list[PartRow]] = defaultdict(list)
    for record in found:
        if record[5] is not None:
            rows[record[5]].append(PartRow(*record[7:]))
    return books, rows


def sql_of(merchant: Merchant, query: MetricQuery, *, watermark: int | None = None) -> Sql:
    """Return the statement that answers a query, for its receipt."""
    return statement(
        Scope(merchant.pk, merchant.calendar, query.currency or merchant.currency, watermark),
        [query],
    )


def _fetch(sql: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        # Composed of constants; whatever a caller gave is among the bound values.
        cursor.execute(sql.text, sql.params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _figure(books: Books, query: MetricQuery, rows: list[PartRow]) -> Figure:
    """Return the figure in the asked currency, with the other currencies' beside it."""
    metric = metric_of(query.metric)
    if query.counts_parts:
        return _counted(books, metric, query, rows)
    if not metric.is_of_money:
        return _valued(books, metric, query, rows[0] if rows else None, None)
    by_currency = {row.currency: row for row in rows}
    own = books.scope.currency
    others = tuple(
        _valued(books, metric, replace(query, currency=code), by_currency[code], code)
        for code in sorted(by_currency)
        if code != own
    )
    return replace(_valued(books, metric, query, by_currency.get(own), own), others=others)


def _counted(books: Books, metric: Metric, query: MetricQuery, rows: list[PartRow]) -> Figure:
    """Return how many parts a breakdown has, whatever the metric's own unit is."""
    counted = _valued(books, metric, query, None, None)
    [row] = rows
    return replace(counted, value=int(row.a or 0), unit="parts", currency=None, rows=row.rows)


def _valued(
    books: Books, metric: Metric, query: MetricQuery, row: PartRow | None, currency: str | None
) -> Figure:
    calendar = books.scope.calendar
    return Figure(
        id=figure_id(
            [metric.key, metric.version, encode(query)],
            merchant_id=books.merchant.pk,
            calendar=calendar,
            currency=currency,
            watermark=books.watermark,
        ),
        metric=metric.key,
        value=_value(metric, row, currency, span_of(query, calendar).days),
        unit=metric.unit,
        currency=currency if metric.unit == "money" else None,
        query=query,
        watermark=books.watermark,
        rows=row.rows if row is not None else 0,
        data_until=_until(books, query),
        definition_version=metric.version,
    )


def _value(
    metric: Metric, row: PartRow | None, currency: str | None, days: int
) -> Decimal | int | None:
    """Return the value in major units, as a count or as a fraction; None where nothing divides."""
    a = (row.a if row is not None else None) or Decimal(0)
    b = (row.b if row is not None else None) or Decimal(0)
    scale = -exponent(currency) if currency and metric.unit == "money" else 0
    if metric.formula == "a/b":
        return (a / b).scaleb(scale).quantize(_EXACT).normalize() + 0 if b else None
    if metric.formula == "days-a":
        return days - int(a)
    total = a - b if metric.formula == "a-b" else a
    if metric.unit == "money":
        return Decimal(int(total)).scaleb(scale)
    return int(total) if total == int(total) else total.normalize()


def _until(books: Books, query: MetricQuery) -> datetime | None:
    """Return up to when the data reach, which is never later than the period's own cut."""
    until = query.period.until
    if until is None or books.data_until is None:
        return books.data_until
    return min(books.data_until, books.scope.calendar.local(until))


def _series(books: Books, query: MetricQuery, rows: list[PartRow]) -> Series:
    metric = metric_of(query.metric)
    currency = books.scope.currency if metric.is_of_money else None
    others = sorted({row.currency for row in rows} - {currency or ""})
    rows = [row for row in rows if row.currency == (currency or "")]
    placed = {row.key: row for row in rows}
    keys = [row.key for row in rows]
    if (
        query.by in buckets.FILLED
        and query.order == "key"
        and not query.sold_only
        and query.limit is None
        and query.having is None
    ):
        keys = _covered(books, query) or keys
    points = []
    for key in keys:
        row = placed.get(key)
        part = buckets.part_query(
            query, key, row.label if row else "", calendar=books.scope.calendar
        )
        figure = _valued(books, metric, part, row, currency)
        points.append(
            Point(key, row.label if row and row.label else key, figure, row.sales if row else 0)
        )
    total = max(rows[0].total if rows else 0, len(points))
    return Series(
        query=query,
        points=tuple(points),
        total_count=total,
        truncated=total > len(points),
        watermark=books.watermark,
        data_until=_until(books, query),
        other_currencies=tuple(others),
        left_out=books.no_products if ranks_products(query) else (),
    )


def _covered(books: Books, query: MetricQuery) -> list[str]:
    """Return every key of a calendar breakdown within the days that the books cover: a day without trade is 0."""
    if books.first_day is None or books.last_day is None:
        return []
    span = span_of(query, books.scope.calendar)
    last_day = books.last_day
    if books.data_until is not None:
        last_day = max(last_day, books.scope.calendar.business_date(books.data_until))
    return buckets.keys_between(
        query.by or "day", max(span.first, books.first_day), min(span.last, last_day)
    )
