"""What a merchant's books can answer: their days, which metrics and dimensions they hold, and the values of those."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from edge.lib.errors import NotFound
from edge.merchants.models import Merchant
from insights.metrics.catalog import (
    ATTRIBUTE,
    DIMENSIONS,
    METRICS,
    NARROWING,
    dimension_of,
    metric_of,
)
from insights.metrics.figure import MetricQuery

# What the day rollup counted for the whole books, per dimension and value, busiest first.
_VALUES = """
SELECT rolled.dimension, coalesce(place.name, person.name, rolled.key) AS value, rolled.rows
  FROM (SELECT dimension, key, sum(sale_rows + refund_rows) AS rows
          FROM facts_dayrollup
         WHERE merchant_id = %(merchant)s AND dimension <> 'all'
         GROUP BY dimension, key) AS rolled
  LEFT JOIN facts_location AS place
    ON rolled.dimension = 'location' AND place.merchant_id = %(merchant)s AND place.id::text = rolled.key
  LEFT JOIN facts_staff AS person
    ON rolled.dimension = 'staff' AND person.merchant_id = %(merchant)s AND person.id::text = rolled.key
 ORDER BY rolled.rows DESC, value
"""
_WHOLE = """
SELECT min(business_date), max(business_date),
       array_agg(DISTINCT currency::text) FILTER (WHERE sale_rows + refund_rows > 0),
       coalesce(sum(sale_rows), 0) > 0, coalesce(sum(refund_rows), 0) > 0, coalesce(sum(unit_rows), 0) > 0,
       coalesce(sum(tip_rows), 0) > 0, coalesce(sum(fee_rows), 0) > 0, coalesce(sum(payout_rows), 0) > 0,
       coalesce(sum(tax_rows), 0) > 0, coalesce(sum(declined_rows), 0) > 0,
       (SELECT max(data_until) FROM facts_feed WHERE merchant_id = %(merchant)s),
       (SELECT last_batch FROM merchants_merchant WHERE id = %(merchant)s),
       EXISTS (SELECT 1 FROM facts_customer WHERE merchant_id = %(merchant)s) AND EXISTS (
           SELECT 1 FROM facts_moneyevent
            WHERE merchant_id = %(merchant)s AND until_batch IS NULL AND customer_id IS NOT NULL),
       EXISTS (SELECT 1 FROM facts_lineitem
                WHERE merchant_id = %(merchant)s AND until_batch IS NULL AND product_id IS NOT NULL)
  FROM facts_dayrollup
 WHERE merchant_id = %(merchant)s AND dimension = 'all'
"""
_FLAGS = ("sale", "refund", "unit", "tip", "fee", "payout", "tax", "declined")
# Metrics that need more than sales, and what they need.
_NEEDS = {
    "units": "unit",
    "units_per_sale": "unit",
    "average_price": "unit",
    "tips": "tip",
    "tip_rate": "tip",
    "tipped_sales": "tip",
    "tipped_share": "tip",
    "average_tip": "tip",
    "fees": "fee",
    "fee_rate": "fee",
    "payouts": "payout",
    "taxes": "tax",
    "declined": "declined",
    "customers": "customer",
    "new_customers": "customer",
    "returning_customers": "customer",
}

# Dimensions that only some sources tell of; those of time and documents are always there.
_NAMED_BY_SOURCES = frozenset(
    {
        "location",
        "staff",
        "payment_method",
        "channel",
        "country",
        "customer",
        "customer_group",
        "category",
        "product",
        "pair",
        *NARROWING,
    }
)


@dataclass(frozen=True)
class Availability:
    """What can be asked; days and watermark are those of all feeds together.

    has: a metric's or dimension's key, `attribute:size` too, → whether the books hold it. Refunds are held wherever
    sales are: none is an answer. values: a dimension's known values, busiest first.
    """

    first_day: date | None = None
    last_day: date | None = None
    data_until: datetime | None = None
    watermark: int = 0
    has: Mapping[str, bool] = field(default_factory=dict)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currencies: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to answer from."""
        return self.first_day is None

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of the merchant's own attributes: size, milk."""
        return tuple(
            key.removeprefix(ATTRIBUTE) for key in self.values if key.startswith(ATTRIBUTE)
        )

    @property
    def categories(self) -> tuple[str, ...]:
        """The product categories, busiest first."""
        return self.values.get("category", ())

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries, busiest first."""
        return self.values.get("country", ())


class NotHeld(NotFound):
    """The books hold nothing of what is asked for: none is no answer, for nobody told."""

    code = "not_in_your_data"


def require_held(merchant: Merchant, query: MetricQuery) -> None:
    """Raise NotHeld where a metric, or a dimension it is asked for, is not in the books, inside the tenant_context."""
    asked = [query.metric] if query.metric in _NEEDS else []
    dimensions = [query.by or "", *(given.dimension for given in query.filters)]
    asked += [key for key in dimensions if key in _NAMED_BY_SOURCES or key.startswith(ATTRIBUTE)]
    if not asked:
        return
    has = availability(merchant).has
    lacking = next((key for key in asked if not has.get(key)), None)
    if lacking is None:
        return
    known = metric_of(lacking) if lacking in METRICS else dimension_of(lacking)
    raise NotHeld(
        f"“{known.words('en').name}” is not in your data.",
        mend="Bring an export, or connect a source, that states it.",
        log_text=f"{lacking} is not held",
    )


def availability(merchant: Merchant) -> Availability:
    """Return what the books can answer now, inside the merchant's tenant_context, with two statements."""
    bound = {"merchant": merchant.pk}
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, bound)
        whole = cursor.fetchone()
        cursor.execute(_VALUES, bound)
        found: dict[str, list[str]] = {}
        for dimension, value, _ in cursor.fetchall():
            if value:
                found.setdefault(dimension, []).append(value)
    first_day, last_day, currencies = whole[:3]
    flags = dict(
        zip((*_FLAGS, "data_until", "watermark", "customer", "product"), whole[3:], strict=True)
    )
    values = {dimension: tuple(names) for dimension, names in found.items()}
    return Availability(
        first_day=first_day,
        last_day=last_day,
        data_until=flags["data_until"],
        watermark=flags["watermark"],
        has=_has(flags, values),
        values=values,
        currencies=tuple(currencies or ()),
    )


def _has(flags: Mapping[str, Any], values: Mapping[str, tuple[str, ...]]) -> dict[str, bool]:
    """Return which metrics and dimensions the books hold."""
    sold = bool(flags["sale"] or flags["refund"])
    has = {key: bool(flags[_NEEDS[key]]) if key in _NEEDS else sold for key in METRICS}
    for dimension in DIMENSIONS.values():
        has[dimension.key] = (
            sold if dimension.is_of_time or dimension.key == "document" else dimension.key in values
        )
    has |= {
        "customer": bool(flags["customer"]),
        **dict.fromkeys(("customer_group", *NARROWING), bool(flags["customer"])),
        "product": bool(flags["product"]),
        "pair": bool(flags["product"]),
    }
    return has | dict.fromkeys((key for key in values if key.startswith(ATTRIBUTE)), True)
