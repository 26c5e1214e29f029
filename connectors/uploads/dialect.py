"""How bytes are a table, and which of its rows names the columns."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

# Amounts, days and times are short; a longer cell is prose, or made to keep a reader busy.
LONGEST_VALUE = 100
_VALUE_SIGNS = frozenset(".,:/+-()%€$£¥")


@dataclass(frozen=True)
class Dialect:
    """How the bytes are a table; `path` is readable as it stands: UTF-8 text, or a workbook."""

    path: Path
    kind: str
    columns: tuple[str, ...]
    # The line of the column names in the file as it was brought, the first is 1; 0 where there are none.
    header_line: int
    separator: str = ","
    has_quotes: bool = True
    encoding: str = "utf-8"
    sheet: str = ""

    @property
    def signature(self) -> str:
        """The text that two files of the same layout share."""
        return f"{self.kind}:" + "\x1f".join(self.columns)


def find_header(rows: list[list[str]], width: int) -> tuple[int, tuple[str, ...]]:
    """Return which row names the columns (-1: none does) and the names, each once."""
    for at, row in enumerate(rows[:60]):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(row) < width * 0.8 or len(filled) < max(2, len(row) * 0.5):
            continue
        if sum(map(_is_value, filled)) >= max(1, len(filled) * 0.3):
            break
        return at, unique_names(row)
    return -1, tuple(f"Column {number}" for number in range(1, width + 1))


def _is_value(cell: str) -> bool:
    """Tell whether a cell holds an amount, a day or a time, not a name."""
    return (
        len(cell) <= LONGEST_VALUE
        and any(map(str.isdecimal, cell))
        and all(one.isdecimal() or one.isspace() or one in _VALUE_SIGNS for one in cell)
    )


def unique_names(row: list[str]) -> tuple[str, ...]:
    """Return the cells as column names; an empty or repeated one gets its number."""
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(row, start=1):
        name = " ".join(cell.split())[:80] or f"Column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
