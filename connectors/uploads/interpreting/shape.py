"""Gives the good rows of a file the shape of facts: lines, or sales and refunds; tips, taxes and fees beside them."""

import hashlib

import polars as pl

from connectors.uploads.cells.values import plain_reference
from connectors.uploads.cells.vocabulary import plain
from connectors.uploads.interpreting.amounts import minor
from connectors.uploads.interpreting.fields import TEXTS, Field
from connectors.uploads.interpreting.reading import ColumnReading, Grain, Reading, RowMeaning
from edge.facts.frames import PRICE, QUANTITY
from edge.merchants.models import Merchant

# The column under which a customer's reference goes once names are taken out of it.
CUSTOMER = "customer_reference"


def text_of(reading: Reading, wanted: Field) -> pl.Expr | None:
    """Return the file's column of that meaning, trimmed, empty as null; None where the file has none."""
    column = reading.column(wanted)
    return None if column is None else pl.col(column.cell).str.strip_chars().replace("", None)


def with_customers(rows: pl.DataFrame, reading: Reading, merchant: Merchant) -> pl.DataFrame:
    """Return the rows with customers' references; a name or an address becomes a fingerprint of it."""
    text = text_of(reading, Field.CUSTOMER)
    if text is None:
        return rows
    rows = rows.with_columns(plain_reference(text).replace("", None).alias(CUSTOMER))
    is_personal = rows[CUSTOMER].str.contains(r"@|^\D*$").fill_null(value=False)
    personal = rows[CUSTOMER].filter(is_personal).unique()
    if personal.is_empty():
        return rows
    prints = pl.Series([_fingerprint(merchant, name) for name in personal])
    return rows.with_columns(pl.col(CUSTOMER).replace(personal, prints))


def _fingerprint(merchant: Merchant, name: str) -> str:
    return "p-" + hashlib.sha256(f"{merchant.public_id}:{name}".encode()).hexdigest()[:20]


