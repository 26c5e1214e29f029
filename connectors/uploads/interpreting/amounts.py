"""Works out what each row says was paid, in minor units, by a reading's base and terms."""

import polars as pl

from connectors.uploads.cells.values import parse_numbers
from connectors.uploads.interpreting.fields import NUMBERS, RATES, Field
from connectors.uploads.interpreting.reading import Reading, RowMeaning
from edge.lib.money import exponent
from edge.merchants.models import Merchant


def numeric_columns(page: pl.DataFrame, reading: Reading) -> list[pl.Series]:
    """Return a column of decimals in major units for each meaning that is a number; parts of one are summed."""
    found = []
    for meaning in sorted(NUMBERS):
        parts = [
            _major(parse_numbers(page[one.cell], decimal_comma=one.decimal_comma), one.per_major)
            for one in reading.columns_of(meaning)
        ]
        if len(parts) == 1:
            found.append(parts[0].alias(meaning.value))
        elif parts:
            frame = pl.DataFrame({str(at): part for at, part in enumerate(parts)})
            total = pl.sum_horizontal(pl.all().fill_null(0))
            some = pl.any_horizontal(pl.all().is_not_null())
            found.append(frame.select(pl.when(some).then(total)).to_series().alias(meaning.value))
    return found


def _major(numbers: pl.Series, per_major: int) -> pl.Series:
    return numbers if per_major == 1 else (numbers / per_major).cast(numbers.dtype)


def with_currency(frame: pl.DataFrame, reading: Reading, merchant: Merchant) -> pl.DataFrame:
    """Return the rows with `currency`, and `places`: how many decimals it has."""
    own = pl.lit(merchant.currency)
    column = reading.column(Field.CURRENCY)
    if column is None:
        places = pl.lit(exponent(merchant.currency), dtype=pl.Int64)
        return frame.with_columns(own.alias("currency"), places.alias("places"))
    code = pl.col(column.cell).str.strip_chars().str.to_uppercase()
    known = pl.when(code.str.contains(r"^[A-Z]{3}$")).then(code).otherwise(own)
    frame = frame.with_columns(known.alias("currency"))
    places_of = {one: exponent(one) for one in frame["currency"].unique()}
    places = pl.col("currency").replace_strict(places_of, return_dtype=pl.Int64)
    return frame.with_columns(places.alias("places"))


def minor(amount: pl.Expr) -> pl.Expr:
    """Return decimals of six places in minor units of the row's currency, rounded half away from zero."""
    exact = (amount * 1_000_000).cast(pl.Int128)
    return _rounded(exact, _steps(6)).cast(pl.Int64)


def _steps(places: int) -> pl.Expr:
    """Return how many units of so many decimals make a minor unit of the row's currency."""
    known = {size: 10 ** (places - size) for size in range(5)}
    return pl.col("places").replace_strict(known, return_dtype=pl.Int64).cast(pl.Int128)


