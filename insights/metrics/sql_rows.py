"""The rows that a query stands on: from rollups where they are whole and additive, else from the facts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from edge.lib.errors import InvalidRequest
from edge.lib.period import BusinessCalendar
from insights.metrics.buckets import FILLED
from insights.metrics.catalog import ATTRIBUTE, NARROWING, Measure, Metric, dimension_of, metric_of
from insights.metrics.figure import MetricQuery
from insights.metrics.sql_filters import (
    LINES,
    TIME_COLUMNS,
    Scope,
    column,
    condition,
    rolled_column,
    time_of_day,
    window_hours,
)
from insights.metrics.sql_text import Sql, joined, wrapped

_ITS_SALE = "coalesce(nullif(sale_document, ''), document)"
DOCUMENT = "feed_id || ':' || document"
_SALE = "CASE WHEN kind = 'sale' THEN {} END"
# What a money event adds to each measure, and the kinds of event that can.
EVENT_PARTS: dict[Measure, tuple[str, str]] = {
    "gross": (_SALE.format("amount_minor"), "sale"),
    "refund": ("CASE WHEN kind = 'refund' THEN amount_minor END", "refund"),
    "sales": ("sales", "sale"),
    "tip": ("CASE WHEN kind = 'tip' THEN amount_minor END", "tip"),
    "fee": ("CASE WHEN kind = 'fee' THEN amount_minor END", "fee"),
    "payout": ("CASE WHEN kind = 'payout' THEN amount_minor END", "payout"),
    "tax": ("CASE WHEN kind = 'tax' THEN amount_minor END", "tax"),
    "declined": ("CASE WHEN kind = 'declined' THEN 1 END", "declined"),
    "customers": (_SALE.format("customer_id"), "sale"),
    "new_customers": (_SALE.format("customer_id"), "sale"),
    "returning_customers": (_SALE.format("customer_id"), "sale"),
    "days": (_SALE.format("business_date"), "sale"),
    "largest": (_SALE.format("amount_minor"), "sale"),
    "refund_documents": (f"CASE WHEN kind = 'refund' THEN {DOCUMENT} END", "refund"),
    # A tip names its sale, or shares its document.
    "tipped": (
        "CASE WHEN kind = 'tip' AND amount_minor > 0 THEN feed_id || ':' || " + _ITS_SALE + " END",
        "tip",
    ),
    "open_hours": (_SALE.format("hour"), "sale"),
}
IS_SALE = "CASE WHEN kind = 'sale' THEN 1 ELSE 0 END"
NO_KEY = "''::text AS key, "
# The same for a line of a document; refunded lines are negative.
LINE_PARTS: dict[Measure, tuple[str, str]] = EVENT_PARTS | {
    "refund": ("CASE WHEN kind = 'refund' THEN -amount_minor END", "refund"),
    "sales": (_SALE.format(DOCUMENT), "sale"),
    "units": (_SALE.format("quantity"), "sale"),
}
ROLLED_PARTS: dict[Measure, tuple[str, str]] = {
    "gross": ("gross_minor", "sale_rows"),
    "refund": ("refund_minor", "refund_rows"),
    "sales": ("sales", "sale_rows"),
    "units": ("units", "unit_rows"),
    "tip": ("tip_minor", "tip_rows"),
    "fee": ("fee_minor", "fee_rows"),
    "payout": ("payout_minor", "payout_rows"),
    "tax": ("tax_minor", "tax_rows"),
    "declined": ("declined_rows", "declined_rows"),
    "days": ("CASE WHEN sale_rows > 0 THEN business_date END", "sale_rows"),
}
COUNTED: frozenset[Measure] = frozenset(
    {"customers", "new_customers", "returning_customers", "days", "refund_documents", "tipped"}
)
# Measures that are first worked out of each document, or of each day, and then put together.
OF_GROUPS: dict[Measure, tuple[str, str]] = {
    "largest": (DOCUMENT, "sum(a)"),
    # From the day's first sale to its last: a quiet hour between them is open too.
    "open_hours": ("business_date", "max(a) - min(a) + 1"),
}
BY_HISTORY: frozenset[Measure] = frozenset({"new_customers", "returning_customers"})
ROLLED_DIMENSIONS = frozenset(
    {"location", "staff", "payment_method", "channel", "country", "category"}
)


@dataclass(frozen=True)
class Span:
    """The business days that are read; until is set only where it cuts the last of them."""

    first: date
    last: date
    until: datetime | None = None

    @property
    def days(self) -> int:
        """How many days it touches; 0 where the cut lies before the first."""
        return max(0, (self.last - self.first).days + 1)


@dataclass(frozen=True)
class Table:
    """A table of facts and what its rows add to each measure."""

    name: str
    parts: dict[Measure, tuple[str, str]]


@dataclass(frozen=True)
class Rows:
    """A SELECT of (key, currency, a, b, n, s[, document]) and how a and b come together.

    n counts the rows behind, s those of sales; is_rolled says that rollups answer at least the whole days.
    """

    sql: Sql
    a: str
    b: str
    is_rolled: bool


def span_of(query: MetricQuery, calendar: BusinessCalendar) -> Span:
    """Return the days of a query's period, as far as its cut lets them exist."""
    period = query.period
    if period.until is None:
        return Span(period.first, period.last)
    until = calendar.local(period.until)
    day = calendar.business_date(until)
    return Span(period.first, period.last) if day > period.last else Span(period.first, day, until)


