"""The table behind an answer as a CSV file."""

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet would take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV for a spreadsheet; text that would be taken for a formula begins with an apostrophe."""
    file = io.StringIO()
    csv.writer(file).writerows([[_safe(cell) for cell in row] for row in rows])
    return file.getvalue()


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    if not text.startswith(_FORMULA) or _is_number(text):
        return text
    return f"'{text}"


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit() and text.count("-") <= 1
