"""A query as plain JSON values and back: what a figure's id is made of and what its token carries."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from edge.lib.period import BusinessCalendar, Period
from insights.metrics.figure import Comparator, Figure, Filter, FilterOp, How, MetricQuery, Order

# The optional fields of a query with their defaults: only what differs is written, so that tokens stay short.
_OPTIONAL = {
    "by": None,
    "order": "key",
    "limit": None,
    "time_from": None,
    "time_to": None,
    "sold_only": False,
    "currency": None,
    "having": None,
    "counts_parts": False,
}
# What of a figure is plain JSON already.
_KEPT = (
    "id",
    "metric",
    "unit",
    "currency",
    "watermark",
    "rows",
    "definition_version",
    "how",
    "days",
)
# Crockford's letters: read aloud or typed without mistaking 1 and I.
_LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def encode(query: MetricQuery) -> list[Any]:
    """Return a query as JSON values, the same for equal queries."""
    period = query.period
    until = period.until.isoformat() if period.until is not None else None
    filters = [[given.dimension, given.op, *given.values] for given in query.filters]
    rest = {
        key: getattr(query, key)
        for key, default in _OPTIONAL.items()
        if getattr(query, key) != default
    }
    return [query.metric, period.first.isoformat(), period.last.isoformat(), until, filters, rest]


def decode(values: Sequence[Any]) -> MetricQuery:
    """Return the query that `encode` wrote."""
    metric, first, last, until, filters, rest = values
    period = Period(
        date.fromisoformat(first),
        date.fromisoformat(last),
        datetime.fromisoformat(until) if until is not None else None,
    )
    rest = dict(rest)
    given = tuple(Filter(item[0], cast(FilterOp, item[1]), tuple(item[2:])) for item in filters)
    order = cast(Order, rest.pop("order", "key"))
    having = rest.pop("having", None)
    bound = (cast(Comparator, having[0]), having[1]) if having else None
    return MetricQuery(metric, period, given, order=order, having=bound, **rest)


def figure_id(
    what: Any, *, merchant_id: int, calendar: BusinessCalendar, currency: str | None, watermark: int
) -> str:
    """Return the id of a figure: the same question over the same books on the same calendar has the same one.

    what: the metric with its version and query, or how a derived figure follows from the ids of others.
    """
    books = [merchant_id, calendar.time_zone, calendar.day_end_minutes, currency, watermark]
    digest = hashlib.sha256(json.dumps([what, books], separators=(",", ":")).encode()).digest()
    return "fig_" + base64.b32encode(digest[:10]).translate(_LETTERS).decode()


def derived_from(how: How, ids: Sequence[str], extra: Sequence[Any] = ()) -> list[Any]:
    """Return what a derived figure's id is made of."""
    return [how, *ids, *extra]


def dump_figure(figure: Figure) -> dict[str, Any]:
    """Return a whole figure as JSON values: what is stored where one is told, or sent over the socket."""
    plain = {key: getattr(figure, key) for key in _KEPT}
    return plain | {
        "value": None if figure.value is None else str(figure.value),
        "query": encode(figure.query),
        "data_until": figure.data_until.isoformat() if figure.data_until is not None else None,
        "of": [dump_figure(part) for part in figure.of],
        "others": [dump_figure(other) for other in figure.others],
    }


def load_figure(values: dict[str, Any]) -> Figure:
    """Return the figure that `dump_figure` wrote."""
    value, until = values["value"], values["data_until"]
    is_whole = (
        value is not None and values["unit"] not in ("money", "fraction") and "." not in value
    )
    return Figure(
        **{key: values[key] for key in _KEPT},
        value=None if value is None else int(value) if is_whole else Decimal(value),
        query=decode(values["query"]),
        data_until=datetime.fromisoformat(until) if until is not None else None,
        of=tuple(load_figure(part) for part in values["of"]),
        others=tuple(load_figure(other) for other in values["others"]),
    )
