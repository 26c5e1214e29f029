"""Looks over a whole text file at the speed of the disk: are its quotes and line ends those of the standard?"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from connectors.uploads.opening.kinds import no_table
from connectors.uploads.opening.records import MOST_CHARACTERS, unclosed

_BLOCK = 4_194_304
LONGEST_LINE = 2_000_000
_NEWLINE, _RETURN, _QUOTE, _NUL = 10, 13, 34, 0


@dataclass
class Scan:
    """What the bytes of a text are like. has_quotes: double quotes occur at all."""

    has_quotes: bool = False
    # Quotes open at the beginning of a cell and close at its end, in pairs; lines end in LF or CRLF.
    is_standard: bool = True
    # Where the line begins that is being read, and where the last quote was opened.
    _line_start: int = 0
    _lines: int = 1
    _opened_at: int = -1
    _quotes: int = 0

    def take(self, block: bytes, offset: int, edges: frozenset[int]) -> None:
        """Go over the bytes of a block but its first and last, which are there for their neighbours' sake."""
        values = np.frombuffer(block, dtype=np.uint8)
        newlines = np.flatnonzero(values[1:-1] == _NEWLINE) + 1
        if b"\r" in block:
            returns = np.flatnonzero(values[1:-1] == _RETURN) + 1
            if (values[returns + 1] != _NEWLINE).any():
                self.is_standard = False
        if b'"' in block:
            quotes = np.flatnonzero(values[1:-1] == _QUOTE) + 1
            self._take_quotes(values, quotes, offset, edges, newlines)
        self._take_lines(newlines, offset, len(block))

    def _take_lines(self, newlines: npt.NDArray[np.intp], offset: int, size: int) -> None:
        if len(newlines):
            longest = int(np.diff(newlines).max(initial=0))
            longest = max(longest, int(newlines[0]) + offset - self._line_start)
            self._line_start = int(newlines[-1]) + offset
            self._lines += len(newlines)
        else:
            longest = offset + size - self._line_start
        if longest > LONGEST_LINE and self.is_standard:
            raise no_table(_("one of its lines never ends"))

    def _take_quotes(
        self,
        values: npt.NDArray[np.uint8],
        quotes: npt.NDArray[np.intp],
        offset: int,
        edges: frozenset[int],
        newlines: npt.NDArray[np.intp],
    ) -> None:
        if not len(quotes):
            return
        self.has_quotes = True
        around = np.zeros(256, dtype=bool)
        around[[*edges, _QUOTE]] = True
        is_opening = (np.arange(len(quotes)) + self._quotes) % 2 == 0
        neighbour = np.where(is_opening, values[quotes - 1], values[quotes + 1])
        fits = around[neighbour]
        places = quotes + offset
        spans = np.diff(places, prepend=self._opened_at)
        longest = spans[~is_opening].max(initial=0) if self._is_regular_until(fits, spans) else 0
        if longest > MOST_CHARACTERS:
            at = int(places[~is_opening][np.argmax(spans[~is_opening])]) - int(longest)
            raise unclosed(self._lines + int((newlines + offset < at).sum()))
        self.is_standard = self.is_standard and bool(fits.all())
        self._quotes += len(quotes)
        self._opened_at = int(places[-1])

    def _is_regular_until(self, fits: npt.NDArray[np.bool_], spans: npt.NDArray[np.intp]) -> bool:
        """Tell whether the quotes before the first long one are paired, so that it was really left open."""
        if not self.is_standard:
            return False
        long = np.flatnonzero(spans > MOST_CHARACTERS)
        return not len(long) or bool(fits[: long[0]].all())

    def finish(self, size: int) -> None:
        """Judge what the end of the file leaves open."""
        if self._quotes % 2:
            if self.is_standard and size - self._opened_at > MOST_CHARACTERS:
                raise unclosed(self._lines)
            self.is_standard = False


def scan(path: Path, separator: str) -> Scan:
    """Return what the text is like; raises FileUnreadable for a line or a quoted cell that never ends."""
    edges = frozenset((*separator.encode()[:1], _NEWLINE, _RETURN))
    found = Scan()
    with path.open("rb") as file:
        # Every byte is looked at with its neighbours: the file stands between two line ends.
        rest, offset = b"\n", -1
        while block := file.read(_BLOCK):
            block = rest + block
            found.take(block, offset, edges)
            offset += len(block) - 2
            rest = block[-2:]
        found.take(rest + b"\n", offset, edges)
        found.finish(file.tell())
    return found
