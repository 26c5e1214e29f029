"""The two tables in which facts arrive: what their columns are, and how records become them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from edge.facts.events import EventKind, LineKind
from edge.facts.records import (
    Circumstances,
    LineRecord,
    MoneyRecord,
    Record,
    RefundRecord,
    SaleRecord,
)

INSTANT = pl.Datetime("us", "UTC")
QUANTITY = pl.Decimal(20, 4)
PRICE = pl.Decimal(24, 6)

_SHARED: dict[str, Any] = {
    "document": pl.String,
    "occurred_at": INSTANT,
    "currency": pl.String,
    "amount_minor": pl.Int64,
    "kind": pl.String,
    "location": pl.String,
    "staff": pl.String,
    "customer": pl.String,
    "payment_method": pl.String,
    "channel": pl.String,
    "country": pl.String,
    # A JSON object of texts, or null.
    "attributes": pl.String,
    # The document of the sale that a refund, tip or fee belongs to. Of lines given back it goes to their refund.
    "sale_document": pl.String,
}
# Lines bring their own sale and refund events; `amount_minor`, where null, is quantity × unit_price rounded half up,
# and `kind`, where null, follows the sign of the unrounded product.
LINES = _SHARED | {
    "product_code": pl.String,
    "product_name": pl.String,
    "category": pl.String,
    "quantity": QUANTITY,
    "unit_price": PRICE,
}
# All other money, and the sales and refunds of sources that know no lines. `sales`, where null, is 1 for a document's
# first sale.
EVENTS = _SHARED | {
    "sales": pl.Int32,
    "note": pl.String,
}
REQUIRED = {"document", "occurred_at"}


def conform(frame: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    """Return the frame with exactly the columns of `schema`; missing ones are null, others are dropped.

    Raises ValueError where `document` or `occurred_at` is missing.
    """
    missing = REQUIRED - set(frame.columns)
    if missing and frame.width:
        raise ValueError(f"facts need the columns {sorted(missing)}")
    columns = [
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, dtype=kind).alias(name)
        for name, kind in schema.items()
    ]
    return frame.select(columns) if frame.width else pl.DataFrame(schema=dict(schema))


def frames_of(records: Iterable[Record]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return records as (events, lines). Meant for hundreds of records; files arrive as columns."""
    events: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for record in records:
        if isinstance(record, MoneyRecord):
            events.append(
                _shared(record, record.circumstances)
                | {
                    "kind": record.kind.value,
                    "amount_minor": record.amount_minor,
                    "sales": record.sales,
                    "attributes": _attributes(record.attributes),
                }
            )
            continue
        lines.extend(_lines(record))
        events.extend(_events(record))
    return pl.DataFrame(events, schema=EVENTS), pl.DataFrame(lines, schema=LINES)


def _shared(record: Record, where: Circumstances) -> dict[str, Any]:
    return {
        "document": record.document,
        "occurred_at": record.occurred_at,
        "currency": record.currency,
        "location": where.location,
        "staff": where.staff,
        "customer": where.customer,
        "payment_method": where.payment_method,
        "channel": where.channel,
        "country": where.country,
        "sale_document": "" if isinstance(record, SaleRecord) else record.sale_document,
        "note": record.note,
    }


def _attributes(attributes: Mapping[str, str]) -> str | None:
    return json.dumps(dict(sorted(attributes.items())), ensure_ascii=False) if attributes else None


def _lines(record: SaleRecord | RefundRecord) -> Iterator[dict[str, Any]]:
    sign = -1 if isinstance(record, RefundRecord) else 1
    shared = _shared(record, record.circumstances)
    del shared["note"]
    for line in record.lines:
        yield shared | _line(line, sign)


def _line(line: LineRecord, sign: int) -> dict[str, Any]:
    return {
        "product_code": line.code or line.product,
        "product_name": line.product,
        "category": line.category,
        "quantity": line.quantity * sign,
        "unit_price": line.unit_price,
        "amount_minor": None if line.amount_minor is None else line.amount_minor * sign,
        "kind": None if line.amount_minor is None else _line_kind(line.amount_minor * sign),
        "attributes": _attributes(line.attributes),
    }


def _line_kind(amount_minor: int) -> str:
    if amount_minor == 0:
        return LineKind.OTHER
    return LineKind.SALE if amount_minor > 0 else LineKind.REFUND


def _events(record: SaleRecord | RefundRecord) -> Iterator[dict[str, Any]]:
    shared = _shared(record, record.circumstances)
    if not record.lines and record.amount_minor is not None:
        kind = EventKind.REFUND if isinstance(record, RefundRecord) else EventKind.SALE
        yield shared | {"kind": kind.value, "amount_minor": record.amount_minor}
    if isinstance(record, RefundRecord):
        return
    beside = [
        (EventKind.TIP, record.tip_minor, ""),
        (EventKind.TAX, record.tax_minor, ""),
        (EventKind.FEE, record.fee_minor, ""),
        *((EventKind.TAX, tax.amount_minor, tax.rate) for tax in record.taxes),
        *((kind, amount_minor, "") for kind, amount_minor in record.beside.items()),
    ]
    for kind, amount_minor, rate in beside:
        if amount_minor:
            yield shared | {
                "kind": kind.value,
                "amount_minor": amount_minor,
                "sale_document": record.document,
                "attributes": _attributes({"rate": rate} if rate else {}),
            }
