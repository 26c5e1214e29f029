"""What a change stands on below its two figures: every product's sums and every weekday's, of both periods."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection

from edge.lib.money import exponent
from edge.merchants.models import Merchant
from insights.metrics.figure import Figure, MetricQuery
from insights.metrics.query import Books, Parts, figures_and_parts, parts_many
from insights.metrics.sql_filters import Scope
from insights.metrics.sql_sides import sides_of_products

# A product, and what tells its variants apart; None is a line without a product.
Variant = tuple[int | None, str]


@dataclass
class Sold:
    """What one variant sold and gave back in one period."""

    gross: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)
    units: Decimal = Decimal(0)
    rows: int = 0

    @property
    def net(self) -> Decimal:
        """Sales less refunds."""
        return self.gross - self.refunds


@dataclass(frozen=True)
class Weekday:
    """One weekday's sales and days of trade, now and then."""

    sales: tuple[Decimal, Decimal]
    days: tuple[Decimal, Decimal]


class Ground:
    """Reads, each once and only where it is asked for, what is needed below the figures of two periods.

    queries: now and then, alike but for the period. watermark: None reads the books as they are.
    """

    def __init__(
        self,
        merchant: Merchant,
        queries: tuple[MetricQuery, MetricQuery],
        watermark: int | None = None,
    ) -> None:
        """Read nothing yet."""
        self.merchant = merchant
        self.queries = queries
        self.watermark = watermark

    @classmethod
    def below(cls, merchant: Merchant, figures: tuple[Figure, Figure]) -> "Ground":
        """Return the ground of two measured figures, as the books stood when they were read."""
        now, then = figures
        return cls(merchant, (now.query, then.query), watermark=max(now.watermark, then.watermark))

    @property
    def metric(self) -> str:
        """What changed."""
        return self.queries[0].metric

    @cached_property
    def currency(self) -> str:
        """The currency of the figures."""
        return self.queries[0].currency or self.merchant.currency

    @cached_property
    def products(self) -> tuple[dict[Variant, Sold], dict[Variant, Sold]]:
        """What each variant of each product sold, now and then."""
        scope = Scope(self.merchant.pk, self.merchant.calendar, self.currency, self.watermark)
        sql = sides_of_products(scope, self.queries)
        with connection.cursor() as cursor:
            # Composed of constants; whatever a caller gave is among the bound values.
            cursor.execute(sql.text, sql.params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        places = -exponent(self.currency)
        sides: tuple[dict[Variant, Sold], dict[Variant, Sold]] = ({}, {})
        for side, product, attributes, gross, refund, units, count in rows:
            sides[side][product, _told(attributes)] = Sold(
                gross.scaleb(places), refund.scaleb(places), units, count
            )
        return sides

    @cached_property
    def by_product(self) -> tuple[dict[int | None, Sold], dict[int | None, Sold]]:
        """The same for products, their variants together."""
        found: list[dict[int | None, Sold]] = []
        for side in self.products:
            sums: dict[int | None, Sold] = defaultdict(Sold)
            for (product, _), own in side.items():
                whole = sums[product]
                whole.gross += own.gross
                whole.refunds += own.refunds
                whole.units += own.units
                whole.rows += own.rows
            found.append(dict(sums))
        return found[0], found[1]

    @property
    def days(self) -> list[MetricQuery]:
        """The days of trade of both periods: those on which the shop, or its location, sold anything."""
        return [
            replace(
                query.whole(),
                metric="trading_days",
                filters=tuple(one for one in query.filters if one.dimension == "location"),
                time_from=None,
                time_to=None,
            )
            for query in self.queries
        ]

    @property
    def by_weekday(self) -> list[MetricQuery]:
        """The sales of each weekday, then its days of trade."""
        sales = [replace(query.whole(), metric="sales_count") for query in self.queries]
        return [replace(query, by="weekday") for query in (*sales, *self.days)]

    def read(
        self, wholes: Sequence[MetricQuery], breakdowns: Sequence[MetricQuery]
    ) -> tuple[list[Figure], list[Parts]]:
        """Return figures and parts, and keep the weekdays and where the books stand, with one statement."""
        asked = [*breakdowns, *self.by_weekday]
        figures, parts = figures_and_parts(self.merchant, wholes, asked, watermark=self.watermark)
        self.books = parts[-1].books
        self.weekdays = _weekdays(parts[len(breakdowns) :])
        return figures, parts[: len(breakdowns)]

    @cached_property
    def books(self) -> Books:
        """Where the books stand."""
        return parts_many(self.merchant, self.by_weekday, watermark=self.watermark)[0].books

    @cached_property
    def weekdays(self) -> dict[str, Weekday]:
        """Each weekday's sales as they were asked for, and its days of trade."""
        return _weekdays(parts_many(self.merchant, self.by_weekday, watermark=self.watermark))


def _weekdays(parts: Sequence[Parts]) -> dict[str, Weekday]:
    keys = sorted({key for part in parts for key in part.rows})
    values = {key: [Decimal(part.value(key)) for part in parts] for key in keys}
    return {
        key: Weekday((found[0], found[1]), (found[2], found[3])) for key, found in values.items()
    }


def _told(attributes: Any) -> str:
    """Return a variant's attributes as one text, whichever form the driver gives them."""
    return "" if not attributes else str(attributes)
