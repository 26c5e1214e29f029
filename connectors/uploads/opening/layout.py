"""Finds out how lines of text are cut into cells: by a separator, or at fixed places."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from connectors.uploads.opening.fixed_width import find_spans
from connectors.uploads.opening.kinds import no_table
from connectors.uploads.opening.refusal import refuse

SEPARATORS = (",", ";", "\t", "|", "^", "~", "\x1f", "\x1e", "¦", "§")
_STRONG = frozenset(";\t|^~\x1f\x1e¦§")
MOST_COLUMNS = 1_000
_NAMED = re.compile(r"\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
_WRAPPED = re.compile(r'"(?:[^"]|"")*"')
_ENOUGH, _SURE = 0.25, 2.0


@dataclass(frozen=True)
class Layout:
    """How a line becomes cells."""

    separator: str
    width: int
    quote: str = '"'
    # A backslash takes a quote's meaning away.
    escapes: bool = False
    # Where cells begin and end in a line, for a file of fixed width.
    spans: tuple[tuple[int, int | None], ...] = ()
    # Lines before the table that only say how to read it.
    preamble: int = 0
    # Blanks around cells are there to align them.
    is_padded: bool = False
    # A reader that knows nothing but the standard's quotes would do, if all quotes are like those seen.
    is_standard: bool = True


@dataclass(frozen=True)
class _Guess:
    score: float
    layout: Layout


def find_layout(lines: Sequence[str]) -> Layout:
    """Return how the lines are cut; raises FileUnreadable where they are no table."""
    named = _NAMED.match(lines[0]) if lines else None
    if named:
        return replace(_by_separator(lines[1:], named[1]).layout, preamble=1)
    best = max(
        (_by_separator(lines, one) for one in SEPARATORS if any(one in line for line in lines)),
        key=lambda guess: guess.score,
        default=_Guess(0.0, Layout("", 0)),
    )
    if best.score < _SURE and best.layout.separator != "\t":
        fixed = _by_place(lines)
        # A comma may be that of the cents; of any other sign a fixed width is hardly the reason.
        margin = 1.0 if best.layout.separator in (",", "") else 1.5
        if fixed.score > best.score * margin:
            best = fixed
    if best.score <= 0:
        raise refuse(
            "one_column",
            _("The file has a single column; a sale needs at least a day and an amount."),
            _("Export it with its other columns, separated by commas or semicolons."),
        )
    if best.score < _ENOUGH:
        raise no_table(_("its lines cannot be told apart"))
    if best.layout.width > MOST_COLUMNS:
        raise no_table(_("it has %(count)s columns") % {"count": best.layout.width})
    return best.layout


def _by_separator(lines: Sequence[str], separator: str) -> _Guess:
    quote = _quote(lines, separator)
    lines, is_wrapped = _unwrapped(lines, separator)
    escapes = _escapes(lines, separator)
    rows = _rows(lines, separator, quote, escapes=escapes)
    widths = Counter(len(row) for row in rows if any(map(str.strip, row)))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return _Guess(0.0, Layout(separator, 1))
    width, count = max(wide.items(), key=lambda item: (item[1] * min(item[0], 12), item[0]))
    near = sum(found for other, found in widths.items() if abs(other - width) <= 1 and other > 1)
    share = (count + (near - count) * 0.5) / sum(widths.values())
    typical = [row for row in rows if len(row) == width][:200]
    cells = [cell for row in typical for cell in row if cell.strip()]
    padded = sum(
        cell != cell.strip(" ")
        for line in lines[:200]
        for cell in line.split(separator)
        if cell.strip() and '"' not in cell
    )
    score = share * min(width, 12) ** 0.5 * (0.25 + 0.75 * _clean(cells))
    layout = Layout(separator, width, quote, escapes, is_padded=padded > len(cells) * 0.3)
    is_standard = quote != "'" and not is_wrapped and not escapes and separator.isascii()
    return _Guess(score, replace(layout, is_standard=is_standard and not layout.is_padded))


def _unwrapped(lines: Sequence[str], separator: str) -> tuple[Sequence[str], bool]:
    """Return the lines without the quotes around each as a whole, and whether any had them."""
    plain = [
        line.strip()[1:-1].replace('""', '"') if _WRAPPED.fullmatch(line.strip()) else line
        for line in lines
    ]
    wrapped = [new for new, old in zip(plain, lines, strict=True) if new != old]
    # A quoted title may hold a separator by chance; a wrapped row has as many as the others.
    usual = Counter(line.count(separator) for line in plain).most_common(1)
    fitting = sum(line.count(separator) >= max(usual[0][0], 1) for line in wrapped) if usual else 0
    return (plain, True) if fitting >= max(1, len(wrapped) * 0.5) else (lines, False)


def _rows(lines: Sequence[str], separator: str, quote: str, *, escapes: bool) -> list[list[str]]:
    try:
        reader = csv.reader(
            lines,
            delimiter=separator,
            quotechar=quote,
            escapechar="\\" if escapes else None,
            skipinitialspace=separator != "\t",
        )
        return list(reader)
    except csv.Error:
        return [line.split(separator) for line in lines]


def _quote(lines: Sequence[str], separator: str) -> str:
    """Return the sign in which cells are wrapped: double quotes, unless most cells stand in single ones."""
    cells = [cell.strip() for line in lines[:100] for cell in line.split(separator)]
    single = sum(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)
    double = sum(cell.startswith('"') for cell in cells)
    return "'" if single > double and single >= 0.3 * len(cells) else '"'


def _escapes(lines: Sequence[str], separator: str) -> bool:
    inside = re.compile(r'\\"(?!\s*(?:$|' + re.escape(separator) + "))")
    return any(inside.search(line) for line in lines)


def _clean(cells: Sequence[str]) -> float:
    """Return the share of cells in which nothing else looks like a separator."""
    dirty = sum(
        any(one in _STRONG for one in cell) or "   " in cell.strip() or len(cell) > 300
        for cell in cells
    )
    return 1 - dirty / len(cells) if cells else 0.0


def _by_place(lines: Sequence[str]) -> _Guess:
    spans, share = find_spans(lines)
    if len(spans) < 2:
        return _Guess(0.0, Layout("", 0))
    layout = Layout(" ", len(spans), quote="", spans=spans, is_standard=False)
    return _Guess(share * min(len(spans), 12) ** 0.5, layout)
