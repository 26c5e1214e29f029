"""What a reading makes of a file, before anything is loaded: totals, months, first rows, problems."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from connectors.uploads.interpreting.interpret import Interpreter, Page
from connectors.uploads.interpreting.reading import Reading
from connectors.uploads.opening.open_file import OpenFile
from connectors.uploads.scrubbing.cards import cut_cards_in
from edge.facts.frames import EVENTS, LINES, conform
from edge.facts.load import business_moment, priced
from edge.lib.money import to_decimal
from edge.merchants.models import Merchant

FIRST_ROWS = 20
_RECEIPT = ["document", "occurred_at", "kind", "currency", "amount_minor", "sales"]


def outline(
    merchant: Merchant, file: OpenFile, reading: Reading, tell: Callable[[int], None]
) -> dict[str, Any]:
    """Return the outline as plain values; amounts are decimal strings. `tell` hears how many rows were read.

    `total`, `months` are of the merchant's own currency; `currencies` has the totals of each.
    """
    interpreter = Interpreter(merchant, reading, file.dialect.separator)
    receipts: list[pl.DataFrame] = []
    problems: list[pl.DataFrame] = []
    left_out: list[pl.DataFrame] = []
    rows = 0
    head: list[dict[str, Any]] = []
    for page in interpreter.pages(file.pages()):
        receipts.append(_receipts(merchant, page))
        problems.append(page.refused)
        left_out.append(page.left_out)
        rows += page.rows
        if not head:
            head = _head(merchant, page, reading, file.dialect.separator)
        tell(rows)
    found = pl.concat(receipts) if receipts else _receipts(merchant, _NO_PAGE)
    own = found.filter(pl.col("currency") == merchant.currency)
    months = _months(own)
    return {
        "rows": rows,
        "refused": sum(one.height for one in problems),
        "left_out": sum(one.height for one in left_out),
        "left_out_reasons": _reasons(merchant, left_out),
        "currency": merchant.currency,
        "months": [_money(merchant, month) for month in months],
        "total": _money(merchant, _total(months)),
        "currencies": _by_currency(found),
        "first_day": _day(min((month["first"] for month in months), default=None)),
        "last_day": _day(max((month["last"] for month in months), default=None)),
        "problems": _grouped(problems),
        "head": head,
        "evidence": [
            {"text": one.text, "share": one.share, "rows": one.rows} for one in reading.evidence
        ],
        "encoding": file.dialect.encoding,
        "separator": file.dialect.separator if file.dialect.kind == "csv" else "",
        "kind": file.dialect.kind,
    }


_NO_PAGE = Page(*[pl.DataFrame()] * 5)


def _receipts(merchant: Merchant, page: Page) -> pl.DataFrame:
    """Return a page's sums by receipt, day and currency."""
    lines = priced(conform(page.lines, LINES), merchant.currency)
    events = conform(page.events, EVENTS)
    both = pl.concat(
        [
            lines.with_columns(pl.lit(None, dtype=pl.Int32).alias("sales")).select(_RECEIPT),
            events.filter(pl.col("kind").is_in(["sale", "refund"])).select(_RECEIPT),
        ]
    )
    day, _hour = business_moment(merchant)
    is_sale = pl.col("kind") == "sale"
    return (
        both.with_columns(day)
        .group_by("document", "business_date", "currency")
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
        receipts.filter((pl.col("gross") != 0) | (pl.col("refunds") != 0))
        .with_columns(pl.col("business_date").dt.truncate("1mo").alias("month"))
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


def _by_currency(receipts: pl.DataFrame) -> list[dict[str, str]]:
    sums = receipts.group_by("currency").agg(pl.col("gross").sum(), pl.col("refunds").sum())
    return [
        {
            "currency": code,
            "gross": str(to_decimal(int(gross), code)),
            "refunds": str(to_decimal(int(refunds), code)),
            "net": str(to_decimal(int(gross - refunds), code)),
        }
        for code, gross, refunds in sums.sort("gross", descending=True).iter_rows()
    ]


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


def _reasons(merchant: Merchant, left_out: list[pl.DataFrame]) -> list[dict[str, Any]]:
    """Return why rows were left out, how many and what they would have counted."""
    if not left_out:
        return []
    grouped = (
        pl.concat(left_out, how="vertical_relaxed")
        .group_by("reason")
        .agg(
            pl.len().alias("rows"),
            pl.col("amount_minor").fill_null(0).sum().alias("minor"),
            pl.col("line").first(),
            pl.col("raw").first(),
        )
    )
    return [
        {
            "reason": row["reason"],
            "rows": row["rows"],
            "line": row["line"],
            "raw": row["raw"],
            "amount": str(to_decimal(int(row["minor"]), merchant.currency)),
        }
        for row in grouped.sort("rows", descending=True).to_dicts()
    ]


def _head(merchant: Merchant, page: Page, reading: Reading, separator: str) -> list[dict[str, Any]]:
    """Return the first rows as in the file and as read."""
    lines = priced(conform(page.lines, LINES), merchant.currency)
    if page.lines.height:
        lines = lines.with_columns(page.lines["line"])
    read: dict[int, dict[str, Any]] = {}
    sales = (
        page.events.filter(pl.col("kind").is_in(["sale", "refund"]))
        if page.events.height
        else page.events
    )
    for frame in (lines, sales):
        for row in frame.head(FIRST_ROWS * 3).to_dicts() if "line" in frame.columns else ():
            read.setdefault(row["line"], _as_read(merchant, row))
    for row in page.refused.head(FIRST_ROWS * 3).to_dicts():
        read[row["line"]] = {"refused": row["code"]}
    for row in page.left_out.head(FIRST_ROWS * 3).to_dicts():
        read[row["line"]] = {"left_out": row["reason"]}
    cells = [one.cell for one in reading.columns]
    shown = cut_cards_in(page.source.head(FIRST_ROWS), cells)
    interpreter = Interpreter(merchant, reading, separator)
    return [
        {
            "line": int(row["line"]),
            "raw": interpreter.raw_of(shown.slice(at, 1)),
            "cells": [row[cell] or "" for cell in cells],
        }
        | read.get(row["line"], {"left_out": "nothing"})
        for at, row in enumerate(shown.to_dicts())
    ]


def _as_read(merchant: Merchant, row: dict[str, Any]) -> dict[str, Any]:
    amount = to_decimal(int(row["amount_minor"]), row["currency"])
    quantity = row.get("quantity")
    if row["kind"] == "refund":
        amount = -abs(amount)
    return {
        "when": merchant.calendar.local(row["occurred_at"]).strftime("%Y-%m-%dT%H:%M"),
        "document": row["document"],
        "item": row.get("product_name") or row.get("product_code") or "",
        "quantity": "" if quantity is None else f"{Decimal(quantity).normalize():f}",
        "amount": str(amount),
        "what": row["kind"],
    }
