"""Whole statements: one value a query, or its parts in order; many queries in one statement."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import get_args

from edge.lib.errors import InvalidRequest
from edge.lib.money import exponent
from insights.metrics.catalog import ATTRIBUTE, Formula, dimension_of, metric_of
from insights.metrics.figure import Comparator, MetricQuery
from insights.metrics.sql_filters import NAMED, TEXTS, Scope, condition, time_of_day
from insights.metrics.sql_rows import (
    IS_SALE,
    NO_KEY,
    OF_GROUPS,
    Rows,
    Span,
    check,
    history_of,
    rows_for,
    span_of,
)
from insights.metrics.sql_shared import SHARED, shared_lines
from insights.metrics.sql_text import Sql, joined, wrapped

VALUE: dict[Formula, str] = {"a": "a", "a-b": "a - b", "a/b": "a / nullif(b, 0)", "days-a": "-a"}
# What a time dimension's parts are called; sorting is by the moment itself.
TIME_KEYS = {
    "day": "to_char(key, 'YYYY-MM-DD')",
    "week": "to_char(key, 'YYYY-MM-DD')",
    "month": "to_char(key, 'YYYY-MM')",
    "quarter": """to_char(key, 'YYYY-"Q"Q')""",
    "weekday": "key::text",
    "hour": "key::text",
    "weekday_hour": "key::text",
}
LABELS = {"product": "name", "location": "name", "staff": "name", "customer": "reference"}
# Where a long query is broken into lines; only text of ours is, for values are bound later.
_BREAKS = re.compile(r" ((?:FROM|WHERE|AND|GROUP BY|UNION ALL|JOIN) )")
# Pairs are first counted among this many of the most sold products; that bounds which others can matter.
FREQUENT = 150


def statement(scope: Scope, queries: list[MetricQuery]) -> Sql:
    """Return one statement that answers all the queries at one moment of the books.

    Its rows: watermark, data_until, first_day, last_day, kinds that are no products, then query, position, key, label,
    currency, a, b, rows, sale rows, number of parts; a query without any row is missing.
    """
    shared = shared_lines(scope, queries)
    own = replace(scope, lines=SHARED) if shared.text else scope
    answers = joined(
        " UNION ALL ", (_answer(own, query, index) for index, query in enumerate(queries))
    )
    return joined(
        "",
        [
            shared,
            Sql("SELECT head.*, answers.* FROM ("),
            _head(scope, ranks=any(ranks_products(query) for query in queries)),
            Sql(") AS head LEFT JOIN ("),
            answers,
            Sql(") AS answers ON true ORDER BY q, position"),
        ],
    )


def explained(scope: Scope, query: MetricQuery) -> Sql:
    """Return the query of one number as a person reads it, over the facts as they stood at the scope's watermark."""
    metric, rows = check(query), rows_for(scope, query)
    if query.counts_parts:
        laid_out = _count(scope, query, rows, 0)
        return Sql(_BREAKS.sub(r"\n \1", laid_out.text), laid_out.params)
    value = VALUE[metric.formula]
    if metric.formula == "days-a":
        value = f"{span_of(query, scope.calendar).days} - a"
    own = Sql("\n WHERE currency = %s", (scope.currency,)) if metric.is_of_money else Sql("")
    before = f"SELECT {value} AS {metric.key}, n AS rows\n  FROM (SELECT {rows.a} AS a, {rows.b} AS b, sum(n) AS n\n"
    before += "  FROM ("
    text = rows.sql.text
    if metric.a not in OF_GROUPS:
        # What only breakdowns need.
        text = text.replace(NO_KEY, "").replace(f", {IS_SALE} AS s", "").replace(", 1 AS s", "")
    laid_out = Sql(_BREAKS.sub(r"\n \1", text), rows.sql.params)
    return wrapped(before, laid_out, ") AS parts") + own + Sql(") AS whole")


def _head(scope: Scope, *, ranks: bool) -> Sql:
    days = (
        "SELECT {}(business_date) FROM facts_dayrollup WHERE merchant_id = %s AND dimension = 'all'"
    )
    return Sql(
        "SELECT (SELECT last_batch FROM merchants_merchant WHERE id = %s) AS watermark, "
        "(SELECT max(data_until) FROM facts_feed WHERE merchant_id = %s) AS data_until, "
        f"({days.format('min')}) AS first_day, ({days.format('max')}) AS last_day, ",
        (scope.merchant_id,) * 4,
    ) + _no_products(scope, ranks=ranks)


