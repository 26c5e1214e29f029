"""Which business days a feed has told of, and whether it told all of them."""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from edge.facts.ledger import Batch, Coverage
from edge.merchants.models import Merchant

# A file tells of its last day as a whole when its last sale is about as late as the usual last sale.
_CLOSES = """
WITH closing AS (
  SELECT business_date, max((occurred_at AT TIME ZONE %(zone)s) - business_date) AS latest
    FROM facts_moneyevent
   WHERE merchant_id = %(merchant)s AND feed_id = %(feed)s AND until_batch IS NULL AND kind IN ('sale', 'refund')
     AND business_date BETWEEN %(last)s::date - 56 AND %(last)s
   GROUP BY business_date)
SELECT (SELECT latest FROM closing WHERE business_date = %(last)s) >=
       (SELECT percentile_disc(0.25) WITHIN GROUP (ORDER BY latest) FROM closing
         WHERE business_date < %(last)s AND extract(dow FROM business_date) = extract(dow FROM %(last)s::date))
       - interval '30 minutes'
"""
_COUNTS = """
SELECT business_date AS day, count(*) AS rows FROM facts_moneyevent
 WHERE merchant_id = %(merchant)s AND feed_id = %(feed)s AND until_batch IS NULL
   AND business_date BETWEEN %(first)s AND %(last)s
 GROUP BY business_date
"""
_COUNT = f"""
INSERT INTO facts_coverage (merchant_id, feed_id, business_date, is_complete, rows)
SELECT %(merchant)s, %(feed)s, d::date, d::date < %(last)s OR %(is_closed)s, coalesce(e.rows, 0)
  FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') d LEFT JOIN ({_COUNTS}) e ON e.day = d::date
ON CONFLICT (merchant_id, feed_id, business_date) DO UPDATE
   SET rows = excluded.rows, is_complete = facts_coverage.is_complete OR excluded.is_complete
"""
_THEIRS = "c.merchant_id = %(merchant)s AND c.feed_id = %(feed)s AND c.business_date BETWEEN %(first)s AND %(last)s"
_FORGET = f"""
DELETE FROM facts_coverage c WHERE {_THEIRS} AND NOT EXISTS
  (SELECT 1 FROM facts_batch b WHERE b.merchant_id = c.merchant_id AND b.feed_id = c.feed_id
      AND b.state = 'published' AND c.business_date BETWEEN b.first_day AND b.last_day)
"""
_RECOUNT = f"""
UPDATE facts_coverage c SET rows = coalesce((SELECT e.rows FROM ({_COUNTS}) e WHERE e.day = c.business_date), 0)
 WHERE {_THEIRS}
"""


def extend(merchant: Merchant, batch: Batch) -> None:
    """Mark the days that a batch tells of; days without trade between its first and last are told of as well.

    The last day of a feed is complete only when it plainly reached closing time, or once a later day has come.
    """
    if batch.first_day is None or batch.last_day is None:
        return
    bound: dict[str, Any] = {
        "merchant": merchant.pk,
        "feed": batch.feed_id,
        "first": batch.first_day,
        "last": batch.last_day,
        "zone": merchant.time_zone,
    }
    with connection.cursor() as cursor:
        bound["is_closed"] = batch.feed.kind == "upload" and _is_closed(cursor, bound)
        cursor.execute(_COUNT, bound)
    if batch.feed.kind != "upload":
        # A live feed's day is over when the next one begins.
        Coverage.objects.for_merchant(merchant).filter(
            feed=batch.feed, business_date__lt=batch.last_day, is_complete=False
        ).update(is_complete=True)


def _is_closed(cursor: CursorWrapper, bound: dict[str, Any]) -> bool:
    cursor.execute(_CLOSES, bound)
    row = cursor.fetchone()
    return bool(row and row[0])


def shrink(merchant: Merchant, batch: Batch) -> None:
    """Forget the days of an undone batch that no other batch of its feed tells of; count the others again."""
    if batch.first_day is None or batch.last_day is None:
        return
    bound: dict[str, Any] = {
        "merchant": merchant.pk,
        "feed": batch.feed_id,
        "first": batch.first_day,
        "last": batch.last_day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, bound)
        cursor.execute(_RECOUNT, bound)
