"""Rewrites a text file as UTF-8."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from connectors.uploads.opening.charset import decode_lines
from connectors.uploads.opening.kinds import no_table

_BLOCK = 1_048_576
_LONGEST_LINE = 4_000_000


def recoded(path: Path, encoding: str, target: Path) -> Path:
    """Return the path of the file as UTF-8 without a mark; it is the same path where it is that already."""
    if encoding == "utf-8":
        return path
    with target.open("w", encoding="utf-8", newline="") as new:
        if encoding.startswith(("utf-16", "utf-32", "utf-8")):
            with path.open(encoding=encoding, errors="replace", newline="") as old:
                while text := old.read(_BLOCK):
                    new.write(_checked(text))
        else:
            for block in _whole_lines(path):
                new.write(_checked(decode_lines(block, encoding)))
    return target


def _checked(text: str) -> str:
    if "\x00" in text:
        raise no_table(_("it holds bytes that no text has"))
    return text


def _whole_lines(path: Path) -> Iterator[bytes]:
    rest = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            block = rest + block
            end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, len(block) - 1)) + 1
            if len(block) - end > _LONGEST_LINE:
                raise no_table(_("one of its lines never ends"))
            rest = block[end:]
            yield block[:end]
    yield rest


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a UTF-8 file without their ends, whichever those are. Raises FileUnreadable."""
    with path.open(encoding="utf-8", errors="replace") as file:
        while line := file.readline(_LONGEST_LINE):
            if len(line) >= _LONGEST_LINE:
                raise no_table(_("one of its lines never ends"))
            yield line.removesuffix("\n")
