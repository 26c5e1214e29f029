"""What the page of refused rows shows: each row's reason, the row as in the file, its cells to be mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from connectors.models import RefusedRow, Upload
from connectors.uploads.interpreting.fields import Field
from connectors.uploads.interpreting.reading import ColumnReading, read_back
from connectors.uploads.mending.mend import Changes, Mended
from connectors.uploads.mending.refused import counts, reason, refused_rows
from connectors.uploads.opening.table import EXTRA
from edge.lib.texts import whole_number

PAGE_ROWS = 25
# A form of more fields is refused as an attack.
MOST_FIELDS = 900
_DAYS = {"occurred_at", "date"}
_MONEY = {
    "unit_price",
    "line_amount",
    "amount",
    "before_discount",
    "after_discount",
    "with_tax",
    "without_tax",
    "after_fee",
    "collected",
    "refund_amount",
}
# Which columns a reason points at, by the last word of its code.
_SUSPECTS = {"day": _DAYS, "amount": _MONEY, "large": _MONEY, "quantity": {"quantity"}}

# What became of mended lines: loaded, there already, no sales, still wrong, passed over.
_TOLD = (
    ngettext_lazy(
        "%(count)s line is in your books now.",
        "%(count)s lines are in your books now.",
        "count",
    ),
    ngettext_lazy(
        "%(count)s line was there already; it is not counted twice.",
        "%(count)s lines were there already; they are not counted twice.",
        "count",
    ),
    ngettext_lazy(
        "%(count)s line is no sale and was left out.",
        "%(count)s lines are no sales and were left out.",
        "count",
    ),
    ngettext_lazy(
        "%(count)s line is still not right; what you typed is kept.",
        "%(count)s lines are still not right; what you typed is kept.",
        "count",
    ),
    ngettext_lazy(
        "%(count)s line was passed over: it is not refused.",
        "%(count)s lines were passed over: they are not refused.",
        "count",
    ),
)


@dataclass(frozen=True)
class Cell:
    """One cell of a refused row, to be mended; its place is the column's, from 0."""

    at: int
    name: str
    text: str
    is_suspect: bool
    is_used: bool


def refused_page(upload: Upload, *, after: int, locale: str) -> dict[str, Any]:
    """Return what the page shows of the rows that are still refused, from the line after `after` on."""
    columns = read_back(upload).columns
    left, mended = counts(upload)
    size = max(min(PAGE_ROWS, MOST_FIELDS // (len(columns) + 1)), 1)
    rows = refused_rows(upload, most=size + 1, after=after)
    shown = rows[:size]
    return {
        "upload": upload,
        "left": left,
        "count": format_decimal(left, locale=locale),
        "mended": mended,
        "rows": [_row(row, columns) for row in shown],
        "next": shown[-1].line if len(rows) > size else 0,
        "after": after,
    }


def _row(row: RefusedRow, columns: tuple[ColumnReading, ...]) -> dict[str, Any]:
    cells = [_cell(at, column, row) for at, column in enumerate(columns)] if row.cells else []
    if len(row.cells) > len(columns):
        cells.append(Cell(len(columns), _("beyond the last column"), row.cells[-1], True, True))
    return {
        "line": row.line,
        "reason": reason(row.code),
        "raw": row.raw,
        "cells": [cell for cell in cells if cell.is_used],
        "others": [cell for cell in cells if not cell.is_used],
    }


def _cell(at: int, column: ColumnReading, row: RefusedRow) -> Cell:
    suspects = _SUSPECTS.get(row.code.rsplit("_", 1)[-1], set())
    is_used = column.field != Field.IGNORE
    return Cell(at, column.name, row.cells[at], column.field.value in suspects, is_used)


def typed(upload: Upload, form: Mapping[str, str]) -> Changes:
    """Return what was typed into the page's cells, of one row where its own button was pressed."""
    names = [*(column.name for column in read_back(upload).columns), EXTRA]
    only = form.get("only", "")
    found: dict[int, dict[str, str]] = {}
    for key, text in form.items():
        mark, _dash, rest = key.partition("-")
        line, _dash, at = rest.partition("-")
        row, place = whole_number(line), whole_number(at)
        if mark != "cell" or row is None or place is None or place >= len(names):
            continue
        if not only or line == only:
            found.setdefault(row, {})[names[place]] = str(text)
    return found


def told(mended: Mended) -> str:
    """Return what came of mending, in a sentence or two."""
    counts = (
        mended.loaded,
        mended.known,
        mended.left_out,
        mended.still_refused,
        mended.passed_over,
    )
    if not any(counts[:-1]):
        return _("None of these lines is refused, or they were mended before.")
    said = zip(counts, _TOLD, strict=True)
    return " ".join(str(text % {"count": count}) for count, text in said if count)
