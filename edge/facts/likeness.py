"""Compares what two sources tell of the same days: the same sales twice, one within the other, or different ones.

Numbers only: who counts is decided in edge.facts.overlap_rules. The rule in words is docs/adr/0008.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from edge.facts.denials import IS_MOMENT

Likeness = Literal["same", "holds", "apart"]
# Two clocks and a customer who looks for a card lie no further apart.
APART_MINUTES = 10
# At the same minute, different sales of one amount meet by chance about one time in six.
ENOUGH_IN_TIME = 0.6
# Where one source tells no times, a short price list makes nearly all amounts meet.
ENOUGH_UNTIMED = 0.95
FEWEST = 3
# How far two totals of one day may lie apart and still be the same: a line entered by hand, a tip.
SAME_TOTAL = 0.005

_ROWS = """
CREATE TEMP TABLE edge_sales ON COMMIT DROP AS
SELECT f.id, f.feed_id, f.business_date, f.location_id, f.occurred_at, f.document, f.currency, f.kind, f.sales,
       CASE WHEN f.kind = 'refund' THEN -f.amount_minor ELSE f.amount_minor END AS amount
  FROM facts_moneyevent f
 WHERE f.merchant_id = %(merchant)s AND f.feed_id = ANY(%(feeds)s) AND f.until_batch IS NULL
   AND f.business_date = ANY(%(days)s::date[]) AND f.kind IN ('sale', 'refund')
"""
# A unit is a location's day where both say where they sold, else the whole day.
_UNITS = """
CREATE TEMP TABLE edge_units ON COMMIT DROP AS
WITH placed AS (SELECT business_date, bool_or(location_id IS NULL) AS is_open FROM edge_sales GROUP BY business_date),
     sided AS (SELECT s.id, s.business_date, CASE WHEN p.is_open THEN NULL ELSE s.location_id END AS place,
                      s.feed_id = %(one)s AS is_one FROM edge_sales s JOIN placed p USING (business_date))
SELECT s.id, s.business_date, s.place, s.is_one FROM sided s
  JOIN (SELECT business_date, place FROM sided GROUP BY business_date, place HAVING bool_or(is_one) AND
        bool_or(NOT is_one)) u ON u.business_date = s.business_date AND u.place IS NOT DISTINCT FROM s.place
"""
# Whether the sales of each source have times of their own, or all stand at the noon of their day.
_TIMED = """
SELECT count(DISTINCT occurred_at) FILTER (WHERE feed_id = %(one)s) >
       count(DISTINCT business_date) FILTER (WHERE feed_id = %(one)s)
   AND count(DISTINCT occurred_at) FILTER (WHERE feed_id <> %(one)s) >
       count(DISTINCT business_date) FILTER (WHERE feed_id <> %(one)s)
  FROM edge_sales
"""
# Looked up by the stretch of time in which a sale lies and the two beside it, so that it grows with the sales alone.
_STRETCH = f"floor(extract(epoch FROM y.occurred_at) / {APART_MINUTES * 60})"
_FOUND = f"""
WITH told AS MATERIALIZED (
  SELECT v.id, v.business_date, v.place, v.is_one, y.currency, y.amount, y.occurred_at, y.document,
         {_STRETCH} AS stretch FROM edge_units v JOIN edge_sales y ON y.id = v.id),
met AS (
  SELECT u.id FROM told u, (VALUES (-1), (0), (1)) beside(step), told y
   WHERE y.business_date = u.business_date AND y.place IS NOT DISTINCT FROM u.place AND y.is_one = (NOT u.is_one)
     AND y.currency = u.currency AND y.amount = u.amount AND y.stretch = u.stretch + step
     AND abs(extract(epoch FROM y.occurred_at - u.occurred_at)) <= {APART_MINUTES * 60}
  UNION
  SELECT u.id FROM told u JOIN told y ON y.business_date = u.business_date AND y.document = u.document
     AND y.is_one = (NOT u.is_one) AND y.currency = u.currency AND y.amount = u.amount AND NOT y.{IS_MOMENT})
SELECT u.business_date, u.place, u.is_one, count(*) AS found
  FROM told u JOIN met ON met.id = u.id GROUP BY u.business_date, u.place, u.is_one
"""
# Without times each amount of one side meets one of the other side.
_FOUND_UNTIMED = """
WITH counts AS (SELECT u.business_date, u.place, x.currency, x.amount, count(*) FILTER (WHERE u.is_one) AS one,
                       count(*) FILTER (WHERE NOT u.is_one) AS other
                  FROM edge_units u JOIN edge_sales x ON x.id = u.id
                 GROUP BY u.business_date, u.place, x.currency, x.amount)
SELECT c.business_date, c.place, s.is_one, sum(least(c.one, c.other)) AS found
  FROM counts c, (VALUES (true), (false)) s(is_one) GROUP BY c.business_date, c.place, s.is_one