def _no_products(scope: Scope, *, ranks: bool) -> Sql:
    if not ranks:
        return Sql("NULL::text[] AS no_products")
    return Sql(
        "(SELECT array_agg(DISTINCT kind ORDER BY kind) FROM facts_product "
        "WHERE merchant_id = %s AND kind <> 'product') AS no_products",
        (scope.merchant_id,),
    )


def _answer(scope: Scope, query: MetricQuery, index: int) -> Sql:
    if query.by == "pair":
        check(query)
        return _pairs(scope, query, index)
    rows = rows_for(scope, query)
    if query.counts_parts:
        return _count(scope, query, rows, index)
    return _parts(scope, query, rows, index) if query.by else _whole(rows, index)


def _whole(rows: Rows, index: int) -> Sql:
    before = (
        f"(SELECT {index} AS q, 1::bigint AS position, ''::text AS key, ''::text AS label, currency::text, "
        f"{rows.a}::numeric AS a, {rows.b}::numeric AS b, sum(n)::bigint AS n, sum(s)::bigint AS s, "
        "1::bigint AS total FROM ("
    )
    return wrapped(before, rows.sql, ") AS parts GROUP BY currency HAVING sum(n) > 0)")


def _count(scope: Scope, query: MetricQuery, rows: Rows, index: int) -> Sql:
    """Return how many parts of a breakdown there are, in the merchant's own currency."""
    return joined(
        "",
        [
            _grouped(query, rows),
            Sql(
                f"SELECT {index} AS q, 1::bigint AS position, ''::text AS key, ''::text AS label, ''::text, "
                "count(*)::numeric AS a, NULL::numeric AS b, coalesce(sum(n), 0)::bigint AS n, "
                "coalesce(sum(s), 0)::bigint AS s, 1::bigint AS total FROM grouped"
            ),
            _kept(scope, query, own_money=True),
            Sql(")"),
        ],
    )


def _grouped(query: MetricQuery, rows: Rows) -> Sql:
    """Open a statement with what every part of a breakdown comes to."""
    having = "sum(n) > 0 AND sum(s) > 0" if query.sold_only else "sum(n) > 0"
    before = f"(WITH grouped AS (SELECT key, currency, {rows.a} AS a, {rows.b} AS b, sum(n) AS n, sum(s) AS s FROM ("
    return wrapped(before, rows.sql, f") AS parts GROUP BY key, currency HAVING {having}) ")


def _kept(scope: Scope, query: MetricQuery, *, own_money: bool = False) -> Sql:
    """Return the condition on which a part of a breakdown counts; nothing where all do."""
    metric, conditions = metric_of(query.metric), []
    if ranks_products(query):
        # A ranking of products leaves out what the merchant said is none.
        conditions.append(
            Sql(
                "(key IS NULL OR key NOT IN (SELECT id FROM facts_product WHERE merchant_id = %s "
                "AND kind <> 'product'))",
                (scope.merchant_id,),
            )
        )
    if query.having is not None:
        comparator, bound = query.having
        if comparator not in get_args(Comparator):
            raise InvalidRequest(f"{comparator!r} is no comparison.", code="invalid_filter")
        scale = exponent(scope.currency) if metric.unit == "money" else 0
        value = f"{VALUE[metric.formula]} {comparator} %s"
        conditions.append(Sql(value, (Decimal(bound).scaleb(scale),)))
    if own_money and metric.is_of_money:
        conditions.append(Sql("currency = %s", (scope.currency,)))
    return Sql(" WHERE ") + joined(" AND ", conditions) if conditions else Sql("")


def _parts(scope: Scope, query: MetricQuery, rows: Rows, index: int) -> Sql:
    """Return the parts of a breakdown in the merchant's own currency, ordered and cut in the database."""
    by = dimension_of(query.by or "").key
    metric = metric_of(query.metric)
    key, label, sort = TIME_KEYS.get(by, "key"), "''", "key"
    join = Sql("")
    if by in NAMED:
        table, known_by = NAMED[by]
        key, label = f"coalesce({known_by}, '')", f"coalesce({LABELS[by]}, '')"
        sort = label
        shown = f"id, {known_by}, {LABELS[by]}" if known_by != LABELS[by] else f"id, {known_by}"
        join = Sql(
            f" LEFT JOIN (SELECT {shown} FROM {table} WHERE merchant_id = %s) AS named ON id = key",
            (scope.merchant_id,),
        )
    elif by in TEXTS or by.startswith(ATTRIBUTE):
        label = "key"
    value = VALUE[metric.formula]
    order = {"key": sort, "value": f"{value} ASC NULLS LAST", "-value": f"{value} DESC NULLS LAST"}[
        query.order
    ]
    own = scope.currency if metric.is_of_money else ""
    limit = Sql(" AND position <= %s", (query.limit,)) if query.limit is not None else Sql("")
    return joined(
        "",
        [
            _grouped(query, rows),
            Sql(f"SELECT {index} AS q, position, key_text AS key, "),
            Sql(
                "label, currency::text, a::numeric, b::numeric, n::bigint, s::bigint, total FROM ("
            ),
            Sql(
                f"SELECT row_number() OVER (PARTITION BY currency ORDER BY {order}, {key}) AS position, "
            ),
            Sql(f"{key}::text AS key_text, {label}::text AS label, currency, a, b, n, s, "),
            Sql("count(*) OVER (PARTITION BY currency) AS total FROM grouped"),
            join,
            _kept(scope, query),
            # Of every further currency one row comes along, to say that there is more than is shown.
            Sql(") AS placed WHERE (currency = %s", (own,)),
            limit,
            Sql(") OR (currency <> %s AND position = 1))", (own,)),
        ],
    )


