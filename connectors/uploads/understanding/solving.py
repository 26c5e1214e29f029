"""Gathers the amounts of a file, by row or by receipt, and finds what was paid from those rows that count."""

import numpy as np
import polars as pl

from connectors.uploads.cells.vocabulary import cell_kinds, fold
from connectors.uploads.interpreting.fields import GOODS, MONEY, RATES, Field
from connectors.uploads.interpreting.reading import Grain, Said
from connectors.uploads.understanding.layout import Layout
from connectors.uploads.understanding.ledger import Flags, Ledger
from connectors.uploads.understanding.look import Look, Shop
from connectors.uploads.understanding.meanings import Meanings
from connectors.uploads.understanding.paid import INFERRED, LIST_TOTAL, Amounts, Solution, solve
from connectors.uploads.understanding.prices import usual_totals
from connectors.uploads.understanding.rows import Repeats

# Amounts beyond the chosen ones that may prove something; each makes the search longer.
MOST_SPARE = 4


def solve_amounts(
    look: Look,
    shop: Shop,
    said: Said,
    meanings: Meanings,
    layout: Layout,
    repeats: Repeats | None = None,
) -> Solution | None:
    if repeats is not None and not (repeats.words or repeats.if_empty):
        return None
    cells = {
        one.field: cell
        for cell, one in meanings.chosen.items()
        if one.field in MONEY and cell in look.ledger.columns
    }
    live = _live_rows(look, meanings, repeats)
    ledger = Ledger(
        {
            cell: np.where(live, one, np.nan)
            for cell, one in (look.ledger.columns | meanings.totals).items()
        }
    )
    quantity, price = meanings.cell(Field.QUANTITY), meanings.cell(Field.UNIT_PRICE)
    is_line = layout.grain == Grain.LINE
    if quantity in ledger.columns and price in ledger.columns:
        ledger.columns[LIST_TOTAL] = ledger.columns[quantity] * ledger.columns[price]
    elif is_line and price is None:
        _add_usual_totals(ledger, meanings, look.sample, cells)
    document = meanings.cell(Field.DOCUMENT)
    product = meanings.cell(Field.PRODUCT) or meanings.cell(Field.PRODUCT_CODE)
    named = _named_rows(ledger, look.sample[product]) if is_line and product is not None else None
    if named is not None and not layout.per_receipt:
        ledger = Ledger({cell: values[named] for cell, values in ledger.columns.items()})
    if layout.per_receipt and document is not None:
        once = {cells[one] for one in layout.per_receipt if one in cells}
        if named is not None:
            # Rows of receipts and payments hold sums of another kind.
            for cell in set(ledger.columns) - once:
                ledger.columns[cell] = np.where(named, ledger.columns[cell], np.nan)
        ledger = by_receipt(ledger, look.sample[document], once)
    amounts = Amounts(
        ledger,
        cells,
        shop.country,
        dict(said.answers),
        is_line,
        layout.per_receipt,
        _spare(meanings, ledger),
        rates={
            one.field: cell
            for cell, one in meanings.chosen.items()
            if one.field in RATES and ledger.columns.get(cell) is not None and ledger.is_used(cell)
        },
        may_be_net=frozenset(
            one.cell for one in meanings.columns if one.says(Field.WITHOUT_TAX) >= 0.9
        ),
        taxed=look.taxed,
    )
    return solve(amounts)


def _live_rows(look: Look, meanings: Meanings, repeats: Repeats | None) -> Flags:
    """Return which rows of the ledger nothing calls cancelled, failed or repeated: sums need not hold on those."""
    rows = len(next(iter(look.ledger.columns.values()), ()))
    live = np.ones(rows, dtype=bool)
    step = max(look.sample.height // max(rows, 1), 1)
    for wanted in (Field.KIND, Field.STATUS):
        cell = meanings.cell(wanted)
        if cell is None:
            continue
        texts = look.sample[cell].gather_every(step).head(rows)
        gone = repeats.words if repeats is not None and wanted == Field.KIND else ()
        void = [
            one
            for one in texts.drop_nulls().unique()
            if "void" in cell_kinds(one)[:1] or fold(one) in gone
        ]
        live &= ~texts.is_in(void).fill_null(value=False).to_numpy()
    for cell in repeats.if_empty if repeats is not None else ():
        live &= look.sample[cell].gather_every(step).head(rows).is_not_null().to_numpy()
    return live


def _spare(meanings: Meanings, ledger: Ledger) -> dict[str, Field]:
    """Return amounts by name that were left without a meaning because another column has it."""
    found = {}
    for column in meanings.columns:
        is_free = meanings.chosen[column.cell].field in (Field.IGNORE, Field.ATTRIBUTE)
        goods = [one.field for one in column.matches if one.field in GOODS and one.score >= 0.9]
        if (
            is_free
            and goods
            and column.cell in ledger.columns
            and column.name not in meanings.pinned
        ):
            found[column.cell] = goods[0]
        if len(found) == MOST_SPARE:
            break
    return found


def _add_usual_totals(
    ledger: Ledger, meanings: Meanings, sample: pl.DataFrame, cells: dict[Field, str]
) -> None:
    """Give the ledger what lines would cost at the usual prices, to see whether a discount is taken off already."""
    amount = next((cells[one] for one in GOODS if one in cells), None)
    if amount is None:
        return
    totals = usual_totals(meanings, sample, amount)
    if totals is not None:
        rows = len(ledger.columns[amount])
        ledger.columns[INFERRED] = totals[:: max(len(totals) // rows, 1)][:rows]


def _named_rows(ledger: Ledger, product: pl.Series) -> Flags | None:
    """Return which rows of the ledger name an item; None where all do, or hardly any."""
    if not ledger.columns:
        return None
    rows = len(next(iter(ledger.columns.values())))
    step = max(len(product) // max(rows, 1), 1)
    named = product.gather_every(step).head(rows).is_not_null().to_numpy()
    return named if 0.2 < named.mean() < 1 else None


def by_receipt(ledger: Ledger, document: pl.Series, once: set[str]) -> Ledger:
    """Return the ledger by receipts: lines summed, amounts that stand once per receipt taken once."""
    rows = len(next(iter(ledger.columns.values())))
    step = max(len(document) // max(rows, 1), 1)
    numbers = document.forward_fill().gather_every(step).head(rows)
    frame = pl.DataFrame({"document": numbers} | dict(ledger.columns), nan_to_null=True)
    gathered = frame.group_by("document", maintain_order=True).agg(
        pl.col(cell).drop_nulls().first() if cell in once else pl.col(cell).sum()
        for cell in ledger.columns
    )
    return Ledger(
        {cell: gathered[cell].fill_null(float("nan")).to_numpy() for cell in ledger.columns}
    )