"""
_COMPARE = """
SELECT a.business_date, a.place, a.n_one, a.n_other, coalesce(fo.found, 0), coalesce(fr.found, 0),
       a.own_one, a.own_other, a.total_one, a.total_other, a.parts_one, a.parts_other
  FROM (SELECT u.business_date, u.place, count(*) FILTER (WHERE u.is_one) AS n_one,
               count(*) FILTER (WHERE NOT u.is_one) AS n_other,
               coalesce(sum(x.amount) FILTER (WHERE u.is_one AND x.currency = %(currency)s), 0) AS own_one,
               coalesce(sum(x.amount) FILTER (WHERE NOT u.is_one AND x.currency = %(currency)s), 0) AS own_other,
               sum(x.amount) FILTER (WHERE u.is_one) AS total_one,
               sum(x.amount) FILTER (WHERE NOT u.is_one) AS total_other,
               array_agg(x.amount) FILTER (WHERE u.is_one AND x.sales > 1) AS parts_one,
               array_agg(x.amount) FILTER (WHERE NOT u.is_one AND x.sales > 1) AS parts_other
          FROM edge_units u JOIN edge_sales x ON x.id = u.id GROUP BY u.business_date, u.place) a
  LEFT JOIN ({found}) fo ON fo.business_date = a.business_date AND fo.place IS NOT DISTINCT FROM a.place AND fo.is_one
  LEFT JOIN ({found}) fr ON fr.business_date = a.business_date AND fr.place IS NOT DISTINCT FROM a.place
   AND NOT fr.is_one
 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Unit:
    """One day, of one location where both sources say where they sold: how many rows each has, and finds in the other.

    Amounts are in minor units; own_* are those in the merchant's currency.
    """

    day: date
    location_id: int | None
    rows: tuple[int, int]
    found: tuple[int, int]
    own: tuple[int, int]
    totals: tuple[int, int]
    is_by_totals: bool

    @property
    def is_same_total(self) -> bool:
        """Whether both sides add up to the same."""
        return _is_near(*self.totals)


@dataclass(frozen=True)
class Comparison:
    """What two sources have in common, day by day and as a whole."""

    units: tuple[Unit, ...]
    is_timed: bool

    @property
    def smaller(self) -> int:
        """Which of the two tells of less: 0 or 1."""
        first, second = (sum(unit.totals[side] for unit in self.units) for side in (0, 1))
        return 0 if first < second else 1

    def likeness(self, units: Sequence[Unit]) -> Likeness:
        """Return how alike the two are over some of their days, taken together."""
        sides = [self._share(units, side) for side in (0, 1)]
        enough = ENOUGH_IN_TIME if self.is_timed else ENOUGH_UNTIMED
        if all(unit.is_same_total or unit.is_by_totals for unit in units):
            return "same" if all(unit.is_same_total for unit in units) else "holds"
        if min(sides) >= enough:
            return "same"
        return "holds" if sides[self.smaller] >= enough else "apart"

    def _share(self, units: Sequence[Unit], side: int) -> float:
        rows = sum(unit.rows[side] for unit in units)
        found = sum(
            unit.rows[side] if unit.is_by_totals or unit.is_same_total else unit.found[side]
            for unit in units
        )
        by_totals = any(unit.is_by_totals or unit.is_same_total for unit in units)
        return found / rows if rows >= FEWEST or by_totals else 0.0


def compare(
    merchant_id: int, currency: str, feeds: tuple[int, int], days: Sequence[date]
) -> Comparison:
    """Return what two feeds have in common on these days; inside the merchant's context."""
    bound: dict[str, Any] = {
        "merchant": merchant_id,
        "one": feeds[0],
        "feeds": list(feeds),
        "days": sorted(days),
        "currency": currency,
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.edge_sales, pg_temp.edge_units")
        for statement in (_ROWS, "ANALYZE edge_sales", _UNITS, "ANALYZE edge_units"):
            cursor.execute(statement, bound)
        cursor.execute(_TIMED, bound)
        is_timed = bool(cursor.fetchone()[0])
        found = _FOUND if is_timed else _FOUND_UNTIMED
        cursor.execute(_COMPARE.format(found=found), bound)
        rows = cursor.fetchall()
        cursor.execute("DROP TABLE pg_temp.edge_sales, pg_temp.edge_units")
    units = tuple(
        Unit(
            day=row[0],
            location_id=row[1],
            rows=(row[2], row[3]),
            found=(int(row[4]), int(row[5])),
            own=(int(row[6]), int(row[7])),
            totals=(int(row[8]), int(row[9])),
            is_by_totals=_is_part(row[11], int(row[8])) or _is_part(row[10], int(row[9])),
        )
        for row in rows
    )
    return Comparison(units, is_timed)


def _is_part(parts: list[int] | None, total: int) -> bool:
    """Return whether a day's total of one source, or of one kind of payment in it, is what the other adds up to."""
    return any(_is_near(int(part), total) for part in parts or ())


def _is_near(one: int, other: int) -> bool:
    return one != 0 and abs(one - other) <= SAME_TOTAL * max(abs(one), abs(other))
