"""What a reading makes of a file, before anything is loaded: totals, months, first rows, problems."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from connectors.uploads.interpret import Interpreter, Page
from connectors.uploads.open_file import OpenFile
from connectors.uploads.reading import Reading
from edge.facts.frames import EVENTS, LINES, conform
from edge.facts.load import business_moment, priced
from edge.lib.money import to_decimal
from edge.merchants.models import Merchant

FIRST_ROWS = 20
MOST_PROBLEMS = 200


def outline(
    merchant: Merchant, file: OpenFile, reading: Reading, tell: Callable[[int], None]
) -> dict[str, Any]:
    """Return the outline as plain values; amounts are decimal strings. `tell` hears how many rows were read."""
    interpreter = Interpreter(merchant, reading, file.dialect.separator)
    receipts: list[pl.DataFrame] = []
    problems: list[pl.DataFrame] = []
    counts = {"rows": 0, "refused": 0, "left_out": 0}
    head: list[dict[str, Any]] = []
    for raw in file.pages():
        page = interpreter.read(raw)
        receipts.append(_receipts(merchant, page))
        problems.append(page.refused)
        counts["rows"] += page.rows
        counts["refused"] += page.refused.height
        counts["left_out"] += page.left_out.height
        if not head:
            head = _head(merchant, raw, interpreter)
        tell(counts["rows"])
    months = _months(pl.concat(receipts)) if receipts else []
    return counts | {
        "currency": merchant.currency,
        "months": [_money(merchant, month) for month in months],
        "total": _money(merchant, _total(months)),
        "first_day": _day(min((month["first"] for month in months), default=None)),
        "last_day": _day(max((month["last"] for month in months), default=None)),
        "problems": _grouped(problems),
        "head": head,
        "encoding": file.dialect.encoding,
        "separator": file.dialect.separator if file.dialect.kind == "csv" else "",
        "kind": file.dialect.kind,
    }


def _receipts(merchant: Merchant, page: Page) -> pl.DataFrame:
    """Return a page's sums by receipt and day."""
    lines = priced(conform(page.lines, LINES), merchant.currency)
    events = conform(page.events, EVENTS)
    wanted = ["document", "occurred_at", "kind", "amount_minor", "sales"]
    both = pl.concat(
        [
            lines.with_columns(pl.lit(None, dtype=pl.Int32).alias("sales")).select(wanted),
            events.filter(pl.col("kind").is_in(["sale", "refund"])).select(wanted),
        ]
    )
    day, _hour = business_moment(merchant)
    is_sale = pl.col("kind") == "sale"
    return (
        both.with_columns(day)
        .group_by("document", "business_date")
        .agg(
            pl.col("amount_minor").filter(is_sale).sum().alias("gross"),
            pl.col("amount_minor").filter(pl.col("kind") == "refund").abs().sum().alias("refunds"),
            is_sale.any().alias("is_sale"),
            pl.col("sales").filter(is_sale).sum().alias("sales"),
            pl.col("sales").filter(is_sale).is_not_null().any().alias("is_counted"),
        )
    )


def _months(receipts: pl.DataFrame) -> list[dict[str, Any]]:
    # A receipt counts in the month in which it began; its page does not matter.
    counted = (
        receipts.sort("business_date")
        .group_by("document", maintain_order=True)
        .agg(
            pl.when(pl.col("is_counted").any())
            .then(pl.col("sales").sum())
            .otherwise(pl.col("is_sale").any().cast(pl.Int32))
            .first()
            .alias("sales"),
            pl.col("business_date").filter(pl.col("is_sale")).first().alias("began"),
        )
        .with_columns(pl.col("began").dt.truncate("1mo").alias("month"))
        .group_by("month")
        .agg(pl.col("sales").sum())
    )
    return (
        receipts.with_columns(pl.col("business_date").dt.truncate("1mo").alias("month"))
        .group_by("month")
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


def _total(months: list[dict[str, Any]]) -> dict[str, Any]:
    return {key: sum(month[key] for month in months) for key in ("gross", "refunds", "sales")}


def _money(merchant: Merchant, sums: dict[str, Any]) -> dict[str, Any]:
    gross, refunds = sums["gross"], sums["refunds"]

    def major(minor: int) -> str:
        return str(to_decimal(int(minor), merchant.currency))

    return {
        "month": _day(sums.get("month")),
        "sales": int(sums["sales"]),
        "gross": major(gross),
        "refunds": major(refunds),
        "net": major(gross - refunds),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _grouped(problems: list[pl.DataFrame]) -> list[dict[str, Any]]:
    if not problems:
        return []
    grouped = (
        pl.concat(problems).group_by("code").agg(pl.len().alias("rows"), pl.col("line").first())
    )
    return grouped.sort("rows", descending=True).to_dicts()


def _head(merchant: Merchant, raw: pl.DataFrame, interpreter: Interpreter) -> list[dict[str, Any]]:
    """Return the first rows as in the file and as read."""
    rows = []
    for at in range(min(FIRST_ROWS, raw.height)):
        one = raw.slice(at, 1)
        # A reader of its own, row by row: the counts of the real one must not change.
        page = Interpreter(merchant, interpreter.reading, interpreter.separator).read(one)
        shown = interpreter.raw_of(one)
        rows.append({"line": int(one["line"][0]), "raw": shown} | _as_read(merchant, page))
    return rows


def _as_read(merchant: Merchant, page: Page) -> dict[str, Any]:
    if page.refused.height:
        return {"refused": page.refused["code"][0]}
    if page.left_out.height:
        return {"left_out": True}
    frame = (
        priced(conform(page.lines, LINES), merchant.currency) if page.lines.height else page.events
    )
    if not frame.height:
        return {"left_out": True}
    first = frame.row(0, named=True)
    amount = to_decimal(int(first["amount_minor"]), merchant.currency)
    if first["kind"] == "refund" and not page.lines.height:
        amount = -amount
    quantity = first.get("quantity")
    return {
        "when": merchant.calendar.local(first["occurred_at"]).strftime("%Y-%m-%dT%H:%M"),
        "document": first["document"],
        "item": first.get("product_name") or first.get("product_code") or "",
        "quantity": "" if quantity is None else f"{Decimal(quantity).normalize():f}",
        "amount": str(amount),
        "what": first["kind"],
    }
