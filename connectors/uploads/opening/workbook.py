"""Reads workbooks: the visible sheets that hold rows of sales, each cell as text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from math import log2
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum
from python_calamine import PasswordError as WorkbookLocked

from connectors.uploads.opening.archive import locked
from connectors.uploads.opening.dialect import Dialect
from connectors.uploads.opening.header import Header, find_header
from connectors.uploads.opening.kinds import empty
from connectors.uploads.opening.normal import write_rows
from connectors.uploads.opening.refusal import refuse
from connectors.uploads.opening.sheet_size import check_sheets

_HEAD_ROWS = 250
# Beyond this a float no longer holds every whole number.
_EXACT = 2**53


@dataclass(frozen=True)
class _Sheet:
    """A sheet and what its first rows say of it."""

    name: str
    height: int
    width: int
    header: Header

    @property
    def likelihood(self) -> float:
        """How much it looks like rows of sales rather than a summary or a note."""
        named = 1.0 if self.header.at >= 0 else 0.3
        rows = max(self.height - self.header.begins, 0)
        return float(
            named * min(self.header.typed, 6) * min(self.width, 12) ** 0.5 * log2(1 + rows)
        )


def find_table(path: Path, workspace: Path) -> Dialect:
    """Return where the table stands in the workbook, its rows written into `workspace`; raises FileUnreadable."""
    check_sheets(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        found = list(_sheets(book))
        if not found:
            raise empty()
        return _dialect(book, _chosen(found), workspace)
    except WorkbookLocked as reason:
        raise locked() from reason
    except (CalamineError, ValueError, OSError, OverflowError) as reason:
        raise refuse(
            "damaged", _("The workbook cannot be opened."), _("Save it again, or as CSV.")
        ) from reason


def _sheets(book: CalamineWorkbook) -> Iterator[_Sheet]:
    """Yield the visible sheets that hold something."""
    for about in book.sheets_metadata:
        if about.visible != SheetVisibleEnum.Visible:
            continue
        sheet = _opened(book, about.name)
        if sheet is None or not sheet.height:
            continue
        head = [cells for _line, cells in islice(_rows(sheet), _HEAD_ROWS)]
        width = max(map(_used, head), default=0)
        if width:
            header = find_header([cells[:width] for cells in head], _usual(head))
            yield _Sheet(about.name, _last_row(sheet), width, header)


def _last_row(sheet: CalamineSheet) -> int:
    return int(sheet.end[0]) + 1 if sheet.end else 0


def _opened(book: CalamineWorkbook, name: str) -> CalamineSheet | None:
    try:
        return book.get_sheet_by_name(name)
    except CalamineError:
        # A sheet of charts has no cells; one that is torn is told by the others' absence.
        if len(book.sheet_names) == 1:
            raise
        return None


def _usual(head: list[list[str]]) -> int:
    """Return how wide the rows usually are: a stray note at the side does not count."""
    widths = sorted(used for used in map(_used, head) if used > 1)
    return widths[len(widths) // 2] if widths else 1


def _used(row: Sequence[str]) -> int:
    return max((at for at, cell in enumerate(row, start=1) if cell.strip()), default=0)


def _chosen(found: list[_Sheet]) -> list[_Sheet]:
    """Return the sheet that holds the rows, or several that continue one another as months do."""
    best = max(found, key=lambda sheet: sheet.likelihood)
    if best.header.at < 0:
        return [best]
    return [sheet for sheet in found if sheet.header.names == best.header.names]


def _dialect(book: CalamineWorkbook, sheets: list[_Sheet], workspace: Path) -> Dialect:
    first = sheets[0]
    if first.width < 2:
        raise refuse(
            "one_column",
            _("The sheet has a single column; a sale needs at least a day and an amount."),
            _("Export it with its other columns."),
        )
    if all(sheet.height <= sheet.header.begins for sheet in sheets):
        raise empty()
    if len(sheets) > 1:
        sheets = _without_repeats(book, sheets)
        first = sheets[0]
    names = first.header.names
    wide = max(sheet.width for sheet in sheets)
    if len(names) < wide <= len(names) + 3 or first.header.at < 0:
        names += tuple(f"Column {n}" for n in range(len(names) + 1, wide + 1))
    path = write_rows(_below(book, sheets), len(names), workspace / "normal.csv")
    return Dialect(
        path=path,
        kind="xlsx",
        columns=names,
        header_line=first.header.at + 1,
        first_line=first.header.begins + 1,
        sheet=", ".join(sheet.name for sheet in sheets),
        header=first.header.cells,
        units=first.header.units,
        is_numbered=True,
    )


def _without_repeats(book: CalamineWorkbook, sheets: list[_Sheet]) -> list[_Sheet]:
    """Leave out sheets whose rows all stand in another one: a sheet for all and one for each month."""
    rows = {sheet.name: set(map(tuple, _data(book, sheet))) for sheet in sheets}
    by_size = sorted(sheets, key=lambda sheet: -len(rows[sheet.name]))
    seen: set[tuple[str, ...]] = set()
    kept = []
    for sheet in by_size:
        shared = rows[sheet.name] & seen
        if shared and len(shared) < len(rows[sheet.name]) * 0.9:
            raise refuse(
                "sheets_overlap",
                _(
                    "Several sheets hold the same rows in part, so I cannot tell which ones count: %(names)s."
                )
                % {"names": ", ".join(one.name for one in sheets)[:200]},
                _("Bring the sheet with all sales by itself."),
            )
        if not shared:
            kept.append(sheet)
            seen |= rows[sheet.name]
    return [sheet for sheet in sheets if sheet in kept]


def _data(book: CalamineWorkbook, sheet: _Sheet) -> Iterator[list[str]]:
    for line, cells in _rows(book.get_sheet_by_name(sheet.name)):
        if line > sheet.header.begins and any(cells):
            yield cells


def _below(book: CalamineWorkbook, sheets: list[_Sheet]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows under the headers; lines of a further sheet go on where the one before it ends."""
    before = 0
    for sheet in sheets:
        opened = book.get_sheet_by_name(sheet.name)
        for line, cells in _rows(opened):
            if line > sheet.header.begins:
                yield before + line, cells
        before += _last_row(opened)


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """Yield the row numbers of a sheet, the first is 1, and its cells from the first filled column on."""
    for line, row in enumerate(sheet.iter_rows(), start=1):
        yield line, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """Return a cell as a person would write it: 1602 for 1602.0, days as 2026-01-31."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    # Fifteen digits are what a workbook shows; what a float adds to them is noise.
    text = f"{value:.15g}"
    return f"{Decimal(text):f}" if "e" in text else text