def is_itemised(query: MetricQuery) -> bool:
    """Return whether only the lines of documents can answer."""
    asked = [given.dimension for given in query.filters] + ([query.by] if query.by else [])
    return any(dimension_of(key).is_of_lines for key in asked)


def check(query: MetricQuery) -> Metric:
    """Return the query's metric; InvalidRequest where it cannot be asked for these dimensions."""
    metric = metric_of(query.metric)
    if is_itemised(query) and not metric.is_itemised:
        raise InvalidRequest(
            f"{metric.key} belongs to whole orders, not to products.", code="not_by_product"
        )
    if query.by in NARROWING:
        raise InvalidRequest(f"{query.by} narrows, it does not split.", code="not_by_group")
    if query.by == "pair" and metric.key != "sales_count":
        raise InvalidRequest(
            "What is bought together is counted in sales only.", code="pairs_count_sales"
        )
    return metric


def reads_lines(scope: Scope, query: MetricQuery) -> bool:
    """Return whether only single lines can answer a query, no rollup."""
    return is_itemised(query) and _rollup_of(scope, query, metric_of(query.metric)) is None


def rows_for(scope: Scope, query: MetricQuery) -> Rows:
    """Return the SELECT of the rows that a query stands on."""
    metric, span = check(query), span_of(query, scope.calendar)
    rolled = _rollup_of(scope, query, metric)
    if rolled is None:
        selects = _from_facts(scope, query, metric, span)
    else:
        whole = span if span.until is None else Span(span.first, span.last - timedelta(days=1))
        selects = [_from_rollup(scope, query, metric, rolled, whole)]
        # A cut before the period's first day leaves nothing of it, not the day of the cut.
        if span.until is not None and span.days:
            selects += _from_facts(scope, query, metric, Span(span.last, span.last, span.until))
    sql = joined(" UNION ALL ", selects)
    if metric.a in OF_GROUPS:
        value = OF_GROUPS[metric.a][1]
        before = f"SELECT key, currency, {value} AS a, NULL::numeric AS b, sum(n) AS n, sum(s) AS s FROM ("
        sql = wrapped(before, sql, ") AS parts GROUP BY key, currency, one")
    lines = is_itemised(query)
    b = "NULL::numeric" if metric.b is None else _together(metric.b, "b", lines=lines)
    return Rows(sql, _together(metric.a, "a", lines=lines), b, rolled is not None)


