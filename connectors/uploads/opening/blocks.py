"""Cuts a text table into blocks of whole rows, so that it is read without ever lying in memory as a whole."""

from collections.abc import Iterator
from pathlib import Path

BLOCK = 3_145_728


def whole_rows(
    path: Path, *, has_quotes: bool, skip_lines: int = 0, size: int = BLOCK
) -> Iterator[bytes]:
    """Yield the bytes of the file after its first lines, `size` at a time and a little less, cut between two rows.

    A line break inside a quoted cell ends no row. Where a row is longer than `size` its block grows to hold it.
    """
    with path.open("rb") as file:
        for _ in range(skip_lines):
            file.readline()
        rest = b""
        while more := file.read(size):
            block = rest + more
            end = _end_of_rows(block) if has_quotes else block.rfind(b"\n") + 1
            rest = block[end:]
            if end:
                yield block[:end]
        if rest:
            yield rest


def _end_of_rows(block: bytes) -> int:
    """Return where the last row ends that the block holds to its end; 0 where none does."""
    end = len(block)
    # Since quotes come in pairs, an odd number of them before a line break means that it stands in a cell.
    quotes = block.count(b'"')
    while at := block.rfind(b"\n", 0, end) + 1:
        quotes -= block.count(b'"', at, end)
        if quotes % 2 == 0:
            return at
        end = at - 1
    return 0