def _rounded(exact: pl.Expr, step: pl.Expr | int) -> pl.Expr:
    return ((exact.abs() + step // 2) // step) * exact.sign()


def with_stated(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return the rows with `paid`, in minor units, as each says it: below zero where money went back; null: unknown."""
    per_receipt = _per_receipt(reading)
    amount = _base(reading)
    for term, sign in reading.paid.terms:
        if term in RATES:
            amount = amount + _at_rate(amount, term) * sign
        elif (term, sign) not in per_receipt:
            amount = amount + minor(pl.col(term.value)).fill_null(0) * sign
    is_back = pl.col("meaning").is_in([RowMeaning.REFUND.value, RowMeaning.REVERSAL.value])
    return frame.with_columns(amount.alias("paid")).with_columns(
        pl.when(is_back).then(-pl.col("paid").abs()).otherwise(pl.col("paid")).alias("paid")
    )


def with_paid(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return rows as `with_stated` gives them with what was paid once those of a receipt are seen together."""
    per_receipt = _per_receipt(reading)
    frame = _without_reversed(frame)
    if reading.has_lines:
        frame = _spread(frame, per_receipt)
    elif per_receipt and reading.amount_per_receipt:
        frame = _added(frame, per_receipt)
    return frame


def _per_receipt(reading: Reading) -> list[tuple[Field, int]]:
    return [one for one in reading.paid.terms if one[0] in reading.per_receipt]


def _at_rate(amount: pl.Expr, rate: Field) -> pl.Expr:
    """Return the part of an amount that a column of percents says, rounded half away from zero."""
    percent = pl.col(rate.value).fill_null(0)
    # 0.19 is how a spreadsheet keeps 19 %.
    percent = pl.when(percent.abs() < 1).then(percent * 100).otherwise(percent)
    exact = amount.cast(pl.Int128) * (percent * 1_000_000).cast(pl.Int128)
    return _rounded(exact, 100_000_000).cast(pl.Int64)


def _without_reversed(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out sales that are taken back under their own number: what then sums to nothing never happened."""
    is_reversal = pl.col("meaning") == RowMeaning.REVERSAL.value
    if not frame.select(is_reversal.any()).item():
        return frame
    counts = pl.col("paid").is_not_null() & pl.col("code").is_null()
    whole = pl.col("paid").filter(counts).sum().over("document")
    gone = is_reversal.any().over("document") & (whole == 0)
    return frame.with_columns(
        pl.when(gone)
        .then(pl.lit(RowMeaning.VOID.value))
        .otherwise(pl.col("meaning"))
        .alias("meaning")
    )


def _base(reading: Reading) -> pl.Expr:
    base = reading.paid.base
    if base is not None:
        amount = minor(pl.col(base.value))
        if reading.has(Field.MONEY_OUT):
            # A book of two columns: what came in, what went out.
            amount = pl.coalesce(amount, -minor(pl.col(Field.MONEY_OUT.value)).abs())
        elif reading.empty_is_nothing and reading.has(Field.REFUND_AMOUNT):
            is_refund = pl.col(Field.REFUND_AMOUNT.value).is_not_null()
            amount = pl.when(amount.is_null() & is_refund).then(0).otherwise(amount)
        return amount
    if not reading.has(Field.QUANTITY):
        return minor(pl.col("unit_price"))
    quantity = (pl.col("quantity") * 1_000_000).cast(pl.Int128)
    price = (pl.col("unit_price") * 1_000_000).cast(pl.Int128)
    return _rounded(quantity * price, _steps(12)).cast(pl.Int64)


def _added(frame: pl.DataFrame, terms: list[tuple[Field, int]]) -> pl.DataFrame:
    """Return rows of which each receipt counts once, with the amounts that stand once per receipt added."""
    total = pl.col("paid")
    for term, sign in terms:
        once = minor(pl.col(term.value)).drop_nulls().first().over("document")
        total = total + once.fill_null(0) * sign
    return frame.with_columns(total.alias("paid"))


def _spread(frame: pl.DataFrame, terms: list[tuple[Field, int]]) -> pl.DataFrame:
    """Spread over a receipt's lines what stands once for all of them: its discount, a rounding on a row of its own."""
    is_apart = pl.col("meaning") == RowMeaning.DISCOUNT.value
    if not terms and not frame.select(is_apart.any()).item():
        return frame
    total: pl.Expr = pl.lit(0, dtype=pl.Int64)
    for term, sign in terms:
        once = minor(pl.col(term.value)).drop_nulls().first().over("document")
        total = total + once.fill_null(0) * sign
    total = total + pl.col("paid").filter(is_apart).sum().over("document").fill_null(0)
    takes = pl.when(
        (pl.col("meaning").is_in(["sale", "sale_and_refund"]))
        & (pl.col("paid") > 0)
        & pl.col("code").is_null()
    )
    frame = frame.with_columns(
        total.alias("_spread"), takes.then(pl.col("paid")).otherwise(0).alias("_weight")
    ).with_columns(
        pl.col("_weight").sum().over("document").alias("_all"),
        pl.col("_weight").cum_sum().over("document").alias("_until"),
    )
    until = _part(pl.col("_until"))
    share = until - _part(pl.col("_until") - pl.col("_weight"))
    can = pl.col("_all") > 0
    frame = frame.with_columns(
        pl.when(can & (pl.col("_weight") > 0))
        .then(pl.col("paid") + share)
        .otherwise(pl.col("paid"))
        .alias("paid"),
    )
    # Where there is nothing to take it off, the row stays what it is.
    frame = frame.filter(~(is_apart & can))
    return frame.drop("_spread", "_weight", "_all", "_until")


def _part(until: pl.Expr) -> pl.Expr:
    """Return the part of a receipt's amount that falls on its lines up to here, so that all parts sum to it."""
    exact = pl.col("_spread").cast(pl.Int128) * until.cast(pl.Int128)
    whole = pl.col("_all").cast(pl.Int128)
    # Without lines to bear it there is no part; one keeps the division defined.
    whole = pl.when(whole > 0).then(whole).otherwise(1)
    return (exact // whole).cast(pl.Int64)
