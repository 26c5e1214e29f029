"""A sales file as pages of text columns, each row with its line in the file."""

from collections.abc import Iterator

import polars as pl
from django.utils.translation import gettext as _
from polars.exceptions import ComputeError, NoDataError

from connectors.uploads.dialect import Dialect
from connectors.uploads.refusal import refuse
from connectors.uploads.workbook import rows_below_header

PAGE_ROWS = 100_000
# What stands to the right of the last named column.
EXTRA = "extra"


def cells(dialect: Dialect) -> list[str]:
    """Return the names by which the file's columns go in a page."""
    return [f"c{at}" for at in range(len(dialect.columns))]


def pages(dialect: Dialect, *, size: int = PAGE_ROWS) -> Iterator[pl.DataFrame]:
    """Yield the rows in the file's order: `line`, `c0`, `c1` …, `extra`; all text, empty is null, blank lines left out.

    Raises FileUnreadable where the lines cannot be told apart.
    """
    found = _sheet_pages(dialect, size) if dialect.kind == "xlsx" else _text_pages(dialect, size)
    is_blank = pl.all_horizontal(pl.col(name).is_null() for name in cells(dialect))
    for page in found:
        kept = page.filter(~is_blank)
        if kept.height:
            yield kept


def _sheet_pages(dialect: Dialect, size: int) -> Iterator[pl.DataFrame]:
    frame = rows_below_header(dialect).with_columns(pl.lit(None, dtype=pl.String).alias(EXTRA))
    for start in range(0, frame.height, size):
        yield frame.slice(start, size)


def _text_pages(dialect: Dialect, size: int) -> Iterator[pl.DataFrame]:
    names = [*cells(dialect), EXTRA]
    try:
        lazy = pl.scan_csv(
            dialect.path,
            has_header=False,
            separator=dialect.separator,
            quote_char='"' if dialect.has_quotes else None,
            skip_lines=dialect.header_line,
            schema=dict.fromkeys(names, pl.String),
            # Rows may be longer or shorter than the header; the extra field tells which are longer.
            missing_columns="insert",
            extra_columns="ignore",
            encoding="utf8-lossy",
            row_index_name="line",
            row_index_offset=dialect.header_line + 1,
            glob=False,
        )
        broken = 0
        for batch in lazy.collect_batches(chunk_size=size, maintain_order=True):
            page = batch.with_columns(pl.col("line").cast(pl.Int64))
            if dialect.has_quotes:
                page, broken = _number_lines(page, names, broken)
            yield page
    except NoDataError:
        return
    except ComputeError as reason:
        raise refuse(
            "unclosed_quote",
            _("A quotation mark is opened and never closed, so the lines cannot be told apart."),
            _("Export the file again, or remove the stray quotation mark."),
        ) from reason


def _number_lines(page: pl.DataFrame, names: list[str], broken: int) -> tuple[pl.DataFrame, int]:
    """Move line numbers on where quoted cells hold line breaks; `broken` counts those of earlier pages."""
    breaks = page.select(
        pl.sum_horizontal(
            pl.col(name).str.count_matches("\n", literal=True).fill_null(0) for name in names
        ).cast(pl.Int64)
    ).to_series()
    total = int(breaks.sum())
    if not total and not broken:
        return page, broken
    before = breaks.cum_sum().shift(1, fill_value=0) + broken
    return page.with_columns(pl.col("line") + before), broken + total
