"""Finds items that are no goods: tips, money off and roundings on lines of their own."""

from collections.abc import Mapping

import polars as pl

from connectors.uploads.cells.vocabulary import cell_kinds, fold, known_cells
from connectors.uploads.interpreting.fields import Field
from connectors.uploads.interpreting.reading import Mark, RowMeaning
from connectors.uploads.understanding.meanings import Meanings

MOST_GOODS = 5_000
FEWEST_OF_A_KIND = 3
# Half the smallest coin of most currencies, in major units.
MOST_ROUNDED = 0.5
_NO_GOODS = {
    "tip": RowMeaning.TIP,
    "discount": RowMeaning.DISCOUNT,
    "rounding": RowMeaning.DISCOUNT,
}


def no_goods(
    meanings: Meanings, rows: pl.DataFrame, said: Mapping[str, Mapping[str, str]]
) -> list[Mark]:
    """Return the items that are none: tips, money off and roundings on lines of their own."""
    cell = meanings.cell(Field.PRODUCT)
    if cell is None or rows[cell].n_unique() > MOST_GOODS:
        return []
    sold = rows.filter(pl.col("amount").is_not_null() & pl.col(cell).is_not_null())
    whole = pl.col("amount").sum().over("document")
    by_item = (
        sold.with_columns(whole.alias("whole"))
        .group_by(cell)
        .agg(
            pl.len().alias("rows"),
            (pl.col("amount") < 0).mean().alias("negative"),
            pl.col("amount").abs().max().alias("most"),
            ((pl.col("whole") > 0) & (pl.col("whole") != pl.col("amount"))).mean().alias("beside"),
        )
    )
    words: dict[str, RowMeaning] = {}
    for text, count, negative, most, beside in by_item.iter_rows():
        kind = next(iter(cell_kinds(text) if fold(text) in known_cells() else ()), "")
        if kind in ("tip", "discount", "rounding") and (kind != "discount" or negative > 0.5):
            words[fold(text)] = _NO_GOODS[kind]
        elif (
            count >= FEWEST_OF_A_KIND
            and beside > 0.9
            and (negative == 1 or (0.2 < negative < 0.8 and most <= MOST_ROUNDED))
        ):
            # Never sold and always taken off other lines: money off, whatever it is called.
            words[fold(text)] = RowMeaning.DISCOUNT
    name = meanings.column(cell).name
    words |= {fold(word): RowMeaning(one) for word, one in said.get(name, {}).items()}
    return [Mark(cell, name, tuple(words.items()))] if words else []
