"""Cuts lines into cells as forgivingly as is safe: odd quotes are read, one that never closes is refused."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from connectors.uploads.opening.fixed_width import RULER, keeps_to
from connectors.uploads.opening.layout import Layout
from connectors.uploads.opening.refusal import refuse
from edge.lib.errors import FileUnreadable

# A quoted cell is a name or a note: one that is longer has lost its end.
MOST_LINES = 100
MOST_CHARACTERS = 65_536


def unclosed(line: int) -> FileUnreadable:
    """Return the error of a quotation mark that is opened on this line and never closed."""
    return refuse(
        "unclosed_quote",
        _(
            "A quotation mark is opened on line %(line)s and never closed, so the lines cannot be told apart."
        )
        % {"line": f"{line:,}"},
        _("Export the file again, or remove the stray quotation mark."),
    )


def records(lines: Iterable[str], layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Yield each record's first line, the file's first is 1, and its cells. Raises FileUnreadable."""
    for number, cells in _records(lines, layout):
        yield number, [cell.strip(" ") for cell in cells] if layout.is_padded else cells


def _records(lines: Iterable[str], layout: Layout) -> Iterator[tuple[int, list[str]]]:
    cutter = Cutter(layout)
    numbered = enumerate(lines, start=1)
    for number, line in numbered:
        if number <= layout.preamble:
            continue
        if layout.spans:
            text = line.expandtabs()
            if keeps_to(text, layout.spans):
                if not RULER.fullmatch(text):
                    yield number, [text[start:end].strip() for start, end in layout.spans]
            else:
                # A title, or a row whose name is too long for its place: cut, it would say something else.
                yield number, [text.strip()]
        elif layout.quote not in line or not cutter.opens(line):
            yield number, line.split(layout.separator)
        else:
            yield number, _quoted(cutter, number, line, numbered)


def _quoted(cutter: "Cutter", start: int, line: str, more: Iterator[tuple[int, str]]) -> list[str]:
    """Return the cells of a record that has quotes; it goes on over as many lines as its quotes say."""
    cells = cutter.cut(line)
    taken = [line]
    size = len(line)
    while cells is None:
        _number, following = next(more, (0, None))
        if following is None or len(taken) >= MOST_LINES or size > MOST_CHARACTERS:
            raise unclosed(start)
        taken.append(following)
        size += len(following) + 1
        if cutter.layout.quote in following:
            cells = cutter.cut("\n".join(taken))
    if len(taken) > 1 and cutter.swallows(taken):
        raise unclosed(start)
    return cells


@dataclass
class Cutter:
    """Cuts one record at a time."""

    layout: Layout
    _opens: re.Pattern[str] = field(init=False)
    _ends: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        """Prepare what ends a quoted cell: its quote, then a separator or nothing more."""
        separator = re.escape(self.layout.separator)
        quote = re.escape(self.layout.quote)
        self._opens = re.compile(rf"(?:^|{separator})[ \u00a0]*{quote}")
        self._ends = re.compile(rf"[ \u00a0]*(?:{separator}|\Z)")

    def opens(self, line: str) -> bool:
        """Return whether a cell of the line begins with a quote; others belong to its text."""
        return self._opens.search(line) is not None

    def cut(self, text: str) -> list[str] | None:
        """Return the cells, or None where a quote is open at the end."""
        cells = self._cut(text, doubles=True)
        if cells is None:
            # `"12"",3`: a quote that belongs to the text stands right before the closing one.
            other = self._cut(text, doubles=False)
            if other is not None and len(other) == self.layout.width:
                cells = other
        if cells is None and text.count(self.layout.quote) % 2 == 0:
            plain = text.split(self.layout.separator)
            cells = plain if len(plain) == self.layout.width and "\n" not in text else None
        if cells is not None and len(cells) == 1 and self.layout.separator in cells[0] != text:
            # The whole line may have been put into quotes once more.
            inner = self.cut(cells[0])
            return inner if inner is not None and len(inner) == self.layout.width else cells
        return cells

    def swallows(self, lines: list[str]) -> bool:
        """Tell whether lines inside a quoted cell look like rows themselves: a quote was never closed."""
        rows = [self._looks_like_a_row(line) for line in lines]
        return any(rows[1:-1]) or (rows[0] and rows[-1])

    def _looks_like_a_row(self, line: str) -> bool:
        fields = line.count(self.layout.separator) + 1
        return fields >= max(self.layout.width, 2) and any(map(str.isdecimal, line))

    def _cut(self, text: str, *, doubles: bool) -> list[str] | None:
        quote, separator = self.layout.quote, self.layout.separator
        cells, at, end = [], 0, len(text)
        while True:
            start = at
            while start < end and text[start] in " \u00a0" and separator != text[start]:
                start += 1
            if text.startswith(quote, start):
                closing = self._closing(text, start + 1, doubles=doubles)
                if closing < 0:
                    return None
                cells.append(self._plain(text[start + 1 : closing]))
                after = self._ends.match(text, closing + 1)
                if after is None or not after.group().endswith(separator):
                    return cells
                at = after.end()
            else:
                next_at = text.find(separator, at)
                if next_at < 0:
                    cells.append(text[at:])
                    return cells
                cells.append(text[at:next_at])
                at = next_at + len(separator)

    def _closing(self, text: str, at: int, *, doubles: bool) -> int:
        quote = self.layout.quote
        while (found := text.find(quote, at)) >= 0:
            if self.layout.escapes and text[found - 1] == "\\" and text[found - 2] != "\\":
                at = found + 1
            elif doubles and text.startswith(quote, found + 1):
                at = found + 2
            elif self._ends.match(text, found + 1):
                return found
            else:
                at = found + 1
        return -1

    def _plain(self, text: str) -> str:
        quote = self.layout.quote
        text = text.replace(quote * 2, quote)
        if self.layout.escapes:
            text = text.replace("\\" + quote, quote).replace("\\\\", "\\")
        return text
