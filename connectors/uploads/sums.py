"""Sums what a reading makes of a file, page by page: by month and by currency, each sale counted once."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from connectors.uploads.interpreting.interpret import Page
from edge.facts.frames import EVENTS, LINES, conform
from edge.facts.load import business_moment, priced
from edge.lib.money import to_decimal
from edge.merchants.models import Merchant

_ROW = ["document", "occurred_at", "kind", "currency", "amount_minor", "sales"]
_DAYS = {
    "business_date": pl.Date,
    "currency": pl.String,
    "gross": pl.Int64,
    "refunds": pl.Int64,
}
_BEGUN = {"document": pl.UInt64, "business_date": pl.Date, "sales": pl.Int32}


class Sums:
    """The sums of one reading. Of each sale it keeps a mark, its day and its count: files have millions of them."""

    def __init__(self, merchant: Merchant) -> None:
        """Begin with nothing."""
        self._merchant = merchant
        self._days = [pl.DataFrame(schema=_DAYS)]
        self._begun = [pl.DataFrame(schema=_BEGUN)]

    def add(self, page: Page) -> None:
        """Add a page."""
        rows = self._rows(page)
        is_sale, is_refund = (pl.col("kind") == one for one in ("sale", "refund"))
        self._days.append(
            rows.group_by("business_date", "currency").agg(
                pl.col("amount_minor").filter(is_sale).sum().alias("gross"),
                pl.col("amount_minor").filter(is_refund).abs().sum().alias("refunds"),
            )
        )
        sales = rows.filter(is_sale & (pl.col("currency") == self._merchant.currency))
        self._begun.append(_begun(sales.with_columns(pl.col("document").hash())))

    def as_json(self) -> dict[str, Any]:
        """Return the sums as plain values, amounts as decimal strings.

        `total`, `months`, `first_day`, `last_day` are of the merchant's own currency; `currencies` has each.
        """
        days = pl.concat(self._days)
        months = self._months(days.filter(pl.col("currency") == self._merchant.currency))
        total = {key: sum(month[key] for month in months) for key in ("gross", "refunds", "sales")}
        return {
            "months": [self._money(month) for month in months],
            "total": self._money(total),
            "currencies": _by_currency(days),
            "first_day": _day(min((month["first"] for month in months), default=None)),
            "last_day": _day(max((month["last"] for month in months), default=None)),
        }

    def _rows(self, page: Page) -> pl.DataFrame:
        lines = priced(conform(page.lines, LINES), self._merchant.currency)
        events = conform(page.events, EVENTS)
        both = pl.concat(
            [
                lines.with_columns(pl.lit(None, dtype=pl.Int32).alias("sales")).select(_ROW),
                events.filter(pl.col("kind").is_in(["sale", "refund"])).select(_ROW),
            ]
        )
        day, _hour = business_moment(self._merchant)
        return both.with_columns(day)

    def _months(self, days: pl.DataFrame) -> list[dict[str, Any]]:
        # A sale counts in the month in which it began; its page does not matter.
        counted = _by_month(_begun(pl.concat(self._begun))).agg(
            pl.col("sales").fill_null(1).sum().alias("sales")
        )
        moved = days.filter((pl.col("gross") != 0) | (pl.col("refunds") != 0))
        return (
            _by_month(moved)
            .agg(
                pl.col("gross").sum(),
                pl.col("refunds").sum(),
                pl.col("business_date").min().alias("first"),
                pl.col("business_date").max().alias("last"),
            )
            .join(counted, on="month", how="left")
            .with_columns(pl.col("sales").fill_null(0))
            .sort("month")
            .to_dicts()
        )

    def _money(self, sums: dict[str, Any]) -> dict[str, Any]:
        gross, refunds = sums["gross"], sums["refunds"]
        return {
            "month": _day(sums.get("month")),
            "sales": int(sums["sales"]),
            "gross": major(gross, self._merchant.currency),
            "refunds": major(refunds, self._merchant.currency),
            "net": major(gross - refunds, self._merchant.currency),
        }


def major(minor: int | Decimal, currency: str) -> str:
    """Return an amount of minor units as a decimal string of major ones."""
    return str(to_decimal(int(minor), currency))


def _begun(rows: pl.DataFrame) -> pl.DataFrame:
    """Return each sale once: its first day, and how many it stands for; null lets its number decide."""
    count = pl.col("sales")
    return rows.group_by("document").agg(
        pl.col("business_date").min(),
        pl.when(count.is_not_null().any()).then(count.sum()).alias("sales"),
    )


def _by_month(rows: pl.DataFrame) -> "pl.dataframe.group_by.GroupBy":
    return rows.group_by(pl.col("business_date").dt.truncate("1mo").alias("month"))


def _by_currency(days: pl.DataFrame) -> list[dict[str, str]]:
    sums = days.group_by("currency").agg(pl.col("gross").sum(), pl.col("refunds").sum())
    return [
        {
            "currency": code,
            "gross": major(gross, code),
            "refunds": major(refunds, code),
            "net": major(gross - refunds, code),
        }
        for code, gross, refunds in sums.sort("gross", "currency", descending=True).iter_rows()
    ]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
