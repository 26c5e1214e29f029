"""Writes a table as a file of ours, one line a row, so that whatever was odd about its bytes is dealt with once."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

_AT_ONCE = 5_000


def write_rows(records: Iterable[tuple[int, Sequence[str]]], width: int, target: Path) -> Path:
    """Write `line, c0, c1 …, extra` of each record that holds something; return the path."""
    rows = _rows(records, width)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        while some := list(islice(rows, _AT_ONCE)):
            writer.writerows(some)
    return target


def _rows(records: Iterable[tuple[int, Sequence[str]]], width: int) -> Iterator[list[str | int]]:
    for line, cells in records:
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
            yield [line, *cells, ""]
        else:
            extra = next((cell for cell in cells[width:] if cell.strip()), "")
            yield [line, *cells[:width], extra]
