"""Sums over whole hours and days: rebuilds exactly the business days that a batch touched.

PARTS and the SELECTs are plain SQL over the live rows, the same that a lake job runs; `%(merchant)s` and `%(days)s`
are bound.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection

from edge.facts.rollup_tables import DayRollup, HourRollup
from edge.merchants.models import Merchant

# The live rows of one merchant. ON_DAYS narrows them to the touched business days; a full rebuild goes without.
LIVE = "merchant_id = %(merchant)s AND until_batch IS NULL"
ON_DAYS = "AND business_date = ANY(%(days)s::date[])"

SUMS = (
    "gross_minor, refund_minor, sales, units, tip_minor, fee_minor, payout_minor, tax_minor, sale_rows, refund_rows, "
    "unit_rows, tip_rows, fee_rows, payout_rows, tax_rows, declined_rows"
)
_ADDED = ", ".join(f"sum({name})" for name in SUMS.split(", "))

_PLACE = "merchant_id, business_date, hour, currency, location_id, staff_id, payment_method, channel, country"

# One row for each hour and combination of a document's dimensions, from one reading of each table; money from the
# events, units from the lines. `lines` knows categories as well, and what was taken and given back for them.
PARTS = f"""
WITH events AS MATERIALIZED (
SELECT {_PLACE},
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'sale'), 0) AS gross_minor,
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'refund'), 0) AS refund_minor,
       sum(sales) AS sales,
       0::numeric AS units,
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'tip'), 0) AS tip_minor,
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'fee'), 0) AS fee_minor,
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'payout'), 0) AS payout_minor,
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'tax'), 0) AS tax_minor,
       count(*) FILTER (WHERE kind = 'sale') AS sale_rows,
       count(*) FILTER (WHERE kind = 'refund') AS refund_rows,
       0 AS unit_rows,
       count(*) FILTER (WHERE kind = 'tip') AS tip_rows,
       count(*) FILTER (WHERE kind = 'fee') AS fee_rows,
       count(*) FILTER (WHERE kind = 'payout') AS payout_rows,
       count(*) FILTER (WHERE kind = 'tax') AS tax_rows,
       count(*) FILTER (WHERE kind = 'declined') AS declined_rows
  FROM facts_moneyevent
 WHERE {{rows}} AND kind IN ('sale', 'refund', 'tip', 'fee', 'payout', 'tax', 'declined')
 GROUP BY {_PLACE}),
lines AS MATERIALIZED (
SELECT {_PLACE}, category,
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'sale'), 0) AS gross_minor,
       coalesce(-sum(amount_minor) FILTER (WHERE kind = 'refund'), 0) AS refund_minor,
       coalesce(sum(quantity) FILTER (WHERE kind = 'sale'), 0) AS units,
       count(*) FILTER (WHERE kind = 'sale') AS sale_rows,
       count(*) FILTER (WHERE kind = 'refund') AS refund_rows
  FROM facts_lineitem
 WHERE {{rows}} AND kind IN ('sale', 'refund')
 GROUP BY {_PLACE}, category),
parts AS (
SELECT * FROM events
 UNION ALL
SELECT {_PLACE}, 0, 0, 0, units, 0, 0, 0, 0, 0, 0, sale_rows, 0, 0, 0, 0, 0 FROM lines WHERE sale_rows > 0)
"""

HOURS_SELECT = f"""
SELECT merchant_id, business_date, hour, currency, {_ADDED}
  FROM parts
 GROUP BY merchant_id, business_date, hour, currency
"""

DAYS_SELECT = f"""
SELECT merchant_id, business_date, currency,
       CASE WHEN grouping(location_id) = 0 THEN 'location'
            WHEN grouping(staff_id) = 0 THEN 'staff'
            WHEN grouping(payment_method) = 0 THEN 'payment_method'
            WHEN grouping(channel) = 0 THEN 'channel'
            WHEN grouping(country) = 0 THEN 'country'
            ELSE 'all' END,
       coalesce(location_id::text, staff_id::text, payment_method, channel, country, ''),
       {_ADDED}
  FROM parts
 GROUP BY merchant_id, business_date, currency,
          GROUPING SETS ((), (location_id), (staff_id), (payment_method), (channel), (country))
"""

# Sales are no sum here: one document holds lines of several categories.
CATEGORY_DAYS_SELECT = """
SELECT merchant_id, business_date, currency, 'category', category, sum(gross_minor), sum(refund_minor),
       0, sum(units), 0, 0, 0, 0, sum(sale_rows), sum(refund_rows), sum(sale_rows), 0, 0, 0, 0, 0
  FROM lines
 GROUP BY merchant_id, business_date, currency, category
"""

ATTRIBUTE_DAYS_SELECT = """
SELECT merchant_id, business_date, currency, 'attribute:' || left(named.name, 30), left(named.value, 120),
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'sale'), 0),
       coalesce(-sum(amount_minor) FILTER (WHERE kind = 'refund'), 0),
       0, coalesce(sum(quantity) FILTER (WHERE kind = 'sale'), 0), 0, 0, 0, 0,
       count(*) FILTER (WHERE kind = 'sale'), count(*) FILTER (WHERE kind = 'refund'),
       count(*) FILTER (WHERE kind = 'sale'), 0, 0, 0, 0, 0
  FROM facts_lineitem, LATERAL jsonb_each_text(attributes) AS named(name, value)
 WHERE {rows} AND kind IN ('sale', 'refund') AND attributes IS NOT NULL AND jsonb_typeof(attributes) = 'object'
   AND named.value <> ''
 GROUP BY merchant_id, business_date, currency, left(named.name, 30), left(named.value, 120)
"""

_DAYS_INTO = (
    f"INSERT INTO facts_dayrollup (merchant_id, business_date, currency, dimension, key, {SUMS})"
)
# One statement for what is made of the same parts.
_FROM_PARTS = f"""{PARTS},
hours AS (INSERT INTO facts_hourrollup (merchant_id, business_date, hour, currency, {SUMS}) {HOURS_SELECT}),
days AS ({_DAYS_INTO} {DAYS_SELECT})
{_DAYS_INTO} {CATEGORY_DAYS_SELECT}"""
STATEMENTS = (_FROM_PARTS, _DAYS_INTO + ATTRIBUTE_DAYS_SELECT)


def rebuild(merchant: Merchant, dates: Collection[date]) -> None:
    """Rebuild the rollups of these business days from the live rows, inside the caller's tenant_context."""
    days = sorted(set(dates))
    if not days:
        return
    for table in (HourRollup, DayRollup):
        table.objects.for_merchant(merchant).filter(business_date__in=days).delete()
    _insert(merchant, f"{LIVE} {ON_DAYS}", days)


def rebuild_all(merchant: Merchant) -> None:
    """Rebuild the rollups of every business day of a merchant, inside the caller's tenant_context."""
    for table in (HourRollup, DayRollup):
        table.objects.for_merchant(merchant).delete()
    _insert(merchant, LIVE, [])


def _insert(merchant: Merchant, rows: str, days: list[date]) -> None:
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            # `rows` is one of the two conditions above; whatever varies is bound.
            cursor.execute(
                statement.replace("{rows}", rows), {"merchant": merchant.pk, "days": days}
            )
