"""The table behind an answer as a CSV file."""

import csv
import io
from collections.abc import Iterable, Sequence

from edge.lib.csv_cells import safe_cell


def to_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV for a spreadsheet; text that would be taken for a formula begins with an apostrophe."""
    file = io.StringIO()
    csv.writer(file).writerows([[safe_cell(cell) for cell in row] for row in rows])
    return file.getvalue()