def lines_of(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return the rows as lines; what was paid for a line overrules quantity times price."""
    columns: list[pl.Expr] = [
        pl.col("line"),
        *_shared(reading),
        _quantity(reading).alias("quantity"),
    ]
    for meaning, name in ((Field.PRODUCT, "product_name"), (Field.CATEGORY, "category")):
        text = text_of(reading, meaning)
        if text is not None:
            columns.append(text.alias(name))
    code = text_of(reading, Field.PRODUCT_CODE)
    if code is not None:
        columns.append(plain_reference(code).alias("product_code"))
    if reading.attributes:
        columns.append(_attributes(reading.attributes))
    if reading.has(Field.UNIT_PRICE):
        columns.append(pl.col("unit_price").cast(PRICE).alias("unit_price"))
    if reading.paid.base is None and not reading.paid.terms:
        return rows.select(columns)
    return _with_paid(rows.select(*columns, "paid", "places"))


def _quantity(reading: Reading) -> pl.Expr:
    """How many were sold, below zero where they came back."""
    is_back = pl.col("meaning").is_in([RowMeaning.REFUND.value, RowMeaning.REVERSAL.value])
    if not reading.has(Field.QUANTITY):
        return pl.when(is_back | (pl.col("paid") < 0)).then(-1).otherwise(1).cast(QUANTITY)
    # A line whose amount stands there is one piece, where it does not say how many.
    quantity = pl.col("quantity").fill_null(1)
    return pl.when(is_back & (quantity > 0)).then(-quantity).otherwise(quantity).cast(QUANTITY)


def _with_paid(lines: pl.DataFrame) -> pl.DataFrame:
    """Return lines with the amount that was paid; a price that the file does not give follows from it."""
    paid, quantity = pl.col("paid"), pl.col("quantity")
    lines = lines.with_columns(
        pl.when((quantity < 0) & (paid > 0)).then(-paid).otherwise(paid).alias("paid")
    )
    if "unit_price" not in lines.columns:
        major = paid.cast(pl.Float64) / pl.lit(10.0).pow(pl.col("places"))
        each = pl.when(quantity != 0).then(major / quantity.cast(pl.Float64))
        lines = lines.with_columns(each.otherwise(0).abs().round(6).cast(PRICE).alias("unit_price"))
    return lines.rename({"paid": "amount_minor"}).with_columns(_kind_of("amount_minor"))


def _kind_of(amount: str) -> pl.Expr:
    """A line is a sale, a refund or neither by the sign of its amount."""
    return (
        pl.when(pl.col(amount) > 0)
        .then(pl.lit("sale"))
        .when(pl.col(amount) < 0)
        .then(pl.lit("refund"))
        .otherwise(pl.lit("other"))
        .alias("kind")
    )


def sales_of(rows: pl.DataFrame, reading: Reading) -> list[pl.DataFrame]:
    """Return the rows as sales and refunds of whole receipts."""
    kind = pl.when(pl.col("paid") < 0).then(pl.lit("refund")).otherwise(pl.lit("sale"))
    sales = rows.filter(pl.col("paid") != 0).select(
        "line",
        *_shared(reading),
        kind.alias("kind"),
        pl.col("paid").abs().alias("amount_minor"),
        _sales_count(reading).alias("sales"),
        _original(reading),
    )
    return [sales]


def _sales_count(reading: Reading) -> pl.Expr:
    """How many sales a row stands for; null lets the receipt's number decide."""
    if reading.grain == Grain.DAY:
        count = pl.col("sales").cast(pl.Int32) if reading.has(Field.SALES) else pl.lit(0)
    elif reading.has(Field.DOCUMENT):
        count = pl.lit(None, dtype=pl.Int32)
    else:
        count = pl.lit(1)
    return pl.when(pl.col("paid") > 0).then(count).cast(pl.Int32)


def _original(reading: Reading) -> pl.Expr:
    """The sale that a refund belongs to, where the file says so."""
    text = text_of(reading, Field.ORIGINAL_DOCUMENT)
    if text is None:
        return pl.lit(None, dtype=pl.String).alias("sale_document")
    return pl.when(pl.col("paid") < 0).then(plain_reference(text)).alias("sale_document")


# What stands beside a sale and is a movement of its own.
_BESIDE = {
    Field.TIP: "tip",
    Field.TAX: "tax",
    Field.FEE: "fee",
    Field.DISCOUNT: "discount",
    Field.DEPOSIT: "deposit",
    Field.SHIPPING: "shipping",
    Field.ROUNDING: "rounding",
    Field.VOUCHER: "voucher_redeemed",
    Field.REFUND_AMOUNT: "refund",
}


def beside_of(rows: pl.DataFrame, reading: Reading) -> list[pl.DataFrame]:
    """Return the tips, taxes, fees, discounts and refunds that stand in columns of their own."""
    found = [_beside(rows, reading, meaning) for meaning in _BESIDE if reading.has(meaning)]
    given_back = rows.filter(pl.col("meaning") == RowMeaning.SALE_AND_REFUND.value)
    if given_back.height and not reading.has(Field.REFUND_AMOUNT):
        found.append(_event(given_back, reading, "refund", pl.col("paid").abs()))
    return found


def _beside(rows: pl.DataFrame, reading: Reading, meaning: Field) -> pl.DataFrame:
    if meaning in reading.per_receipt:
        named = rows.filter(pl.col(meaning.value).is_not_null())
        rows = named.unique("document", keep="first", maintain_order=True)
    amount = minor(pl.col(meaning.value))
    is_size = meaning in (Field.REFUND_AMOUNT, Field.DISCOUNT, Field.FEE)
    # Money given back with a sale that came back is the refund itself.
    kept = rows.filter(pl.col("paid") >= 0) if meaning == Field.REFUND_AMOUNT else rows
    return _event(kept, reading, _BESIDE[meaning], _size(amount) if is_size else amount)


def _size(amount: pl.Expr) -> pl.Expr:
    """An amount taken off, which files write with a minus or without."""
    back = pl.col("meaning").is_in([RowMeaning.REFUND.value, RowMeaning.REVERSAL.value])
    return pl.when(back | (pl.col("paid") < 0)).then(-amount.abs()).otherwise(amount.abs())


def _event(rows: pl.DataFrame, reading: Reading, kind: str, amount: pl.Expr) -> pl.DataFrame:
    return (
        rows.with_columns(amount.fill_null(0).alias("_amount"))
        .filter(pl.col("_amount") != 0)
        .select(
            "line",
            *_shared(reading),
            pl.lit(kind).alias("kind"),
            pl.col("_amount").cast(pl.Int64).alias("amount_minor"),
            pl.col("document").alias("sale_document"),
            *(_at_rate(reading) if kind == "tax" else ()),
        )
    )


def _at_rate(reading: Reading) -> list[pl.Expr]:
    """The rate of a tax as the file writes it, so that taxes can be told apart by rate."""
    if not reading.has(Field.TAX_RATE):
        return []
    rate = pl.col(Field.TAX_RATE.value).cast(pl.String).str.replace(r"\.?0+$", "")
    named = pl.struct(rate.alias("rate")).struct.json_encode()
    return [pl.when(rate.is_not_null()).then(named).alias("attributes")]


# Rows that are movements of money, but no sales.
_MOVED = {
    RowMeaning.PAYOUT: "payout",
    RowMeaning.FEE: "fee",
    RowMeaning.TIP: "tip",
    RowMeaning.DISPUTE: "dispute",
    RowMeaning.CASH_IN: "cash_in",
    RowMeaning.CASH_OUT: "cash_out",
}


def moved_of(rows: pl.DataFrame, reading: Reading) -> list[pl.DataFrame]:
    """Return rows of payouts, fees, tips and cash as events of their own; none of them is a sale."""
    found = []
    dated = rows.filter(pl.col("occurred_at").is_not_null())
    for meaning, kind in _MOVED.items():
        own = dated.filter(pl.col("meaning") == meaning.value)
        if not own.height:
            continue
        amount = pl.col("paid").abs()
        if meaning == RowMeaning.PAYOUT and reading.has(Field.PAYOUT):
            amount = pl.coalesce(minor(pl.col("payout")).abs(), amount)
        found.append(_event(own, reading, kind, amount))
    return found


def _shared(reading: Reading) -> list[pl.Expr]:
    found = [pl.col("document"), pl.col("occurred_at"), pl.col("currency")]
    for meaning in sorted(TEXTS - {Field.CATEGORY}):
        text = text_of(reading, meaning)
        if text is not None:
            found.append(text.alias(meaning.value))
    if reading.has(Field.CUSTOMER):
        found.append(pl.col(CUSTOMER).alias("customer"))
    return found


def attribute_name(column: ColumnReading) -> str:
    """Return the name under which a feature is stored."""
    return plain(column.name)[:40]


def _attributes(columns: list[ColumnReading]) -> pl.Expr:
    """The merchant's own features as one JSON object of texts; an empty cell says nothing."""
    named = pl.struct(
        pl.col(column.cell).str.strip_chars().replace("", None).alias(attribute_name(column))
        for column in columns
    )
    is_empty = pl.all_horizontal(pl.col(column.cell).is_null() for column in columns)
    return pl.when(~is_empty).then(named.struct.json_encode()).alias("attributes")
