"""Finds the row that names the columns: texts above cells that are days, numbers and amounts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# Amounts, days and times are short; a longer cell is prose, or made to keep a reader busy.
LONGEST_VALUE = 100
_DEEPEST = 80
# So many lines may stand between a title and the names.
_NEAR = 12
_MOST_ROWS = 250
_VALUE_SIGNS = frozenset(".,:/+-()%€$£¥'’")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\x00\x1a"))


@dataclass(frozen=True)
class Header:
    """Which rows name the columns. at: the row's place, -1 where there is none; begins: the first row of data."""

    at: int
    begins: int
    names: tuple[str, ...]
    # The cells as they stand, by which a repeated header is known again.
    cells: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    # How many columns hold days, numbers or amounts beneath it.
    typed: int = 0


def find_header(rows: Sequence[Sequence[str]], width: int) -> Header:
    """Return the header of a table whose rows have mostly `width` cells."""
    first = [list(row) for row in rows[:_MOST_ROWS]]
    below = _Below(first, max(width, 1))
    found = -1
    for at in range(min(len(first), _DEEPEST)):
        below.drop(at)
        if not below.names_columns(first[at]):
            continue
        if found >= 0 and _filled(first[at]) <= _filled(first[found]):
            continue
        is_full = _filled(first[at]) >= width * 0.9
        if found < 0 or (at <= found + _NEAR and is_full):
            # A title with a comma may look like names, until the row with all of them comes.
            found = at
        if is_full or at > found + _NEAR:
            break
    if found >= 0:
        below = _Below(first, max(width, 1))
        for at in range(found + 1):
            below.drop(at)
        return _header(first, found, below)
    begins = next((at for at, row in enumerate(first) if _filled(row) >= max(2, width * 0.5)), 0)
    names = tuple(f"Column {number}" for number in range(1, width + 1))
    return Header(at=-1, begins=begins, names=names, typed=_Below(first, width).typed_columns())


class _Below:
    """Counts, for each column, how many cells of the rows below are filled, and how many are values."""

    def __init__(self, rows: list[list[str]], width: int) -> None:
        self.width = width
        self.filled, self.values = Counter[int](), Counter[int]()
        self._rows = rows
        for row in rows:
            self._count(row, 1)

    def _count(self, row: list[str], by: int) -> None:
        for column, cell in enumerate(row):
            if cell.strip():
                self.filled[column] += by
                self.values[column] += by * is_typed(cell)

    def drop(self, at: int) -> None:
        """Leave out row `at`: what follows is below it."""
        self._count(self._rows[at], -1)

    def typed(self) -> list[int]:
        """Return the columns whose cells below are mostly values."""
        return [
            column
            for column, count in self.filled.items()
            if count and self.values[column] >= count * 0.6
        ]

    def typed_columns(self) -> int:
        """Return how many columns are mostly values."""
        return len(self.typed())

    def names_columns(self, row: list[str]) -> bool:
        """Tell whether a row stands above the columns as their names do."""
        filled = [cell for cell in row if cell.strip()]
        if len(filled) < max(2, self.width * 0.5) or len(row) < self.width * 0.5:
            return False
        values = sum(map(is_typed, filled))
        columns = self.typed()
        if not columns:
            return not values and all(len(cell) <= LONGEST_VALUE for cell in filled)
        named = sum(_names(row, column) for column in columns)
        wrong = sum(column < len(row) and is_typed(row[column]) for column in columns)
        return (
            named >= len(columns) * 0.5
            and wrong <= len(columns) * 0.45
            and values < len(filled) * 0.6
        )

    def is_unit_row(self, row: list[str]) -> bool:
        """Tell whether a row under the names says in what they are measured, as EUR or pcs."""
        columns = self.typed()
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or not columns or any(is_typed(cell) for cell in filled):
            return False
        said = sum(_names(row, column) for column in columns)
        return all(len(cell) <= 14 for cell in filled) and said >= max(1, len(columns) * 0.5)


def _names(row: list[str], column: int) -> bool:
    return column < len(row) and bool(row[column].strip()) and not is_typed(row[column])


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _header(rows: list[list[str]], at: int, below: _Below) -> Header:
    """Return the header that begins with row `at`; two rows may name the columns together."""
    first = rows[at]
    width = max(below.width, len(_trimmed(first)))
    following = next((n for n in range(at + 1, len(rows)) if _filled(rows[n])), None)
    if following is None or following >= len(rows) - 1:
        return _one_row(rows, at, at + 1, below.typed_columns())
    second = rows[following]
    typed = below.typed_columns()
    for n in range(at + 1, following + 1):
        below.drop(n)
    is_gap = any(_cell(second, column) and not _cell(first, column) for column in range(width))
    if (
        is_gap
        and below.names_columns(_joined_over(first, second, width))
        and not _is_data(second, below)
    ):
        if _filled(second) >= width and len(set(map(str.strip, second))) == len(second):
            return _one_row(rows, following, following + 1, typed)
        names = unique_names(_joined(first, second, width))
        return Header(following, following + 1, names, tuple(second), typed=typed)
    if not is_gap and below.is_unit_row(second):
        one = _one_row(rows, at, following + 1, typed)
        units = tuple(_cell(second, column) for column in range(len(one.names)))
        return Header(one.at, one.begins, one.names, one.cells, units, typed)
    return _one_row(rows, at, at + 1, typed)


def _is_data(row: list[str], below: _Below) -> bool:
    columns = below.typed()
    values = sum(column < len(row) and is_typed(row[column]) for column in columns)
    return not columns or values >= max(1, len(columns) * 0.5)


def _one_row(rows: list[list[str]], at: int, begins: int, typed: int) -> Header:
    return Header(at, begins, unique_names(_trimmed(rows[at])), tuple(rows[at]), typed=typed)


def _joined_over(first: list[str], second: list[str], width: int) -> list[str]:
    return [_cell(second, column) or _cell(first, column) for column in range(width)]


def _joined(first: list[str], second: list[str], width: int) -> list[str]:
    """Return the names of two rows as one: a name above stands for the columns to its right that have none."""
    names, group = [], ""
    for column in range(width):
        above, own = _cell(first, column), _cell(second, column)
        group = above or (group if own else "")
        names.append(" / ".join(part for part in (group, own) if part))
    return names


def _cell(row: list[str], column: int) -> str:
    return " ".join(row[column].split()) if column < len(row) else ""


def _trimmed(row: list[str]) -> list[str]:
    """Return the row without the empty cells at its end."""
    end = max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
    return row[:end]


def is_typed(cell: str) -> bool:
    """Tell whether a cell holds an amount, a day, a time or the like, not a name."""
    cell = cell.strip()
    if len(cell) > LONGEST_VALUE:
        return False
    digits = sum(map(str.isdecimal, cell))
    if not digits:
        return False
    letters = sum(map(str.isalpha, cell))
    if not letters:
        return all(
            one.isdecimal() or one.isspace() or one in _VALUE_SIGNS or not one.isascii()
            for one in cell
        )
    return digits >= letters


def unique_names(row: Sequence[str]) -> tuple[str, ...]:
    """Return the cells as column names; an empty or repeated one gets its number."""
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(row, start=1):
        name = " ".join(cell.translate(_INVISIBLE).split())[:80] or f"Column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
