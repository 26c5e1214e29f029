"""Says of each row whether it is a sale, a refund, or something that is no sale: by its marks, its words, its gaps."""

import polars as pl

from connectors.uploads.cells.vocabulary import cell_kinds, fold, totals_in
from connectors.uploads.interpreting.fields import NUMBERS, Field
from connectors.uploads.interpreting.reading import Mark, Reading, RowMeaning

# Rows that sum up others.
TOTAL = "total"
# A line of a till that names neither goods nor money.
NOTHING = "nothing"
_KEYS = frozenset({Field.OCCURRED_AT, Field.DATE, Field.DOCUMENT})
# Where several columns speak of a row, the first of these counts.
_RANKED = (
    RowMeaning.VOID,
    RowMeaning.REPEATED,
    RowMeaning.PAYOUT,
    RowMeaning.PURCHASE,
    RowMeaning.FEE,
    RowMeaning.DISPUTE,
    RowMeaning.CASH_IN,
    RowMeaning.CASH_OUT,
    RowMeaning.TIP,
    RowMeaning.DISCOUNT,
    RowMeaning.REVERSAL,
    RowMeaning.SALE_AND_REFUND,
    RowMeaning.REFUND,
    RowMeaning.SALE,
)
# Rows whose amounts are part of sales and refunds.
CARRIED = tuple(
    one.value
    for one in (
        RowMeaning.SALE,
        RowMeaning.REFUND,
        RowMeaning.REVERSAL,
        RowMeaning.SALE_AND_REFUND,
        RowMeaning.DISCOUNT,
    )
)


def with_meanings(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return the rows with `meaning`: a RowMeaning, or why a row is left out."""
    ranks = [_rank(frame, mark) for mark in reading.marks]
    sale = len(_RANKED) - 1
    lowest = pl.min_horizontal(*ranks, pl.lit(sale)) if ranks else pl.lit(sale)
    frame = frame.with_columns(lowest.cast(pl.Int32).alias("_rank"))
    names = {at: one.value for at, one in enumerate(_RANKED)}
    meaning = pl.col("_rank").replace_strict(names, return_dtype=pl.String)
    empty = pl.lit(value=False)
    for cell in reading.repeats_if_empty:
        empty = empty | pl.col(cell).is_null()
    went_out = _went_out(reading) & (pl.col("_rank") == sale)
    return frame.with_columns(
        pl.when(_is_total(frame, reading))
        .then(pl.lit(TOTAL))
        .when(_is_nothing(reading) & (pl.col("_rank") >= sale))
        .then(pl.lit(NOTHING))
        .when(went_out)
        .then(pl.lit(RowMeaning.PURCHASE.value))
        .when(empty & (pl.col("_rank") > _RANKED.index(RowMeaning.REPEATED)))
        .then(pl.lit(RowMeaning.REPEATED.value))
        .otherwise(meaning)
        .alias("meaning")
    ).drop("_rank")


def _rank(frame: pl.DataFrame, mark: Mark) -> pl.Expr:
    text = pl.col(mark.cell)
    if mark.any_text is not None:
        return pl.when(text.is_not_null()).then(_RANKED.index(mark.any_text))
    known = dict(mark.words)
    texts = frame[mark.cell].drop_nulls().unique().to_list()
    ranks = {one: _RANKED.index(known[fold(one)]) for one in texts if fold(one) in known}
    if not ranks:
        return pl.lit(None, dtype=pl.Int64)
    return text.replace_strict(ranks, default=None, return_dtype=pl.Int64)


def _is_total(frame: pl.DataFrame, reading: Reading) -> pl.Expr:
    """Whether a row calls itself a total: where a day or a receipt should stand, or anywhere without a moment."""
    found = pl.lit(value=False)
    undated = frame.filter(pl.col("occurred_at").is_null())
    lent_days = frame.filter(~pl.col("has_own_day"))
    for column in reading.columns:
        if column.field in NUMBERS:
            continue
        if column.field in _KEYS:
            texts = totals_in(frame[column.cell])
            says = pl.col(column.cell).is_in(texts)
        else:
            texts = totals_in(undated[column.cell])
            says = pl.col(column.cell).is_in(texts) & pl.col("occurred_at").is_null()
            # A row that got its day from the one above it is a total where its words say nothing else.
            lent = totals_in(lent_days[column.cell])
            lent = [text for text in lent if "totals" in cell_kinds(text)[:1]]
            if lent:
                found = found | (pl.col(column.cell).is_in(lent) & ~pl.col("has_own_day"))
        if texts:
            found = found | says.fill_null(value=False)
    return found


def _went_out(reading: Reading) -> pl.Expr:
    """Whether a book's row says only what went out: unless it is called a refund, the shop has spent it."""
    base = reading.paid.base
    if base is None or not reading.has(Field.MONEY_OUT):
        return pl.lit(value=False)
    return pl.col(base.value).fill_null(0).eq(0) & pl.col(Field.MONEY_OUT.value).fill_null(0).ne(0)


def _is_nothing(reading: Reading) -> pl.Expr:
    """Whether a row of a file of lines has neither an item nor an amount: a comment, the head of a receipt."""
    items = [
        one
        for wanted in (Field.PRODUCT, Field.PRODUCT_CODE, Field.QUANTITY)
        for one in reading.columns_of(wanted)
    ]
    amount = Field.UNIT_PRICE if reading.paid.base is None else reading.paid.base
    if reading.empty_is_nothing and reading.has(amount):
        others = [*reading.columns_of(Field.MONEY_OUT), *reading.columns_of(Field.REFUND_AMOUNT)]
        cells = [*reading.columns_of(amount), *others]
        return pl.all_horizontal(pl.col(one.cell).is_null() for one in cells)
    if not reading.has_lines or not items:
        return pl.lit(value=False)
    cells = [*items, *reading.columns_of(amount)]
    return pl.all_horizontal(pl.col(one.cell).is_null() for one in cells)
