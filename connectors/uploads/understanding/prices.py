"""Tells the price of one from the amount of a line, by goods that are sold singly and by several."""

import numpy as np
import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.cells.values import parse_numbers
from connectors.uploads.interpreting.fields import GOODS, Field
from connectors.uploads.understanding.ledger import TOLERANCE, Numbers
from connectors.uploads.understanding.meanings import Meanings

FEWEST = 3
CLEAR = 0.8


def settle_prices(meanings: Meanings, sample: pl.DataFrame) -> None:
    """Read as a line's amount what is called a price and is none, and the other way round."""
    price, quantity = meanings.cell(Field.UNIT_PRICE), meanings.cell(Field.QUANTITY)
    if quantity is None or _is_proven(meanings, quantity, price):
        return
    pinned = meanings.pinned
    if price is not None:
        free = [one for one in (Field.LINE_AMOUNT, Field.AMOUNT) if meanings.cell(one) is None]
        is_line = free and amount_is_of(meanings, sample, price) == "line"
        if is_line and meanings.column(price).name not in pinned:
            meanings.set(price, free[0], _("it grows with the quantity, so it is no price of one"))
        return
    for amount in [cell for one in GOODS if (cell := meanings.cell(one)) is not None]:
        if meanings.column(amount).name in pinned:
            continue
        if amount_is_of(meanings, sample, amount) == "piece":
            reason = _("it is the same for one and for several, so it is the price of one")
            meanings.set(amount, Field.UNIT_PRICE, reason)
            return


def _is_proven(meanings: Meanings, quantity: str, price: str | None) -> bool:
    return any({one.quantity, one.price} == {quantity, price} for one in meanings.ledger.products)


def amount_is_of(meanings: Meanings, sample: pl.DataFrame, cell: str) -> str:
    """Return whether an amount is of one `piece` or of the whole `line`; empty where the goods do not tell."""
    product = meanings.cell(Field.PRODUCT) or meanings.cell(Field.PRODUCT_CODE)
    quantity = meanings.cell(Field.QUANTITY)
    if product is None or quantity is None:
        return ""
    frame = pl.DataFrame(
        {
            "product": sample[product],
            "quantity": _numbers(meanings, sample, quantity).abs(),
            "amount": _numbers(meanings, sample, cell).abs(),
        }
    ).drop_nulls()
    frame = frame.filter((pl.col("quantity") > 0) & (pl.col("amount") > 0))
    single = (
        frame.filter(pl.col("quantity") == 1)
        .group_by("product")
        .agg(pl.col("amount").mode().first())
    )
    several = frame.filter(pl.col("quantity") > 1).join(single, on="product", suffix="_of_one")
    if several.height < FEWEST:
        return ""
    amount, one = several["amount"].to_numpy(), several["amount_of_one"].to_numpy()
    pieces = several["quantity"].to_numpy()
    as_line = float((np.abs(amount - one * pieces) <= TOLERANCE).mean())
    as_piece = float((np.abs(amount - one) <= TOLERANCE).mean())
    # Discounts and changed prices spoil some of both.
    if max(as_line, as_piece) < 0.3:
        return ""
    if as_line >= CLEAR * (as_line + as_piece):
        return "line"
    return "piece" if as_piece >= CLEAR * (as_line + as_piece) else ""


def usual_totals(meanings: Meanings, sample: pl.DataFrame, cell: str) -> Numbers | None:
    """Return quantity times the usual price of the goods, from an amount of lines; None where too little is known."""
    product = meanings.cell(Field.PRODUCT) or meanings.cell(Field.PRODUCT_CODE)
    quantity = meanings.cell(Field.QUANTITY)
    if product is None:
        return None
    pieces = pl.Series([1.0] * sample.height)
    frame = pl.DataFrame(
        {
            "product": sample[product],
            "quantity": _numbers(meanings, sample, quantity) if quantity else pieces,
            "amount": _numbers(meanings, sample, cell),
        }
    ).with_columns((pl.col("amount") / pl.col("quantity")).round(4).alias("each"))
    usual = (
        frame.drop_nulls()
        .filter(pl.col("quantity") != 0)
        .group_by("product")
        .agg(
            pl.col("each").mode().max(),
            (pl.col("each") == pl.col("each").mode().max()).mean().alias("share"),
        )
    )
    usual = usual.filter(pl.col("share") > 0.5)
    joined = frame.join(usual, on="product", how="left", suffix="_usual", maintain_order="left")
    totals = (joined["quantity"] * joined["each_usual"]).to_numpy()
    return totals if np.isfinite(totals).mean() > 0.5 else None


def _numbers(meanings: Meanings, sample: pl.DataFrame, cell: str) -> pl.Series:
    comma = meanings.column(cell).profile.decimal_comma
    return parse_numbers(sample[cell], decimal_comma=comma).cast(pl.Float64)
