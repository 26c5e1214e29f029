"""Reads workbooks: the visible sheet that holds most, each cell as text."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from connectors.uploads.dialect import Dialect, find_header
from connectors.uploads.refusal import refuse


def find_table(path: Path) -> Dialect:
    """Return where the table stands in the workbook; raises FileUnreadable."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
        ]
        sizes = {name: book.get_sheet_by_name(name).height for name in visible}
    except (CalamineError, ValueError, OSError) as reason:
        raise refuse(
            "damaged", _("The workbook cannot be opened."), _("Save it again, or as CSV.")
        ) from reason
    name = max(sizes, key=lambda sheet: sizes[sheet], default="")
    if not name or not sizes[name]:
        raise refuse("file_empty", _("The workbook's sheets are empty."), _("Export it again."))
    frame = _cells(path, name)
    head = [[cell or "" for cell in row] for row in frame.head(200).rows()]
    at, names = find_header(head, max((_used(row) for row in head), default=0))
    if len(names) < 2:
        raise refuse(
            "one_column",
            _("The sheet has a single column; a sale needs at least a day and an amount."),
            _("Export it with its other columns."),
        )
    return Dialect(path=path, kind="xlsx", columns=names, header_line=at + 1, sheet=name)


def _used(row: list[str]) -> int:
    return max((at for at, cell in enumerate(row, start=1) if cell.strip()), default=0)


@lru_cache(maxsize=1)
def _cells(path: Path, sheet: str) -> pl.DataFrame:
    """Return all cells of a sheet as text; the last one stays at hand, as it is read more than once."""
    book = CalamineWorkbook.from_path(str(path))
    rows: list[list[Any]] = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return pl.DataFrame(
        {f"c{at}": list(map(str, column)) for at, column in enumerate(zip(*rows, strict=True))}
    ).with_columns(pl.all().replace("", None))


def rows_below_header(dialect: Dialect) -> pl.DataFrame:
    """Return the rows under the header with their line numbers, columns `c0`, `c1` and so on."""
    frame = _cells(dialect.path, dialect.sheet).with_row_index("line", offset=1)
    return frame.slice(dialect.header_line).select(
        pl.col("line").cast(pl.Int64), *(f"c{at}" for at in range(len(dialect.columns)))
    )
