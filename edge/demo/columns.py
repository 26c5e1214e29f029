"""Days at the counter, joined into columns with names instead of codes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from edge.demo.cafe import CHANNELS, COUNTRIES, METHODS, SHOPS, STAFF, TIME_ZONE
from edge.demo.conditions import Ints
from edge.demo.counter import Day
from edge.demo.menu import MENU, MILKS, SIZES
from edge.demo.tickets import CARD, Columns


def _column(parts: Sequence[Columns], name: str) -> Ints:
    joined: Ints = np.concatenate([getattr(part, name) for part in parts])
    return joined


def _dates(days: Sequence[Day], parts: Sequence[Columns]) -> pl.Series:
    lengths = [len(part) for part in parts]
    epoch = date(1970, 1, 1).toordinal()
    ordinals = np.repeat([day.day.toordinal() - epoch for day in days], lengths)
    return pl.Series("day", ordinals.astype(np.int32)).cast(pl.Date)


def _named(values: Sequence[str], codes: Ints) -> pl.Series:
    """Return the names that codes stand for; an empty name where there is none."""
    return pl.Series(values, dtype=pl.String).gather(pl.Series(codes))


def _document(middle: str, number: pl.Expr) -> pl.Expr:
    """Return a number such as K-261124-0012, as the till prints it."""
    day = pl.col("day").dt.strftime("%y%m%d")
    return pl.concat_str(
        "prefix", pl.lit("-"), day, pl.lit(f"-{middle}"), number.cast(pl.String).str.zfill(4)
    )


def sales_of(days: Sequence[Day]) -> pl.DataFrame:
    """Return the sales, one row each, under the numbers that the till prints."""
    parts = [day.sales for day in days]
    shop, customer = _column(parts, "shop"), _column(parts, "customer")
    frame = pl.DataFrame({
        "day": _dates(days, parts),
        "second": _column(parts, "second"),
        "prefix": _named([one.prefix for one in SHOPS], shop),
        "number": _column(parts, "number"),
        "amount_minor": _column(parts, "amount"),
        "tip": _column(parts, "tip"),
        "fee": _column(parts, "fee"),
        "is_card": _column(parts, "method") == CARD,
        "location": _named([one.name for one in SHOPS], shop),
        "staff": _named([one.name for one in STAFF], _column(parts, "staff")),
        "customer": pl.Series(customer),
        "payment_method": _named(METHODS, _column(parts, "method")),
        "channel": _named(CHANNELS, _column(parts, "channel")),
        "country": _named(COUNTRIES, _column(parts, "country")),
    })  # fmt: skip
    is_known = pl.col("customer") >= 0
    reference = pl.concat_str(pl.lit("G"), pl.col("customer").cast(pl.String).str.zfill(5))
    return frame.with_columns(
        document=_document("", pl.col("number")),
        customer=pl.when(is_known).then(reference).otherwise(pl.lit("")),
    ).drop("prefix", "number")


SALE_COLUMNS = ["location", "staff", "customer", "payment_method", "channel", "country"]


def lines_of(days: Sequence[Day], sales: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with what their sales say, and with when and how they are given back, if they are."""
    parts = [day.lines for day in days]
    starts = np.cumsum([0] + [len(day.sales) for day in days[:-1]])
    sale = np.concatenate([part.sale + start for part, start in zip(parts, starts, strict=True)])
    item, size, milk = (_column(parts, name) for name in ("item", "size", "milk"))
    variant = [_variant(one, other) for one in SIZES for other in MILKS]
    frame = pl.DataFrame({
        "code": _named([one.code for one in MENU], item),
        "name": _named([one.name for one in MENU], item),
        "category": _named([one.category for one in MENU], item),
        "quantity": _column(parts, "quantity"),
        "unit_price_minor": _column(parts, "price"),
        "vat": _column(parts, "vat"),
        "attributes": pl.Series(variant, dtype=pl.String).gather(pl.Series(size * len(MILKS) + milk)),
        "position": _positions(sale),
    })  # fmt: skip
    of_sale = sales.select(
        "day", "second", pl.col("document").alias("sale_document"), *SALE_COLUMNS
    )
    lines = pl.concat([of_sale[sale], frame, _given_back(days, len(sale))], how="horizontal")
    return lines.with_columns(
        amount_minor=pl.col("quantity") * pl.col("unit_price_minor"),
        refund_document=pl.concat_str(
            "sale_document", pl.lit("-R"), pl.col("position").cast(pl.String)
        ),
    )


def _variant(size: str, milk: str) -> str | None:
    pairs = [f'"{name}": "{value}"' for name, value in (("size", size), ("milk", milk)) if value]
    return "{" + ", ".join(pairs) + "}" if pairs else None


def _positions(sale: Ints) -> Ints:
    """Return for each line its place on its ticket, from 1."""
    first = np.searchsorted(sale, sale, side="left")
    return np.arange(len(sale)) - first + 1


def _given_back(days: Sequence[Day], count: int) -> pl.DataFrame:
    starts = np.cumsum([0] + [len(day.lines) for day in days[:-1]])
    line = np.concatenate(
        [day.returns.line + start for day, start in zip(days, starts, strict=True)]
    )
    later, second = np.full(count, -1), np.full(count, -1)
    later[line] = np.concatenate([day.returns.days_later for day in days])
    second[line] = np.concatenate([day.returns.second for day in days])
    frame = pl.DataFrame({"days_later": later, "refund_second": second})
    return frame.with_columns(pl.when(pl.all() >= 0).then(pl.all()))


def declined_of(days: Sequence[Day]) -> pl.DataFrame:
    """Return the card payments that failed, as events."""
    parts = [day.attempts for day in days]
    numbers = [1 + np.arange(len(part)) for part in parts]
    shop = _column(parts, "shop")
    frame = pl.DataFrame({
        "day": _dates(days, parts),
        "second": _column(parts, "second"),
        "prefix": _named([one.prefix for one in SHOPS], shop),
        "number": np.concatenate(numbers),
        "amount_minor": _column(parts, "amount"),
        "location": _named([one.name for one in SHOPS], shop),
        "country": _named(COUNTRIES, _column(parts, "country")),
    })  # fmt: skip
    return frame.select(
        pl.exclude("prefix", "number"), document=_document("D", pl.col("number")),
        kind=pl.lit("declined"), sales=pl.lit(0), payment_method=pl.lit("card"),
    )  # fmt: skip


def stamped(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with its wall-clock seconds turned into instants."""
    zone = ZoneInfo(TIME_ZONE)
    days = frame["day"].unique()
    # The shops are closed when the clocks change, so one offset holds for a day's trade.
    noon = [
        datetime.combine(day, time(12), zone).astimezone(UTC) - timedelta(hours=12) for day in days
    ]
    starts = pl.DataFrame({"day": days, "starts": pl.Series(noon, dtype=pl.Datetime("us", "UTC"))})
    return frame.join(starts, on="day", how="left", maintain_order="left").select(
        pl.exclude("second", "starts"),
        occurred_at=pl.col("starts") + pl.duration(seconds=pl.col("second")),
    )
