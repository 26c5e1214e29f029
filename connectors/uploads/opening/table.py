"""A sales file as pages of text columns, each row with its line in the file."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from polars.exceptions import ComputeError, NoDataError

from connectors.uploads.opening.blocks import whole_rows
from connectors.uploads.opening.dialect import Dialect
from connectors.uploads.opening.refusal import refuse

# Most blocks hold fewer.
PAGE_ROWS = 150_000
# What stands to the right of the last named column.
EXTRA = "extra"
_BLANK = " \t\r\n\u00a0\x1a\x0c"
# So many cells tell a repeated header from a row.
_TELLING = 4


def cells(dialect: Dialect) -> list[str]:
    """Return the names by which the file's columns go in a page."""
    return [f"c{at}" for at in range(len(dialect.columns))]


def pages(dialect: Dialect, *, size: int = PAGE_ROWS) -> Iterator[pl.DataFrame]:
    """Yield the rows in the file's order: `line`, `c0`, `c1` …, `extra`; all text, empty is null.

    Blank lines are left out, and headers that stand between the rows once more. Raises FileUnreadable where the lines
    cannot be told apart.
    """
    names = cells(dialect)
    kept = ~_is_blank(names) & ~_is_header(dialect)
    for block in _blocks(dialect, [*names, EXTRA]):
        for page in block.iter_slices(size):
            rows = page.filter(kept)
            if rows.height:
                yield rows


def _is_blank(names: list[str]) -> pl.Expr:
    # Few rows have an empty first cell, and only those are looked at further.
    first = pl.col(names[0]).str.strip_chars(_BLANK)
    return (first.is_null() | (first == "")) & pl.all_horizontal(
        pl.col(name).str.strip_chars(_BLANK).fill_null("") == "" for name in names
    )


def _is_header(dialect: Dialect) -> pl.Expr:
    told = [(at, cell) for at, cell in enumerate(dialect.header) if cell.strip()]
    if len(told) < 2 or len(dialect.columns) < 2:
        return pl.lit(value=False)
    same = (
        pl.col(f"c{at}").str.strip_chars(_BLANK) == cell.strip(_BLANK)
        for at, cell in told[:_TELLING]
        if at < len(dialect.columns)
    )
    return pl.all_horizontal(same).fill_null(value=False)


def _blocks(dialect: Dialect, names: list[str]) -> Iterator[pl.DataFrame]:
    # One after the other: polars' own batches read a large file ahead until it lies in memory.
    found = whole_rows(
        dialect.path,
        has_quotes=dialect.has_quotes,
        skip_lines=0 if dialect.is_numbered else dialect.first_line - 1,
    )
    line, broken = dialect.first_line, 0
    try:
        for content in found:
            options = _numbered(names) if dialect.is_numbered else _plain(dialect, names, line)
            block = _parsed(content, options)
            line += block.height
            block = block.with_columns(pl.col("line").cast(pl.Int64))
            if dialect.has_quotes:
                block = block.with_columns(pl.col(names).replace("", None))
            if dialect.has_quotes and not dialect.is_numbered:
                block, broken = _number_lines(block, names, broken)
            yield block
    except ComputeError as reason:
        raise refuse(
            "unclosed_quote",
            _("A quotation mark is opened and never closed, so the lines cannot be told apart."),
            _("Export the file again, or remove the stray quotation mark."),
        ) from reason


def _parsed(content: bytes, options: dict[str, Any]) -> pl.DataFrame:
    try:
        return pl.scan_csv(content, has_header=False, encoding="utf8-lossy", **options).collect()
    except NoDataError:
        return pl.DataFrame(schema={"line": pl.Int64, **options["schema"]})


def _plain(dialect: Dialect, names: list[str], line: int) -> dict[str, Any]:
    """Return how rows are read that stand as they were brought, the first of them on `line`."""
    return {
        "separator": dialect.separator,
        "quote_char": '"' if dialect.has_quotes else None,
        "schema": dict.fromkeys(names, pl.String),
        # Rows may be longer or shorter than the header; the extra field tells which are longer.
        "missing_columns": "insert",
        "extra_columns": "ignore",
        "row_index_name": "line",
        "row_index_offset": line,
    }


def _numbered(names: list[str]) -> dict[str, Any]:
    """Return how rows are read that we wrote, each with its line."""
    return {"schema": {"line": pl.Int64, **dict.fromkeys(names, pl.String)}}


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