def _together(measure: Measure, name: str, *, lines: bool) -> str:
    """Return how the rows of a measure become one value."""
    if measure == "largest":
        return f"coalesce(max({name}), 0)"
    # One document's lines stand for one sale; a customer and a day count once.
    if measure in COUNTED or (measure == "sales" and lines):
        return f"count(DISTINCT {name})"
    # A part of refunds alone has sold 0, not nothing: it is ranked among the others.
    return f"coalesce(sum({name}), 0)"


def tables_of(query: MetricQuery, metric: Metric) -> list[Table]:
    """Return the tables of facts that a query reads."""
    if is_itemised(query):
        return [Table(LINES, LINE_PARTS)]
    tables = []
    if any(measure in EVENT_PARTS for measure in metric.measures):
        tables.append(Table("facts_moneyevent", EVENT_PARTS))
    if "units" in metric.measures:
        tables.append(Table(LINES, {"units": LINE_PARTS["units"]}))
    return tables


def kinds_of(metric: Metric, table: Table) -> list[str]:
    """Return the kinds of row that a metric reads in a table."""
    return sorted(
        {table.parts[measure][1] for measure in metric.measures if measure in table.parts}
    )


def _from_facts(scope: Scope, query: MetricQuery, metric: Metric, span: Span) -> list[Sql]:
    return [_select(scope, query, metric, span, table) for table in tables_of(query, metric)]


def _select(scope: Scope, query: MetricQuery, metric: Metric, span: Span, table: Table) -> Sql:
    """Return one table's rows: what each adds to a and b."""
    parts = [table.parts.get(measure, ("NULL::numeric", "")) for measure in metric.measures]
    kinds = kinds_of(metric, table)
    sales = IS_SALE if "sale" in kinds else "1"
    values = [expression for expression, _ in parts] + ["NULL::numeric"] * (2 - len(parts))
    if metric.a == "open_hours":
        # Counted from the day's end on: a bar's hour after midnight comes last.
        values[0] = f"mod(hour - {scope.calendar.day_end_minutes // 60} + 24, 24)"
    named = f"{values[0]} AS a, {values[1]} AS b, 1 AS n, {sales} AS s"
    if metric.a in OF_GROUPS:
        named += f", {OF_GROUPS[metric.a][0]} AS one"
    key = column(query.by, part_start(query)) if query.by else Sql("''::text")
    history = history_of(scope, query)
    select = [
        Sql("SELECT "),
        key,
        Sql(" AS key, "),
        _currency(metric),
        Sql(f", {named} FROM {scope.lines if is_itemised(query) else table.name}"),
        history,
    ]
    return joined("", [*select, Sql(" WHERE "), conditions_of(scope, query, metric, span, kinds)])


def conditions_of(
    scope: Scope, query: MetricQuery, metric: Metric, span: Span, kinds: list[str]
) -> Sql:
    """Return the conditions on the rows of facts that a query stands on; those of history need its join."""
    conditions = [scope.live, _days(span), Sql("kind = ANY(%s::text[])", (kinds,))]
    if span.until is not None:
        conditions.append(Sql("occurred_at <= %s", (span.until,)))
    if metric.a in ("customers", *BY_HISTORY):
        conditions.append(Sql("customer_id IS NOT NULL"))
    if metric.a in BY_HISTORY:
        conditions.append(_first_seen(query, metric))
    window = time_of_day(query, scope.calendar)
    conditions += [window] if window is not None else []
    start = part_start(query)
    conditions += [
        condition(scope, given, (span.first, span.last), start=start) for given in query.filters
    ]
    return joined(" AND ", conditions)


def history_of(scope: Scope, query: MetricQuery) -> Sql:
    """Return the join of each customer's first day where the metric or a dimension asks for it."""
    by_group = "customer_group" in {query.by, *(given.dimension for given in query.filters)}
    is_needed = by_group or metric_of(query.metric).a in BY_HISTORY
    return _history(scope) if is_needed else Sql("")


def _history(scope: Scope) -> Sql:
    """Join each customer's first day of all, whatever the query's filters."""
    before = " LEFT JOIN (SELECT customer_id AS known, min(business_date) AS first_day FROM facts_moneyevent WHERE "
    after = " AND kind = 'sale' AND customer_id IS NOT NULL GROUP BY customer_id) AS history ON known = customer_id"
    return wrapped(before, scope.live, after)


