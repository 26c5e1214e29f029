"""Finds rows that say once more what others say: receipts above their items, payments below them, totals between."""

from dataclasses import dataclass

import polars as pl

from connectors.uploads.cells.shares import mean_of
from connectors.uploads.cells.vocabulary import cell_kinds, fold
from connectors.uploads.interpreting.fields import Field
from connectors.uploads.understanding.meanings import Meanings

CLOSE = 0.021
HOLDS = 0.9
FEWEST = 2
MOST_KINDS = 12
# The names of all columns of amounts begin so.
AMOUNT = "amount"


@dataclass(frozen=True)
class Repeats:
    """Cells whose emptiness marks rows that repeat others, and words of the kind column that do."""

    if_empty: tuple[str, ...]
    words: tuple[str, ...]


def find_repeats(meanings: Meanings, rows: pl.DataFrame) -> Repeats:
    """Return which rows repeat others. rows: the sample with `amount`, `document` filled down."""
    kinds = _kinds(meanings, rows)
    if kinds:
        return Repeats((), kinds)
    product = meanings.cell(Field.PRODUCT) or meanings.cell(Field.PRODUCT_CODE)
    if product is not None and any(
        _repeats_items(rows, product, amount)
        for amount in rows.columns
        if amount.startswith(AMOUNT)
    ):
        return Repeats((product,), ())
    return Repeats(_totals(meanings, rows), ())


def _repeats_items(rows: pl.DataFrame, product: str, amount: str) -> bool:
    """Return whether an amount on rows without an item is the sum of what the items of their receipt cost."""
    sums = rows.group_by("document").agg(
        pl.col("amount").filter(pl.col(product).is_not_null()).sum().alias("items"),
        pl.col(amount).filter(pl.col(product).is_null()).sum().alias("others"),
        pl.col(product).is_null().any().alias("has_others"),
        pl.col(product).is_not_null().any().alias("has_items"),
    )
    both = sums.filter("has_others", "has_items")
    return (
        both.height >= FEWEST and mean_of((both["items"] - both["others"]).abs() <= CLOSE) >= HOLDS
    )


def _kinds(meanings: Meanings, rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the words of the kind column whose rows sum, receipt by receipt, to those of another word."""
    kind = meanings.cell(Field.KIND)
    if kind is None or "document" not in rows.columns:
        return ()
    texts = rows[kind].drop_nulls().unique().to_list()
    if not 1 < len(texts) <= MOST_KINDS:
        return ()
    sums = {
        text: rows.filter(pl.col(kind) == text).group_by("document").agg(pl.col("amount").sum())
        for text in texts
    }
    ranked = sorted(
        texts, key=lambda text: (_detail(text, meanings, rows, kind), text), reverse=True
    )
    gone: list[str] = []
    for at, kept in enumerate(ranked):
        for other in ranked[at + 1 :]:
            if other in gone or kept in gone:
                continue
            both = sums[kept].join(sums[other], on="document", suffix="_other")
            both = both.filter(pl.col("amount") != 0)
            same = (both["amount"] - both["amount_other"]).abs() <= CLOSE
            if both.height >= FEWEST and mean_of(same) >= HOLDS:
                gone.append(other)
    # Several payments of one receipt sum to it together, not each by itself.
    return tuple(fold(text) for text in gone)


def _detail(text: str, meanings: Meanings, rows: pl.DataFrame, kind: str) -> tuple[float, int, int]:
    """Return how much rows of a kind tell: items before receipts before payments."""
    product = meanings.cell(Field.PRODUCT) or meanings.cell(Field.PRODUCT_CODE)
    own = rows.filter(pl.col(kind) == text)
    filled = mean_of(own[product].is_not_null()) if product is not None else 0.0
    kinds = cell_kinds(text)
    rank = 2 if "item" in kinds else 1 if "receipt" in kinds or "sale" in kinds else 0
    return round(filled), rank, own.height


def _totals(meanings: Meanings, rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the cells whose emptiness marks rows that sum up those above them."""
    found = []
    for wanted in (Field.DOCUMENT, Field.PRODUCT, Field.TIME, Field.PAYMENT_METHOD):
        cell = meanings.cell(wanted)
        if cell is None or not 0 < rows[cell].null_count() < rows.height * 0.4:
            continue
        if _sums_up(rows, cell):
            found.append(cell)
            break
    return tuple(found)


def _sums_up(rows: pl.DataFrame, cell: str) -> bool:
    """Return whether each row in which a cell is empty sums up the rows since the last one, or all rows above."""
    numbered = rows.with_columns(
        pl.col(cell).is_null().alias("is_total"),
        pl.col(cell).is_null().cum_sum().shift(1, fill_value=0).alias("part"),
    ).with_columns(pl.col("amount").fill_null(0))
    parts = numbered.group_by("part", maintain_order=True).agg(
        pl.col("amount").filter(~pl.col("is_total")).sum().alias("above"),
        pl.col("amount").filter(pl.col("is_total")).first().alias("total"),
    )
    parts = parts.with_columns(pl.col("above").cum_sum().alias("all")).drop_nulls("total")
    hits = ((parts["above"] - parts["total"]).abs() <= CLOSE) | (
        (parts["all"] - parts["total"]).abs() <= CLOSE
    )
    return len(hits) > 0 and mean_of(hits) >= HOLDS
