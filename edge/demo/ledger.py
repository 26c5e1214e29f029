"""The invented café's books: its days at the counter as dated money events and lines, in columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from edge.demo.cafe import CASH_FLOAT, DAY_END_MINUTES, SHOPS
from edge.demo.columns import SALE_COLUMNS, declined_of, lines_of, sales_of, stamped
from edge.demo.conditions import Cafe
from edge.demo.counter import trade_day
from edge.demo.payouts import Takings, payouts

# A refund comes at most nine days after its sale, a payout at most six after the days it settles.
_LOOK_BACK_DAYS = 21


@dataclass(frozen=True)
class Ledger:
    """Records of whole days, sorted by time; amounts in cents, instants in UTC.

    events: kind, document, sale_document, occurred_at, day, amount_minor, sales, location, staff,
        customer, payment_method, channel, country, attributes (JSON text or null).
    lines: document, occurred_at, day, code, name, category, quantity, unit_price_minor,
        amount_minor (negative where given back) and the same columns from `location` on.
    """

    events: pl.DataFrame
    lines: pl.DataFrame

    def until(self, instant: datetime) -> "Ledger":
        """Return what had happened by an instant."""
        return self._where(pl.col("occurred_at") <= instant)

    def after(self, instant: datetime) -> "Ledger":
        """Return what happened after an instant."""
        return self._where(pl.col("occurred_at") > instant)

    def _where(self, condition: pl.Expr) -> "Ledger":
        return Ledger(self.events.filter(condition), self.lines.filter(condition))


def keep_books(cafe: Cafe, first: date, last: date) -> Ledger:
    """Return the records of the days from `first` to `last`, both included and whole.

    The same days give the same records, whichever period is asked for.
    """
    begin = max(cafe.opening, first - timedelta(days=_LOOK_BACK_DAYS))
    dates = _each_day(begin, last)
    days = [trade_day(cafe, day) for day in dates]
    sales = sales_of(days)
    lines = lines_of(days, sales)
    refunds = lines.filter(pl.col("days_later").is_not_null()).with_columns(
        day=pl.col("day") + pl.duration(days=pl.col("days_later")), second="refund_second"
    )
    refund_events = _refund_events(refunds)
    taken = _takings(sales, refund_events)
    parts = [
        _sale_events(sales),
        refund_events,
        declined_of(days),
        payouts(taken, dates),
        _floats(dates),
    ]
    taxes = _taxes(lines, refunds)
    events = pl.concat([stamped(part) for part in [*parts, taxes]], how="diagonal")
    sold = stamped(_line_items(lines, pl.col("sale_document"), 1))
    back = stamped(_line_items(refunds, pl.col("refund_document"), -1))
    in_period = pl.col("day").is_between(first, last)
    order = ["occurred_at", "document"]
    return Ledger(
        events=events.filter(in_period).sort([*order, "kind"], maintain_order=True),
        lines=pl.concat([sold, back]).filter(in_period).sort(order, maintain_order=True),
    )


def _each_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _line_items(lines: pl.DataFrame, document: pl.Expr, sign: int) -> pl.DataFrame:
    return lines.select(
        "day", "second", document.alias("document"), "code", "name", "category",
        pl.col("quantity") * sign, "unit_price_minor", pl.col("amount_minor") * sign,
        *SALE_COLUMNS, "attributes",
    )  # fmt: skip


def _sale_events(sales: pl.DataFrame) -> pl.DataFrame:
    """Return the sales with the tips and fees that came with them."""
    base = sales.with_columns(sale_document=pl.lit(""), kind=pl.lit("sale"), sales=pl.lit(1))
    extras = [
        sales.filter(pl.col(column) > 0).with_columns(
            kind=pl.lit(column), sale_document="document", sales=pl.lit(0), amount_minor=column
        )
        for column in ("tip", "fee")
    ]
    return pl.concat([base, *extras], how="diagonal").drop("tip", "fee", "is_card")


def _refund_events(refunds: pl.DataFrame) -> pl.DataFrame:
    return refunds.select(
        "day", "second", "sale_document", "amount_minor", *SALE_COLUMNS,
        document="refund_document", kind=pl.lit("refund"), sales=pl.lit(0),
    )  # fmt: skip


def _taxes(lines: pl.DataFrame, refunds: pl.DataFrame) -> pl.DataFrame:
    """Return the VAT inside each sale by rate, rounded to the cent, and what refunds take back of it."""
    keys = ["day", "second", "sale_document", "vat", *SALE_COLUMNS]
    sold = lines.group_by(keys, maintain_order=True).agg(pl.col("amount_minor").sum())
    back = refunds.with_columns(-pl.col("amount_minor"), document="refund_document")
    both = pl.concat(
        [sold.with_columns(document="sale_document"), back.select(*sold.columns, "document")]
    )
    gross, rate = pl.col("amount_minor"), pl.col("vat")
    # Half a cent goes away from zero, for a refund as for its sale.
    tax = (gross.abs() * rate * 2 + 100 + rate) // (2 * (100 + rate)) * gross.sign()
    label = pl.concat_str(pl.lit('{"rate": "'), rate.cast(pl.String), pl.lit('"}'))
    return both.with_columns(
        amount_minor=tax, attributes=label, kind=pl.lit("tax"), sales=pl.lit(0)
    ).drop("vat")


def _floats(days: Sequence[date]) -> pl.DataFrame:
    """Return the change that each drawer starts the day with, which the tills note when the day begins."""
    rows = [(day, f"F-{day:%y%m%d}-{shop.prefix}", shop.name) for day in days for shop in SHOPS]
    frame = pl.DataFrame(
        rows, schema={"day": pl.Date, "document": pl.String, "location": pl.String}, orient="row"
    )
    return frame.with_columns(
        second=pl.lit(DAY_END_MINUTES * 60 + 30),
        kind=pl.lit("cash_in"),
        amount_minor=pl.lit(CASH_FLOAT, dtype=pl.Int64),
        payment_method=pl.lit("cash"),
        sales=pl.lit(0),
    )


def _takings(sales: pl.DataFrame, refunds: pl.DataFrame) -> dict[date, Takings]:
    """Return what each day brought on cards."""
    of_cards = (
        sales.filter("is_card").group_by("day").agg(pl.col("amount_minor", "tip", "fee").sum())
    )
    back = (
        refunds.filter(pl.col("payment_method") == "card")
        .group_by("day").agg(pl.col("amount_minor").sum().alias("refunds"))
    )  # fmt: skip
    both = of_cards.join(back, on="day", how="full", coalesce=True).fill_null(0)
    return {
        row["day"]: Takings(row["amount_minor"], row["tip"], row["refunds"], row["fee"])
        for row in both.iter_rows(named=True)
    }