def _first_seen(query: MetricQuery, metric: Metric) -> Sql:
    """Return whether the first day lies in the period, or in the part of it that the row counts to."""
    operator = ">=" if metric.a == "new_customers" else "<"
    start = part_start(query)
    return Sql(f"first_day {operator} {start.text}", start.params)


def part_start(query: MetricQuery) -> Sql:
    """Return the first day of the period, or of the part of it that a row counts to."""
    start = f"greatest({TIME_COLUMNS[query.by]}, %s)" if query.by in FILLED else "%s"
    return Sql(start, (query.period.first,))


def _rollup_of(scope: Scope, query: MetricQuery, metric: Metric) -> str | None:
    """Return the day rollup's dimension that answers, "hour" for the hour rollup, None where only facts do."""
    if scope.watermark is not None or not metric.is_additive:
        return None
    hours = window_hours(query, scope.calendar)
    if hours is None:
        return None
    asked = {given.dimension for given in query.filters} | ({query.by} if query.by else set())
    others = {key for key in asked if key not in TIME_COLUMNS}
    if len(hours) < 24 or {"hour", "weekday_hour"} & asked:
        return None if others else "hour"
    if not others:
        return "all"
    if len(others) > 1:
        return None
    return _rolled_dimension(others.pop(), query, metric)


def _rolled_dimension(key: str, query: MetricQuery, metric: Metric) -> str | None:
    if key in ROLLED_DIMENSIONS - {"category"}:
        return key
    # Of lines the rollup holds sums alone: the sales of a category are counted from its documents.
    if not {"gross", "refund", "units"}.issuperset(metric.measures):
        return None
    if key == "category":
        return key
    is_stored = key.startswith(ATTRIBUTE) and len(key) <= 40 and query.by != key
    # Lines without the attribute are not stored, so only a filter that names its values can be answered.
    return (
        key
        if is_stored and all(given.op == "is" for given in query.filters if given.dimension == key)
        else None
    )


def _from_rollup(scope: Scope, query: MetricQuery, metric: Metric, rolled: str, span: Span) -> Sql:
    parts = [ROLLED_PARTS[measure] for measure in metric.measures]
    counts = sorted({count for _, count in parts})
    if rolled == "category" or rolled.startswith(ATTRIBUTE):
        # Of lines both come from the same rows.
        counts = counts[-1:] if counts == ["sale_rows", "unit_rows"] else counts
    of_sales = [count for count in counts if count in ("sale_rows", "unit_rows")] or counts
    values = [f"{expression}" for expression, _ in parts] + ["NULL::numeric"] * (2 - len(parts))
    named = f"{values[0]} AS a, {values[1]} AS b, {' + '.join(counts)} AS n, {' + '.join(of_sales)} AS s"
    key = rolled_column(query.by) if query.by else Sql("''::text")
    table = "facts_hourrollup" if rolled == "hour" else "facts_dayrollup"
    conditions = [Sql("merchant_id = %s", (scope.merchant_id,)), _days(span)]
    if rolled != "hour":
        conditions.append(Sql("dimension = %s", (rolled,)))
    window = time_of_day(query, scope.calendar)
    conditions += [window] if window is not None else []
    conditions += [
        condition(scope, given, (span.first, span.last), is_rolled=True) for given in query.filters
    ]
    select = [
        Sql("SELECT "),
        key,
        Sql(" AS key, "),
        _currency(metric),
        Sql(f", {named} FROM {table} WHERE "),
    ]
    return joined("", [*select, joined(" AND ", conditions)])


def _currency(metric: Metric) -> Sql:
    # Counts are no money: they are taken over all currencies.
    return Sql("currency") if metric.is_of_money else Sql("''::text AS currency")


def _days(span: Span) -> Sql:
    return Sql("business_date BETWEEN %s AND %s", (span.first, span.last))
