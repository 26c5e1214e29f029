"""Gives the good rows of a file the shape of facts: lines, or sales and refunds; tips, taxes and fees beside them."""

import hashlib

import polars as pl

from connectors.uploads.columns import attribute_name
from connectors.uploads.fields import TEXTS, Field
from connectors.uploads.reading import ColumnReading, Grain, Reading
from connectors.uploads.values import plain_reference
from edge.facts.frames import PRICE, QUANTITY
from edge.lib.money import exponent
from edge.merchants.models import Merchant

# The column under which a customer's reference goes once names are taken out of it.
CUSTOMER = "customer_reference"


def text_of(reading: Reading, wanted: Field) -> pl.Expr | None:
    """Return the file's column of that meaning, trimmed, empty as null; None where the file has none."""
    column = reading.column(wanted)
    return None if column is None else pl.col(column.cell).str.strip_chars().replace("", None)


def amount_field(reading: Reading) -> Field:
    """Return which of the two meanings of an amount the file has."""
    return Field.LINE_AMOUNT if reading.has(Field.LINE_AMOUNT) else Field.AMOUNT


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


def lines_of(rows: pl.DataFrame, reading: Reading, merchant: Merchant) -> pl.DataFrame:
    """Return the rows as lines; what was paid for a line overrules quantity times price."""
    columns = [*_shared(reading, merchant), _quantity(reading).alias("quantity")]
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
    paid = amount_field(reading)
    if not reading.has(paid):
        return rows.select(columns)
    return _with_paid(rows.select(*columns, pl.col(paid.value).alias("paid")), merchant)


def _quantity(reading: Reading) -> pl.Expr:
    if not reading.has(Field.QUANTITY):
        return pl.col("sign").cast(QUANTITY)
    quantity = pl.col("quantity")
    turned = (pl.col("sign") < 0) & (quantity > 0)
    return pl.when(turned).then(-quantity).otherwise(quantity).cast(QUANTITY)


def _with_paid(lines: pl.DataFrame, merchant: Merchant) -> pl.DataFrame:
    """Return lines with the amount that was paid; a price that the file does not give follows from it."""
    paid, quantity = pl.col("paid"), pl.col("quantity")
    signed = pl.when((quantity < 0) & (paid > 0)).then(-paid).otherwise(paid)
    lines = lines.with_columns(signed.alias("paid"))
    if "unit_price" not in lines.columns:
        each = pl.when(quantity != 0).then(paid.cast(pl.Float64) / quantity.cast(pl.Float64))
        lines = lines.with_columns(each.otherwise(0).abs().round(6).cast(PRICE).alias("unit_price"))
    kind = (
        pl.when(paid > 0)
        .then(pl.lit("sale"))
        .when(paid < 0)
        .then(pl.lit("refund"))
        .when(paid == 0)
        .then(pl.lit("other"))
    )
    return lines.with_columns(minor(paid, merchant).alias("amount_minor"), kind.alias("kind")).drop(
        "paid"
    )


def sales_of(rows: pl.DataFrame, reading: Reading, merchant: Merchant) -> list[pl.DataFrame]:
    """Return the rows as sales and refunds of whole receipts, and the refunds of a column of their own."""
    amount = pl.col(amount_field(reading).value)
    signed = pl.when((pl.col("sign") < 0) & (amount > 0)).then(-amount).otherwise(amount)
    rows = rows.with_columns(minor(signed, merchant).alias("minor"))
    kind = pl.when(pl.col("minor") < 0).then(pl.lit("refund")).otherwise(pl.lit("sale"))
    sales = rows.filter(pl.col("minor") != 0).select(
        *_shared(reading, merchant),
        kind.alias("kind"),
        pl.col("minor").abs().alias("amount_minor"),
        _sales_count(reading).alias("sales"),
    )
    if not reading.has(Field.REFUND_AMOUNT):
        return [sales]
    return [sales, _beside(rows, reading, merchant, Field.REFUND_AMOUNT, "refund")]


def _sales_count(reading: Reading) -> pl.Expr:
    """How many sales a row stands for; null lets the receipt's number decide."""
    if reading.grain == Grain.DAY:
        count = pl.col("sales").cast(pl.Int32) if reading.has(Field.SALES) else pl.lit(0)
    elif reading.has(Field.DOCUMENT):
        count = pl.lit(None, dtype=pl.Int32)
    else:
        count = pl.lit(1)
    return pl.when(pl.col("minor") > 0).then(count).cast(pl.Int32)


def beside_of(rows: pl.DataFrame, reading: Reading, merchant: Merchant) -> list[pl.DataFrame]:
    """Return the tips, taxes and fees that stand in columns of their own."""
    return [
        _beside(rows, reading, merchant, meaning, meaning.value)
        for meaning in (Field.TIP, Field.TAX, Field.FEE)
        if reading.has(meaning)
    ]


def _beside(
    rows: pl.DataFrame, reading: Reading, merchant: Merchant, meaning: Field, kind: str
) -> pl.DataFrame:
    amount = minor(pl.col(meaning.value), merchant)
    rows = rows.with_columns(amount.abs() if kind == "refund" else amount.alias(meaning.value))
    return rows.filter(pl.col(meaning.value).fill_null(0) != 0).select(
        *_shared(reading, merchant),
        pl.lit(kind).alias("kind"),
        pl.col(meaning.value).cast(pl.Int64).alias("amount_minor"),
        pl.col("document").alias("sale_document"),
    )


def _shared(reading: Reading, merchant: Merchant) -> list[pl.Expr]:
    found = [pl.col("document"), pl.col("occurred_at"), _currency(reading, merchant)]
    for meaning in sorted(TEXTS - {Field.CATEGORY}):
        text = text_of(reading, meaning)
        if text is not None:
            found.append(text.alias(meaning.value))
    if reading.has(Field.CUSTOMER):
        found.append(pl.col(CUSTOMER).alias("customer"))
    return found


def _currency(reading: Reading, merchant: Merchant) -> pl.Expr:
    own = pl.lit(merchant.currency)
    text = text_of(reading, Field.CURRENCY)
    if text is None:
        return own.alias("currency")
    code = text.str.to_uppercase()
    return pl.when(code.str.contains(r"^[A-Z]{3}$")).then(code).otherwise(own).alias("currency")


def _attributes(columns: list[ColumnReading]) -> pl.Expr:
    """The merchant's own features as one JSON object of texts; an empty cell says nothing."""
    named = pl.struct(
        pl.col(column.cell).str.strip_chars().replace("", None).alias(attribute_name(column))
        for column in columns
    )
    is_empty = pl.all_horizontal(pl.col(column.cell).is_null() for column in columns)
    return pl.when(~is_empty).then(named.struct.json_encode()).alias("attributes")


def minor(amount: pl.Expr, merchant: Merchant) -> pl.Expr:
    """Return decimals of six places in minor units of the merchant's currency, rounded half away from zero."""
    step = 10 ** (6 - exponent(merchant.currency))
    exact = (amount * 1_000_000).cast(pl.Int128)
    rounded: pl.Expr = ((exact.abs() + step // 2) // step) * exact.sign()
    return rounded.cast(pl.Int64)