def ranks_products(query: MetricQuery) -> bool:
    """Return whether a query asks for the best or worst products; parts that must add up are asked for by key."""
    return query.by == "product" and (query.order != "key" or query.having is not None)


def _baskets(scope: Scope, query: MetricQuery, span: Span) -> Sql:
    """Return each product that each document sold, once."""
    conditions = [
        scope.live,
        Sql("business_date BETWEEN %s AND %s", (span.first, span.last)),
        Sql("kind = 'sale' AND product_id IS NOT NULL"),
        *([Sql("occurred_at <= %s", (span.until,))] if span.until is not None else []),
        *(condition(scope, given, (span.first, span.last)) for given in query.filters),
    ]
    window = time_of_day(query, scope.calendar)
    conditions += [window] if window is not None else []
    return joined(
        "",
        [
            Sql("SELECT DISTINCT feed_id, document, product_id FROM facts_lineitem"),
            history_of(scope, query),
            Sql(" WHERE "),
            joined(" AND ", conditions),
        ],
    )


def _pairs(scope: Scope, query: MetricQuery, index: int) -> Sql:
    """Return the pairs of products sold together in most documents, exactly.

    A pair is in no more documents than its rarer product. So the count that the last wanted pair of frequent products
    reaches tells which products cannot be in a better one, and they are left out. The number of parts is therefore
    that of the pairs which were counted, a lower bound.
    """
    limit, merchant = query.limit or 10, (scope.merchant_id,)
    counted = (
        "SELECT one.product_id AS first_id, two.product_id AS second_id, count(*) AS together FROM {0} AS one "
        "JOIN {0} AS two ON one.feed_id = two.feed_id AND one.document = two.document "
        "AND one.product_id < two.product_id GROUP BY 1, 2"
    )
    return joined(
        "",
        [
            Sql("(WITH basket AS MATERIALIZED ("),
            _baskets(scope, query, span_of(query, scope.calendar)),
            Sql(
                "), known AS (SELECT product_id, count(*) AS times FROM basket GROUP BY product_id), "
            ),
            Sql(
                "frequent AS MATERIALIZED (SELECT basket.* FROM basket JOIN (SELECT product_id FROM known "
            ),
            Sql("ORDER BY times DESC LIMIT %s) AS top USING (product_id)), ", (FREQUENT,)),
            Sql(
                "bound AS (SELECT coalesce(min(together), 0) AS least FROM (SELECT together FROM ("
            ),
            Sql(
                f"{counted.format('frequent')}) AS tried ORDER BY together DESC LIMIT %s) AS best ",
                (limit,),
            ),
            Sql(
                "HAVING count(*) = %s), able AS MATERIALIZED (SELECT basket.* FROM basket ",
                (limit,),
            ),
            Sql(
                "JOIN known USING (product_id) WHERE times >= coalesce((SELECT least FROM bound), 0)), "
            ),
            Sql(
                f"pairs AS ({counted.format('able')}) SELECT {index} AS q, position, key_text, label, ''::text, "
            ),
            Sql("together::numeric, NULL::numeric, together, together, total FROM ("),
            Sql(
                "SELECT row_number() OVER (ORDER BY together DESC, one.code, two.code) AS position, "
            ),
            Sql(
                "one.code || chr(31) || two.code AS key_text, one.name || ' + ' || two.name AS label, together, "
            ),
            Sql(
                "count(*) OVER () AS total FROM pairs JOIN facts_product AS one ON one.merchant_id = %s ",
                merchant,
            ),
            Sql(
                "AND one.id = first_id JOIN facts_product AS two ON two.merchant_id = %s AND two.id = ",
                merchant,
            ),
            Sql("second_id) AS placed WHERE position <= %s)", (limit,)),
        ],
    )
