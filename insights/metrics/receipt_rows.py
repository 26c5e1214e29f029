"""The rows of a receipt: the newest as people name them, their sum, and all of them as CSV."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from django.db import connection

from edge.lib.csv_cells import safe_cell
from edge.lib.money import to_decimal
from edge.merchants.models import Merchant
from insights.metrics.catalog import metric_of
from insights.metrics.figure import Figure
from insights.metrics.receipt_words import say
from insights.metrics.sql_filters import Scope
from insights.metrics.sql_listing import exported, items_of, newest, summed
from insights.metrics.sql_text import Sql
from insights.metrics.tokens import Recipe

COLUMNS = (
    "time", "business_day", "kind", "document", "product_code", "product", "quantity", "unit_price", "amount",
    "currency", "location", "staff", "customer", "payment_method", "channel", "country", "attributes", "note", "source",
)  # fmt: skip
ITEMS_NAMED = 2
_STAFF = COLUMNS.index("staff")
_KEEP_IN_MEMORY = 4 * 1024 * 1024
_FETCHED_AT_ONCE = 5_000


@dataclass(frozen=True)
class Row:
    """One row behind a number: shown is its amount in major units, or its quantity where those are added."""

    occurred_at: datetime
    what: str
    shown: Decimal
    currency: str | None


@dataclass(frozen=True)
class Totals:
    """What all the rows come to; adds_up says whether the number is their sum."""

    rows: int
    shown: Decimal
    currency: str | None
    feeds: Sequence[int]
    adds_up: bool


def totals_of(scope: Scope, figure: Figure) -> Totals:
    """Return how many rows a measured figure stands on, and their sum."""
    metric = metric_of(figure.metric)
    by_quantity = metric.unit == "units"
    with connection.cursor() as cursor:
        rows, minor, quantity, feeds = _run(cursor, summed(scope, figure.query)).fetchone()
    adds_up = metric.formula in ("a", "a-b") and (
        by_quantity or (metric.unit == "money" and metric.a != "largest")
    )
    if by_quantity:
        return Totals(rows, Decimal(quantity), None, feeds, adds_up)
    return Totals(rows, to_decimal(int(minor), scope.currency), scope.currency, feeds, adds_up)


def newest_rows(scope: Scope, figure: Figure, limit: int, language: str) -> list[Row]:
    """Return the newest rows behind a measured figure; an order is named by its items."""
    by_quantity = metric_of(figure.metric).unit == "units"
    with connection.cursor() as cursor:
        found = _run(cursor, newest(scope, figure.query, limit, only_lines=by_quantity)).fetchall()
        unnamed = [row for row in found if row[4] is None and row[2]]
        items: dict[tuple[str, bool], list[str]] = {}
        if unnamed:
            days = sorted({row[8] for row in unnamed})
            for document, name, is_back in _run(
                cursor, items_of(scope, [row[2] for row in unnamed], days)
            ).fetchall():
                items.setdefault((document, is_back), []).append(name)
    rows = []
    for moment, kind, document, note, product, quantity, minor, currency, _ in found:
        what = (
            product
            or _named(items.get((document, kind == "refund"), []), language)
            or note
            or document
            or kind
        )
        shown = Decimal(quantity or 0) if by_quantity else to_decimal(minor, currency)
        rows.append(Row(moment, what.strip(), shown, None if by_quantity else currency))
    return rows


def _named(items: Sequence[str], language: str) -> str:
    """Return "Flat white + Croissant", or the first two and how many more."""
    names = list(dict.fromkeys(name.strip() for name in items))
    first = " + ".join(names[:ITEMS_NAMED])
    left = len(names) - ITEMS_NAMED
    return say(language, "more_items", name=first, n=left) if left > 0 else first


def rows_as_csv(merchant: Merchant, recipe: Recipe, *, names_staff: bool) -> IO[bytes]:
    """Return a file, at its start, of all rows behind a figure, read inside the merchant's tenant_context.

    A derived figure's file holds the rows of each part, with its number in the first column. Text that a spreadsheet
    would take for a formula begins with an apostrophe. Amounts are in major units, times on the merchant's clock.
    names_staff: whether the reader may see who sold; else that column stays empty.
    """
    file = tempfile.SpooledTemporaryFile(max_size=_KEEP_IN_MEMORY)  # noqa: SIM115  # handed to the response, which closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    parts = recipe.measured
    writer.writerow((["part"] if len(parts) > 1 else []) + list(COLUMNS))
    for number, leaf in enumerate(parts, start=1):
        for cells in _cells(merchant, leaf):
            if not names_staff:
                cells[_STAFF] = ""
            writer.writerow(([number] if len(parts) > 1 else []) + cells)
    text.detach()
    file.seek(0)
    return file


def _cells(merchant: Merchant, leaf: Recipe) -> Iterator[list[Any]]:
    if leaf.query is None:
        return
    currency = leaf.query.currency or merchant.currency
    sql = exported(Scope(merchant.pk, merchant.calendar, currency, leaf.watermark), leaf.query)
    # A server-side cursor: half a million rows are not held in memory.
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        while batch := cursor.fetchmany(_FETCHED_AT_ONCE):
            for row in batch:
                yield _as_cells(merchant, row)


def _as_cells(merchant: Merchant, row: Sequence[Any]) -> list[Any]:
    moment, day, kind, document, code, product, quantity, price, minor, currency, *texts = row
    *names, attributes, note, source = texts
    described = (
        "; ".join(f"{key}={value}" for key, value in attributes.items())
        if isinstance(attributes, dict)
        else ""
    )
    return [
        merchant.calendar.local(moment).isoformat(),
        day.isoformat(),
        kind,
        *(safe_cell(text) for text in (document, code, product)),
        "" if quantity is None else f"{quantity.normalize():f}",
        "" if price is None else f"{price.normalize():f}",
        to_decimal(minor, currency),
        currency,
        *(safe_cell(text) for text in (*names, described, note, source)),
    ]


def _run(
    cursor: Any, sql: Sql
) -> Any:  # Django's cursor and psycopg's share these two methods only
    cursor.execute(sql.text, sql.params)
    return cursor
