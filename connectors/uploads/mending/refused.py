"""The rows of a file that could not be read: kept cell by cell, listed, given out as a table."""

from collections.abc import Iterator

import polars as pl
from django.db.models import Count

from connectors.models import RefusedRow, Upload
from connectors.uploads.interpreting.interpret import REASONS, Interpreter
from connectors.uploads.interpreting.reading import Reading, read_back
from connectors.uploads.opening.table import EXTRA
from connectors.uploads.scrubbing.cards import cut_cards_in
from edge.lib.csv_cells import safe_cell
from edge.merchants.tenancy import tenant_context

MOST_KEPT = 10_000


def keep(upload: Upload, reading: Reading, page: pl.DataFrame, refused: pl.DataFrame) -> None:
    """Write down the refused rows of a page: line, code and raw as the reader tells them, and their cells.

    page: the rows as in the file. Runs inside the merchant's context; rows that are kept already stay as they are.
    """
    if not refused.height:
        return
    names = [*(one.cell for one in reading.columns), EXTRA]
    # A row that is mended stands alone: what only the first row of its receipt says goes along.
    page = Interpreter(upload.merchant, reading).filled_down(page)
    rows = page.filter(pl.col("line").is_in(refused["line"].implode()))
    rows = cut_cards_in(rows, names)
    cells = {row[0]: cells_of(row[1:]) for row in rows.select("line", *names).rows()}
    RefusedRow.objects.bulk_create(
        [
            RefusedRow(
                merchant=upload.merchant,
                upload=upload,
                line=line,
                code=code,
                raw=raw,
                cells=cells.get(line, []),
            )
            for line, code, raw in refused.select("line", "code", "raw").rows()
        ],
        ignore_conflicts=True,
    )


def cells_of(row: tuple[str | None, ...]) -> list[str]:
    """Return a row's cells as texts; the last one, beyond the columns, only where something stands in it."""
    cells = ["" if cell is None else cell for cell in row]
    return cells if cells[-1] else cells[:-1]


def reason(code: str) -> str:
    """Return why a row was refused, in words."""
    return str(REASONS.get(code, code))


def refused_rows(upload: Upload, *, most: int = MOST_KEPT, after: int = 0) -> list[RefusedRow]:
    """Return the rows of an upload that are still refused, in the file's order, from the line after `after` on."""
    with tenant_context(upload.merchant_id):
        rows = RefusedRow.objects.for_merchant(upload.merchant_id).filter(
            upload=upload, mended_at=None, line__gt=after
        )
        return list(rows.order_by("line")[:most])


def counts(upload: Upload) -> tuple[int, int]:
    """Return how many kept rows of an upload are still refused, and how many were mended."""
    with tenant_context(upload.merchant_id):
        found = (
            RefusedRow.objects.for_merchant(upload.merchant_id)
            .filter(upload=upload)
            .aggregate(all=Count("pk"), mended=Count("mended_at"))
        )
    return found["all"] - found["mended"], found["mended"]


def column_names(upload: Upload) -> list[str]:
    """Return the names of the file's columns, in the order of a refused row's cells."""
    return [column.name for column in read_back(upload).columns]


def refused_table(upload: Upload) -> Iterator[list[str]]:
    """Yield the rows that are still refused as a table: line, reason, the cells; safe to open in a spreadsheet.

    The table can be mended and brought back (connectors.uploads.mending.mend).
    """
    rows = refused_rows(upload)
    names = column_names(upload)
    width = max([len(names), *(len(row.cells) for row in rows)])
    names += [""] * (width - len(names))
    yield ["line", "reason", *(safe_cell(name) for name in names)]
    for row in rows:
        cells = row.cells or [row.raw]
        cells = [*cells, *[""] * (width - len(cells))]
        yield [str(row.line), safe_cell(reason(row.code)), *(safe_cell(cell) for cell in cells)]
